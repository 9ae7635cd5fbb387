"""Adds hosts under load and takes them away when there is little to do."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

import structlog

from actors.runtime.pool import Pool, PoolRules
from actors.runtime.transport import Actors
from storage.leases import HostRecord, Status

_log = structlog.get_logger("yimen.runtime")
_PATIENCE = 120.0  # seconds until a host that was started counts as coming no more


class Scaling:
    """Used by the placer, once a round.

    A host is added by starting its actor, which asks Ray for a whole CPU: where none is free, that
    is what makes Ray's autoscaler add a node. One is taken away by having it drained; it is ended
    once it owns nothing. `mark` sets a host's status, `owners` tells who owns shards.
    """

    def __init__(
        self,
        rules: PoolRules,
        actors: Actors,
        *,
        mark: Callable[[HostRecord, Status], Awaitable[bool]],
        owners: Callable[[], Awaitable[Collection[str]]],
    ) -> None:
        self._pool = Pool(rules)
        self._actors = actors
        self._mark = mark
        self._owners = owners
        self._coming: tuple[str, float] | None = None
        self._leaving: str | None = None
        self._loop = asyncio.get_running_loop()

    async def adjust(self, alive: Sequence[HostRecord]) -> None:
        """Go one step towards the number of hosts that `alive` ones' loads call for."""
        now = self._loop.time()
        if self._coming is not None:
            name, since = self._coming
            if name not in {host.name for host in alive} and now - since < _PATIENCE:
                return
            self._coming = None
        if self._leaving is not None:
            await self._end_left(alive)
            return
        staying = [host for host in alive if host.status == "up"]
        change = self._pool.change([host.load for host in staying], now)
        if change > 0:
            name = free_name({host.name for host in alive})
            _log.info("host.added", host=name, hosts=len(staying) + 1)
            self._actors.start(name)
            self._coming = (name, now)
        elif change < 0:
            youngest = max(staying, key=lambda host: number_of(host.name))
            if await self._mark(youngest, "draining"):
                self._leaving = youngest.owner

    async def _end_left(self, alive: Sequence[HostRecord]) -> None:
        leaving = next((host for host in alive if host.owner == self._leaving), None)
        if leaving is None:
            self._leaving = None
        elif self._leaving not in await self._owners():
            await self._actors.end(leaving.name)
            await self._mark(leaving, "gone")
            _log.info("host.taken_away", host=leaving.owner)
            self._leaving = None


def free_name(taken: Collection[str]) -> str:
    """Return the first name of a host that is not `taken`: "host-0", "host-1" …"""
    return next(name for number in range(len(taken) + 1) if (name := f"host-{number}") not in taken)


def number_of(name: str) -> int:
    """Return the number in a host's name: "host-12" -> 12."""
    text = name.rpartition("-")[2]
    return int(text) if text.isdigit() else -1
