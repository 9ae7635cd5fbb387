"""What one start of a host owns: its lease, the placement it follows, the shards it hands over."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import structlog

from actors.runtime.engine import Engine
from actors.runtime.placement import handed_over, succeeded
from actors.runtime.settings import LeaseTimes
from storage.leases import HostRecord, Load
from storage.placement import Placement
from storage.tasks import begin, end

_log = structlog.get_logger("yimen.runtime")
_RUSH = 0.05  # seconds at least between two looks at the placement
_LONGEST_PAUSE = 1.0  # seconds between two tries while the database is away


class PlacementStore(Protocol):
    """Where the placement is kept; see `storage.placement.Placements`."""

    async def read(self) -> Placement: ...
    async def revision(self) -> int: ...
    async def replace(self, old: Placement, new: Placement) -> bool: ...


class LeaseStore(Protocol):
    """Where signs of life are kept; see `storage.leases.Leases`."""

    async def register(self, name: str, *, release: str, node: str, pid: int) -> HostRecord: ...
    async def beat(self, host: HostRecord, load: Load) -> HostRecord | None: ...


class Ownership:
    """Keeps `engine` serving what `host` owns, and nothing else. Use it as an async context
    manager.

    `load` tells how busy the host is. `when_superseded` is called once this start is over: another
    one began, or others gave it up. It has to end the process; until it has, the engine begins
    nothing, and the journal fences what it has under way.
    """

    def __init__(
        self,
        host: HostRecord,
        engine: Engine,
        placements: PlacementStore,
        leases: LeaseStore,
        times: LeaseTimes,
        *,
        load: Callable[[], Load],
        when_superseded: Callable[[], None],
    ) -> None:
        self.host = host
        self.moved_in = 0
        self.moved_out = 0
        self.fences = 0
        self._engine = engine
        self._placements = placements
        self._leases = leases
        self._times = times
        self._load = load
        self._when_superseded = when_superseded
        self._fenced = False
        self._revision = -1
        self._loop = asyncio.get_running_loop()
        self._curious = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Ownership":
        self._engine.serve_until = self._loop.time() + self._times.fence
        await self._succeed()
        self._start(self._beat())
        self._start(self._follow())
        return self

    async def __aexit__(self, *_: object) -> None:
        await end(*self._tasks)

    @property
    def beat_age(self) -> float:
        """How many seconds ago the last beat that was recorded began."""
        return self._loop.time() - (self._engine.serve_until - self._times.fence)

    def look(self) -> None:
        """Look at the placement soon: something was asked for that is not owned here."""
        self._curious.set()

    async def _succeed(self) -> None:
        """Take over what earlier starts of this host owned: they are over."""
        pause = _RUSH
        while True:
            try:
                old = await self._placements.read()
                new = succeeded(old, self.host.owner)
                if new == old or await self._placements.replace(old, new):
                    await self._take_up(await self._placements.read())
                    return
            except Exception as error:  # the database is away, or answers late
                _log.warning("host.waits_for_database", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _beat(self) -> None:
        while True:
            began = self._loop.time()
            try:
                found = await self._leases.beat(self.host, self._load())
            except Exception as error:  # until it is recorded, time runs towards the fence
                _log.warning("host.beat_unrecorded", error=type(error).__name__)
                self._note_fence()
            else:
                self._note_fence()
                if found is None:
                    _log.error("host.superseded", host=self.host.owner)
                    self._engine.serve_until = 0.0
                    self._when_superseded()
                    return
                self.host = found
                self._engine.serve_until = began + self._times.fence
                self._fenced = False
            await asyncio.sleep(max(began + self._times.beat - self._loop.time(), _RUSH))

    def _note_fence(self) -> None:
        """Count that the engine begins nothing any more, once for each time."""
        if not self._fenced and self._loop.time() > self._engine.serve_until:
            self._fenced = True
            self.fences += 1
            _log.error("host.fenced_itself", host=self.host.owner)

    async def _follow(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._times.follow):
                    await self._curious.wait()
                await asyncio.sleep(_RUSH)  # gathers those who ask together
            except TimeoutError:
                pass
            self._curious.clear()
            try:
                if await self._placements.revision() != self._revision:
                    await self._take_up(await self._placements.read())
            except Exception as error:  # what is served meanwhile is fenced by the journal
                _log.warning("placement.unread", error=type(error).__name__)

    async def _take_up(self, placement: Placement) -> None:
        """Serve what `placement` says, and hand over what it asks for."""
        owner = self.host.owner
        leaving = placement.leaving(owner)
        owned = placement.owned_by(owner)
        served = {shard: epoch for shard, epoch in owned.items() if shard not in leaving}
        before = self._engine.owned or {}
        self.moved_in += sum(shard not in before for shard in served)
        self.moved_out += sum(shard not in served for shard in before)
        self._engine.own(served)
        self._revision = -1 if leaving else placement.rev  # look again, whatever becomes of it
        if leaving:
            await self._hand_over(placement, leaving)
            self._curious.set()

    async def _hand_over(self, placement: Placement, leaving: dict[int, str]) -> None:
        """Finish what is under way in the shards of `leaving`, then give them away, unless somebody
        else has changed the placement meanwhile."""
        await self._engine.settled(leaving, self._times.settle)
        if await self._placements.replace(placement, handed_over(placement, leaving)):
            _log.info("shards.handed_over", host=self.host.owner, shards=len(leaving))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(begin(work))
