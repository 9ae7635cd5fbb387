"""A host without its process: an engine, what it owns, and what routers bring it.

Knows neither Ray nor MongoDB; `host.py` wraps it in a process, the simulation runs many in one.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

import msgspec
import structlog

from actors.kernel.kind import EntityKind
from actors.kernel.ports import Clock
from actors.runtime.engine import USUAL, Engine, Workings
from actors.runtime.ownership import LeaseStore, Ownership, PlacementStore
from actors.runtime.placer import Placer, PlacerStore
from actors.runtime.replies import Replies
from actors.runtime.settings import RuntimeSettings
from actors.runtime.stats import Stats
from actors.runtime.store import Store
from actors.runtime.transport import Transport
from storage.leases import HostRecord, Load, Status
from storage.tasks import begin, end

_log = structlog.get_logger("yimen.runtime")
_LAG_WINDOW = 2.0  # seconds
_ALONE = 2.0  # seconds after which a host that leaves takes nobody for its heir


class HostLeases(LeaseStore, PlacerStore, Protocol):
    """Where hosts show that they live; see `storage.leases.Leases`."""


class HostStats(msgspec.Struct):
    """A host as `yimen status` shows it. `beat_age` is how many seconds ago the last beat that was
    acknowledged began."""

    name: str
    pid: int
    generation: int
    shards: int
    draining: bool
    engine: Stats
    release: str = ""
    node: str = ""
    placing: bool = False
    moved_in: int = 0
    moved_out: int = 0
    beat_age: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a host works with."""

    store: Store
    clock: Clock
    placements: PlacementStore
    leases: HostLeases
    transport: Transport


class Serving:
    """One start of a host. Use it as an async context manager.

    `when_superseded` has to end the process; see `Ownership`. `cpu` returns the share of one CPU
    used since it was last asked. `after_round` is called with the living hosts after each round of
    placing.
    """

    def __init__(
        self,
        host: HostRecord,
        kinds: Mapping[str, EntityKind[Any]],
        around: Surroundings,
        settings: RuntimeSettings,
        *,
        when_superseded: Callable[[], None],
        cpu: Callable[[], float] = lambda: 0.0,
        after_round: Callable[[Sequence[HostRecord]], Awaitable[None]] | None = None,
        workings: Workings = USUAL,
    ) -> None:
        self._host = host
        self._around = around
        self._settings = settings
        self._when_superseded = when_superseded
        self._cpu = cpu
        self._watchdog = workings.watchdog
        self._after_round = after_round
        self._draining = False
        self._lag = 0.0
        self._turns = 0
        self._waited = 0.0
        self._turns_at = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self.engine = Engine(
            kinds,
            around.store,
            around.clock,
            settings,
            name=host.owner,
            when_of_another=self._look,
            workings=workings,
        )
        self.engine.own({})

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._turns_at = self._loop.time()
        await self.engine.__aenter__()
        self.replies = Replies(self.engine.codecs, self.engine.submit)
        around, times = self._around, self._settings.times
        self._ownership = Ownership(
            self._host,
            self.engine,
            around.placements,
            around.leases,
            times,
            load=self.load,
            when_superseded=self._when_superseded,
        )
        await self._ownership.__aenter__()
        self._placer = Placer(
            self._host.owner,
            around.placements,
            around.leases,
            around.transport,
            times,
            expected=self._settings.hosts,
            when_placed=self._look,
            after_round=self._after_round,
        )
        self._start(self._placer.run())
        self._start(self._measure_lag())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.drain()
        await self._ownership.__aexit__()

    async def exchange(self, payload: bytes) -> bytes:
        """Take in what a router brings; see `Replies.exchange`."""
        return await self.replies.exchange(payload)

    @property
    def owner(self) -> str:
        """The name of this start: "host-0#3"."""
        return self._host.owner

    @property
    def placing(self) -> bool:
        """Tell whether this host places the shards of the cluster."""
        return self._placer.leading

    def stats(self, pid: int = 0) -> HostStats:
        """Return the host as it stands."""
        engine = self.engine.stats()
        engine.loop_lag_seconds = round(self._lag, 4)
        engine.shards_gained = self._ownership.moved_in
        engine.shards_lost = self._ownership.moved_out
        engine.self_fences = self._ownership.fences
        return HostStats(
            name=self._host.name,
            pid=pid,
            generation=self._host.generation,
            shards=len(self.engine.owned or ()),
            draining=self._draining or self._ownership.host.status != "up",
            engine=engine,
            release=self._host.release,
            node=self._host.node,
            placing=self.placing,
            moved_in=self._ownership.moved_in,
            moved_out=self._ownership.moved_out,
            beat_age=round(self._ownership.beat_age, 1),
        )

    def load(self) -> Load:
        """Return how busy the host has been since this was last asked."""
        stats, now = self.engine.stats(), self._loop.time()
        turns, seconds = stats.turns - self._turns, max(now - self._turns_at, 1e-3)
        waited = sum(kind.wait.total for kind in stats.kinds.values())
        wait = (waited - self._waited) / max(turns, 1)
        self._turns, self._turns_at, self._waited = stats.turns, now, waited
        return Load(
            entities=stats.entities,
            waiting=stats.waiting,
            lag_seconds=round(self._lag, 4),
            wait_seconds=round(wait, 4),
            cpu=round(self._cpu(), 3),
            turns=round(turns / seconds, 1),
        )

    async def leave(self, timeout: float = 30.0) -> None:
        """Give all shards to other hosts, if there are any, for at most `timeout` seconds; finish
        the rest, and take nothing more. Whether the database answers or not, it comes to an end."""
        until = self._loop.time() + timeout
        alone_until = self._loop.time() + _ALONE
        said = False
        while (self.engine.owned or not said) and self._loop.time() < until:
            said = said or await self._say("leaving")
            if self._loop.time() > alone_until and await self._alone():
                break
            self._look()
            await asyncio.sleep(0.2)
        await self.drain(max(until - self._loop.time(), 1.0))
        await self._say("gone")

    async def _say(self, status: Status) -> bool:
        """Have `status` on record; False when the database did not answer."""
        try:
            await self._around.leases.mark(self._ownership.host, status)
        except Exception as error:  # others will notice by themselves
            _log.warning("host.unheard", status=status, error=type(error).__name__)
            return False
        return True

    async def _alone(self) -> bool:
        """Tell whether there is no other host to give shards to, as far as can be known."""
        try:
            others = [each for each in await self._around.leases.hosts() if each.status == "up"]
        except Exception as error:  # perhaps the next look finds one
            _log.warning("host.sees_nobody", error=type(error).__name__)
            return False
        return all(host.name == self._host.name for host in others)

    async def drain(self, timeout: float = 10.0) -> None:
        """Finish what was taken in, for at most `timeout` seconds, snapshot the rest, and take
        nothing more. The last replies can still be fetched."""
        if not self._draining:
            self._draining = True
            await end(*self._tasks)  # who takes nothing more places nothing either
            await self.engine.drain(timeout)
            self.replies.close()
            _log.info("host.drained", host=self.owner)

    def _look(self) -> None:
        self._ownership.look()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(begin(work))

    async def _measure_lag(self) -> None:
        step = self._settings.lag_step
        window: deque[float] = deque(maxlen=max(int(_LAG_WINDOW / step), 1))
        while True:
            before = self._loop.time()
            await asyncio.sleep(step)
            window.append(max(self._loop.time() - before - step, 0.0))
            self._lag = max(window)
            if self._watchdog is not None:
                self._watchdog.tick()
            self.replies.forget_silent()
