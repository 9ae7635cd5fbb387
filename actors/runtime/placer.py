"""The placer: one of the hosts, which sees to it that every shard has a living owner."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

import structlog

from actors.runtime.ownership import PlacementStore
from actors.runtime.placement import Member, handed_over, next_placement
from actors.runtime.settings import LeaseTimes
from actors.runtime.transport import Transport
from actors.runtime.watch import Watch
from storage.leases import HostRecord, Lease, Status
from storage.tasks import end

_log = structlog.get_logger("yimen.runtime")


class PlacerStore(Protocol):
    """Where hosts and the placer's lease are kept; see `storage.leases.Leases`."""

    async def hosts(self) -> list[HostRecord]: ...
    async def mark(self, host: HostRecord, status: Status) -> bool: ...
    async def placer(self) -> Lease: ...
    async def take(self, old: Lease, owner: str) -> bool: ...


class Placer:
    """Every host runs one; that of the host which holds the lease places, the others stand by.

    Two that place at once do no harm: the placement changes by compare-and-set only, and each
    change is right by itself. While `expected` hosts start together, this one waits a few rounds
    for the others before it places anything. `when_placed` is called when the placement has been
    changed here, `after_round` with the living hosts when a round is through.
    """

    def __init__(
        self,
        owner: str,
        placements: PlacementStore,
        leases: PlacerStore,
        transport: Transport,
        times: LeaseTimes,
        *,
        expected: int = 1,
        when_placed: Callable[[], None] = lambda: None,
        after_round: Callable[[Sequence[HostRecord]], Awaitable[None]] | None = None,
    ) -> None:
        self.leading = False
        self._owner = owner
        self._placements = placements
        self._leases = leases
        self._transport = transport
        self._times = times
        self._patience = 10 if expected > 1 else 0  # rounds left of a start-up
        self._expected = expected
        self._when_placed = when_placed
        self._after_round = after_round
        self._watch = Watch(times.dead)
        self._watched: dict[str, asyncio.Task[None]] = {}
        self._moving: dict[int, tuple[str, float]] = {}
        self._pause = times.place
        self._loop = asyncio.get_running_loop()
        self._alarmed = asyncio.Event()

    async def run(self) -> None:
        """Place until cancelled."""
        try:
            while True:
                try:
                    await self.round()
                except Exception as error:  # the database is away, or answers late
                    _log.warning("placer.blind", error=type(error).__name__)
                    self._watch.blind()
                try:
                    async with asyncio.timeout(self._pause):
                        await self._alarmed.wait()
                except TimeoutError:
                    pass
                self._alarmed.clear()
        finally:
            await end(*self._watched.values())

    async def round(self) -> None:
        """Look at the hosts once; lead if nobody else does; place if leading."""
        self._pause = self._times.place
        hosts = await self._leases.hosts()
        dead = {host.owner for host in self._watch.dead(hosts, self._loop.time())}
        alive = [host for host in hosts if host.alive and host.owner not in dead]
        if len(alive) >= self._expected:
            self._patience = 0  # whoever is missing from now on has died
        lease = await self._leases.placer()
        if lease.holder != self._owner:
            self.leading = False
            if lease.holder in {host.owner for host in alive}:
                self._listen([host for host in alive if host.owner == lease.holder])
                return
            if not await self._leases.take(lease, self._owner):
                return
            _log.info("placer.elected", host=self._owner, term=lease.term + 1)
        self.leading = True
        for host in hosts:
            if host.owner in dead and await self._leases.mark(host, "dead"):
                _log.warning("host.dead", host=host.owner)
        self._listen([host for host in alive if host.owner != self._owner])
        await self._place(alive)
        await self._afterwards(alive)

    async def _afterwards(self, alive: Sequence[HostRecord]) -> None:
        if self._after_round is None:
            return
        try:
            await self._after_round(alive)
        except Exception as error:  # it must not keep the dead from being seen
            _log.warning("placer.afterwards_failed", error=type(error).__name__)

    async def _place(self, alive: Sequence[HostRecord]) -> None:
        old = await self._placements.read()
        if self._patience > 0:
            self._patience -= 1  # the others of this start-up are on their way
            return
        late = self._late(old.moving, {host.owner for host in alive})
        forced = handed_over(old, late) if late else old
        members = [
            Member(
                host.owner,
                draining=host.status != "up",
                release=host.release,
                withdrawn=host.withdrawn,
            )
            for host in alive
        ]
        new = next_placement(forced, members)
        self._pause = self._times.step if new.moving else self._times.place
        if new is not old and await self._placements.replace(old, new):
            self._when_placed()
            if late:
                _log.warning("shards.forced", shards=len(late))
            _log.info("shards.placed", hosts=len(alive), moving=len(new.moving))

    def _late(self, moving: Mapping[int, str], alive: set[str]) -> dict[int, str]:
        """Return those moves that have been asked for too long ago."""
        now = self._loop.time()
        self._moving = {
            shard: self._moving[shard]
            if shard in self._moving and self._moving[shard][0] == to
            else (to, now)
            for shard, to in moving.items()
        }
        return {
            shard: to
            for shard, (to, since) in self._moving.items()
            if now - since > self._times.hand_over and to in alive
        }

    def _listen(self, hosts: Sequence[HostRecord]) -> None:
        """Hear at once when one of `hosts` ends."""
        wanted = {host.owner: host for host in hosts}
        for owner in [each for each in self._watched if each not in wanted]:
            self._watched.pop(owner).cancel()
        for owner, host in wanted.items():
            if owner not in self._watched:
                self._watched[owner] = self._loop.create_task(self._hear(host))

    async def _hear(self, host: HostRecord) -> None:
        await self._transport.ended(host.name, host.generation)
        self._watch.suspect(host.owner)
        self._alarmed.set()
