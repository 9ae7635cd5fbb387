"""The control of a platform in one process: one host, which owns everything."""

import os
from collections.abc import Callable

from actors.runtime.control import ClusterLook, EntityLook, HostLook, drain_fault, move_fault
from actors.runtime.engine import Engine
from actors.runtime.placement import SHARDS, shard_of


class LocalControl:
    """Looks into `engine`. `lag` tells by how many seconds the views are behind."""

    def __init__(self, engine: Engine, lag: Callable[[], float]) -> None:
        self._engine = engine
        self._lag = lag

    async def look(self) -> ClusterLook:
        """See `ClusterControl.look`."""
        stats = self._engine.stats()
        host = HostLook(
            name=self._engine.name,
            state="up",
            node=os.uname().nodename,
            pid=os.getpid(),
            shards=SHARDS,
            entities=stats.entities,
            waiting=stats.waiting,
            quarantined=stats.quarantined,
            hottest=stats.hottest,
            slowest=stats.slowest,
        )
        return ClusterLook(hosts=(host,), owners=(host.name,) * SHARDS, lag=self._lag())

    async def entity(self, key: str) -> EntityLook:
        """See `ClusterControl.entity`."""
        return EntityLook(key, shard_of(key), self._engine.name, self._engine.inspect(key))

    async def drain(self, host: str) -> None:
        """Refuse: the one host has nowhere to give its shards."""
        fault = drain_fault(await self.look(), host)
        assert fault is not None
        raise fault

    async def move(self, shard: int, host: str) -> None:
        """Refuse: the one host has every shard already."""
        fault = move_fault(await self.look(), shard, host)
        assert fault is not None
        raise fault
