"""Adds hosts under load and before a planned peak, takes them away when there is little to do, and
ends those that are drained."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

import structlog

from actors.runtime.peaks import Size
from actors.runtime.pool import Pool, PoolRules
from actors.runtime.transport import Actors
from storage.leases import HostRecord, Status

_log = structlog.get_logger("yimen.runtime")
_PATIENCE = 120.0  # seconds until a host that was started counts as coming no more


class Scaling:
    """Used by the placer, once a round.

    A host is added by starting its actor, which asks Ray for a whole CPU: where none is free, that
    is what makes Ray's autoscaler add a node. One is taken away by having it drained, and ended
    once it owns nothing. `mark` sets a host's status, `owners` tells who owns shards or is to,
    `planned` what the peaks ask for that are near or have just ended.
    """

    def __init__(
        self,
        rules: PoolRules,
        actors: Actors,
        *,
        mark: Callable[[HostRecord, Status], Awaitable[bool]],
        owners: Callable[[], Awaitable[Collection[str]]],
        planned: Callable[[], Awaitable[Size]],
    ) -> None:
        self._pool = Pool(rules)
        self._actors = actors
        self._mark = mark
        self._owners = owners
        self._planned = planned
        self._coming: dict[str, float] = {}
        self._emptied: set[str] = set()
        self._loop = asyncio.get_running_loop()

    async def adjust(self, alive: Sequence[HostRecord]) -> None:
        """End what is drained among `alive`, and go one step towards the number of hosts that
        their loads, or a peak, call for."""
        draining = [host for host in alive if host.status == "draining"]
        if draining:
            await self._end_emptied(draining)
        elif not self._awaited(alive):
            await self._scale([host for host in alive if host.status == "up"])

    async def _scale(self, staying: Sequence[HostRecord]) -> None:
        now, planned = self._loop.time(), await self._planned()
        change = self._pool.change([host.load for host in staying], now, planned)
        names = {host.name for host in staying}
        for _ in range(change):
            name = free_name(names)
            names.add(name)
            _log.info("host.added", host=name, hosts=len(names))
            self._actors.start(name)
            self._coming[name] = now
        if change < 0:
            await self._mark(max(staying, key=lambda host: number_of(host.name)), "draining")

    def _awaited(self, alive: Sequence[HostRecord]) -> bool:
        """Tell whether a host that was added is still on its way."""
        names, now = {host.name for host in alive}, self._loop.time()
        self._coming = {
            name: since
            for name, since in self._coming.items()
            if name not in names and now - since <= _PATIENCE
        }
        return bool(self._coming)

    async def _end_emptied(self, draining: Sequence[HostRecord]) -> None:
        """End those that owned nothing a round ago: their last replies have been fetched."""
        owners = await self._owners()
        empty = [host for host in draining if host.owner not in owners]
        for host in empty:
            if host.owner in self._emptied:
                # Found before: once it is marked it may end by itself, and its name be another's.
                end = await self._actors.ender(host.name)
                if await self._mark(host, "gone"):
                    end()
                    _log.info("host.taken_away", host=host.owner)
        self._emptied = {host.owner for host in empty}


def free_name(taken: Collection[str]) -> str:
    """Return the first name of a host that is not `taken`: "host-0", "host-1" …"""
    return next(name for number in range(len(taken) + 1) if (name := f"host-{number}") not in taken)


def number_of(name: str) -> int:
    """Return the number in a host's name: "host-12" -> 12."""
    text = name.rpartition("-")[2]
    return int(text) if text.isdigit() else -1
