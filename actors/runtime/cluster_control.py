"""The control of hosts on Ray. Ray must have been initialised in this process."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import structlog

from actors.kernel.errors import Fault, Unavailable
from actors.runtime import processes
from actors.runtime.cluster import drain_host, host_stats, move_shards
from actors.runtime.control import (
    ClusterLook,
    EntityLook,
    HostLook,
    HostState,
    drain_fault,
    move_fault,
)
from actors.runtime.placement import SHARDS, host_of, shard_of
from actors.runtime.residents import EntityInMemory
from actors.runtime.serving import HostStats
from storage.directory import Directory
from storage.leases import HostRecord

_log = structlog.get_logger("yimen.runtime")
_ASK = 3.0  # seconds that a host has for an answer
_WAIT = 30.0  # seconds that an operation may take before its outcome is called open


class RayControl:
    """Looks at the hosts of `directory` and changes what they own. `lag` tells by how many seconds
    the views are behind, None when nobody says."""

    def __init__(
        self, directory: Directory, namespace: str, lag: Callable[[], Awaitable[float | None]]
    ) -> None:
        self._directory = directory
        self._namespace = namespace
        self._lag = lag

    async def look(self) -> ClusterLook:
        """See `ClusterControl.look`."""
        records, placement, stats, lag = await asyncio.gather(
            self._directory.leases.hosts(),
            self._directory.placements.read(),
            host_stats(self._directory, self._namespace, timeout=_ASK),
            self._lag(),
        )
        owners = tuple(map(host_of, placement.owners)) or ("",) * SHARDS
        return ClusterLook(
            hosts=tuple(
                _look(record, stats.get(record.name), owners.count(record.name))
                for record in records
                if record.status != "gone"
            ),
            owners=owners,
            moving={shard: host_of(owner) for shard, owner in placement.moving.items()},
            lag=lag,
        )

    async def entity(self, key: str) -> EntityLook:
        """See `ClusterControl.entity`."""
        shard = shard_of(key)
        owner = (await self._directory.placements.read()).owner_of(shard)
        host = host_of(owner) if owner else ""
        return EntityLook(key, shard, host, await self._inspect(host, key) if host else None)

    async def drain(self, host: str) -> None:
        """See `ClusterControl.drain`. The placer ends the process once it has handed over."""
        if fault := drain_fault(await self.look(), host):
            raise fault
        await _answered(drain_host(self._directory, host, timeout=_WAIT))

    async def move(self, shard: int, host: str) -> None:
        """See `ClusterControl.move`."""
        if fault := move_fault(await self.look(), shard, host):
            raise fault
        await _answered(move_shards(self._directory, [shard], host, timeout=_WAIT))

    async def _inspect(self, host: str, key: str) -> EntityInMemory | None:
        try:
            async with asyncio.timeout(_ASK):
                handle = await processes.find(host, self._namespace)
                told: Any = await handle.inspect.remote(key)
        except Exception as error:  # whatever Ray says, it is silent
            _log.warning("host.silent", host=host, error=type(error).__name__)
            return None
        return msgspec.convert(told, EntityInMemory)


def _look(record: HostRecord, stats: HostStats | None, shards: int) -> HostLook:
    state: HostState = "dead"
    if record.alive:
        state = "silent" if stats is None else "draining" if stats.draining else "up"
    if stats is None:
        return HostLook(
            name=record.name,
            state=state,
            generation=record.generation,
            release=record.release,
            node=record.node,
            pid=record.pid,
            shards=shards,
        )
    engine = stats.engine
    return HostLook(
        name=record.name,
        state=state,
        generation=stats.generation,
        release=stats.release,
        node=stats.node,
        pid=stats.pid,
        shards=shards,
        entities=engine.entities,
        waiting=engine.waiting,
        loop_lag=engine.loop_lag_seconds,
        beat_age=stats.beat_age,
        quarantined=engine.quarantined,
        hottest=engine.hottest,
        slowest=engine.slowest,
    )


async def _answered(work: Awaitable[None]) -> None:
    """Await `work`, whatever breaks on its way being an open outcome."""
    try:
        await work
    except Fault:
        raise
    except Exception as error:  # Ray's or the database's
        raise Unavailable(f"no answer: {type(error).__name__}") from error
