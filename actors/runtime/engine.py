"""The engine: entities in memory, one turn at a time each, replies only for durable effects.

Pure asyncio. A host wraps one on Ray; tests, the development server and the maker of past cases use
it in process. Everything here runs in one event loop, so nothing is locked.
"""

import asyncio
import uuid
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any, Self

from actors.kernel.errors import Fault, Unavailable
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Clock, Receipt, Shown
from actors.kernel.turn import Command
from actors.runtime.activation import Activation, Answer, Wish
from actors.runtime.alarms import Alarms
from actors.runtime.codec import Codec
from actors.runtime.committer import Committer
from actors.runtime.editions import Editions
from actors.runtime.execution import Execution, Machinery
from actors.runtime.loader import Loader
from actors.runtime.recorder import Recorder
from actors.runtime.residents import FENCED, STOPPING, EntityInMemory, Residents
from actors.runtime.settings import RuntimeSettings
from actors.runtime.sleeper import Sleeper
from actors.runtime.stats import Stats
from actors.runtime.store import Store
from actors.runtime.tracing import Spans, carried
from actors.runtime.turns import Turns
from actors.runtime.watchdog import Watchdog
from storage.mongo import Document


@dataclass(frozen=True, kw_only=True)
class Workings:
    """What an engine does its work with: `turns` decide, `committer` writes, `watchdog` ends turns
    that take too long, `spans` takes the traces of commands whose request is traced."""

    turns: type[Turns] = Turns
    committer: type[Committer] = Committer
    watchdog: Watchdog | None = None
    spans: Spans | None = None


USUAL = Workings()


class Engine:
    """Runs entities of `kinds` on `store`. Use it as an async context manager.

    It is a `Sender`. When `kinds` are `Editions`, each turn is decided by the one that holds then.
    `virtual` marks its commits as those of a virtual clock, which the platform's followers leave
    alone; `on_commit` is called with each commit document once it is durable, `when_of_another`
    when an entity is asked for that is not served here.
    """

    def __init__(
        self,
        kinds: Mapping[str, EntityKind[Any]],
        store: Store,
        clock: Clock,
        settings: RuntimeSettings | None = None,
        *,
        name: str = "",
        virtual: bool = False,
        on_commit: Callable[[Document], None] | None = None,
        when_of_another: Callable[[], None] | None = None,
        workings: Workings = USUAL,
    ) -> None:
        self.name = name or f"process-{uuid.uuid4().hex[:8]}"
        self.store = store
        self.clock = clock
        self.settings = settings or RuntimeSettings()
        self.codecs = {kind: Codec(value) for kind, value in kinds.items()}
        self.virtual = virtual
        self._on_commit = on_commit
        self._stats = Stats()
        self._recorder = Recorder(self.codecs, self._stats, workings.spans or Spans(), clock)
        self._residents = Residents(
            self.codecs,
            self.settings,
            self._stats,
            self._now,
            before_leaving=self._keep,
            when_of_another=when_of_another or (lambda: None),
        )
        self._turns = workings.turns(
            clock,
            self.settings,
            self._stats,
            host=self.name,
            virtual=virtual,
            watchdog=workings.watchdog,
            editions=kinds if isinstance(kinds, Editions) else None,
            keys=store,
        )
        self._make_committer = workings.committer
        self._alarms: Alarms | None = None
        self._open = False

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        settings, residents = self.settings, self._residents
        self._committer = self._make_committer(
            self.store, self._stats, batch=settings.batch, writes=settings.writes
        )
        self._loader = Loader(
            self.store,
            self._stats,
            {name: codec.kind.schema for name, codec in self.codecs.items()},
            batch=settings.batch,
            recent=settings.recent,
            when_loaded=self._loaded,
            when_unreadable=residents.quarantine,
            still_wanted=residents.wanted,
        )
        self._sleeper = Sleeper(
            self.store, self._stats, settings, residents.table, residents.drop, residents.expire
        )
        if not self.virtual:
            self._alarms = Alarms(
                self.store,
                self._stats,
                settings,
                self.clock,
                self.codecs,
                self.submit,
                residents.scanned,
            )
        machinery = Machinery(
            store=self.store,
            residents=residents,
            loader=self._loader,
            turns=self._turns,
            committer=self._committer,
            sleeper=self._sleeper,
            alarms=self._alarms,
            recorder=self._recorder,
        )
        self._execution = Execution(machinery, self._stats, settings, self._on_commit)
        self._open = True
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.drain()

    async def send(
        self,
        key: str,
        command: Command,
        *,
        id: str,
        by: Identity,
        timeout: float = 10.0,
        at: datetime | None = None,
    ) -> Receipt:
        """Carry out `command` once; see `Sender.send`. `at` is for virtual history: the instant of
        the turn, instead of the clock's."""
        answer = await self._ask(key, command, id, by, timeout, at)
        assert isinstance(answer, Receipt)
        return answer

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """Read the entity `key`; see `Sender.show`."""
        answer = await self._ask(key, None, "", PLATFORM, timeout)
        assert isinstance(answer, Shown)
        return answer

    def submit(self, wish: Wish) -> None:
        """Take in `wish`; its `answer` is called later, or at once when a bound is reached."""
        now = self._now()
        if not self._open or now > self._residents.serve_until:
            wish.answer(Unavailable(FENCED if self._open else STOPPING))
            return
        activation = self._residents.table.get(wish.key)
        if activation is None:
            try:
                activation = self._residents.activate(wish.key)
            except Fault as fault:
                wish.answer(fault)
                return
            self._loader.add(activation)
        activation.touched = now
        wish.arrived = perf_counter()
        if wish.command is None and activation.ready:
            self._execution.show(activation, wish)
            return
        idle = activation.ready and not activation.busy and not activation.queue
        if self._residents.enqueue(activation, wish) and idle:
            self._execution.wake(activation)

    def own(self, shards: Mapping[int, int] | None) -> None:
        """Serve `shards` only, each with its epoch (None: all, at epoch 0).

        Entities of other shards leave memory as soon as nothing of theirs is under way, their state
        kept as a snapshot for their next owner.
        """
        self._residents.own(shards)
        if self._alarms is not None:
            self._alarms.own(shards)

    async def settled(self, shards: Container[int], timeout: float) -> bool:
        """Wait until nothing of `shards`, which are no longer served, is under way and their
        snapshots are kept; False if that took longer than `timeout` seconds."""
        end = self._now() + timeout
        while any(each.shard in shards for each in self._residents.table.values()):
            if self._now() > end:
                return False
            await asyncio.sleep(0.005)
        return await self._sleeper.written(end - self._now())

    @property
    def serve_until(self) -> float:
        """The instant of the loop's clock after which nothing is begun, shown or acknowledged."""
        return self._residents.serve_until

    @serve_until.setter
    def serve_until(self, instant: float) -> None:
        self._residents.serve_until = instant

    @property
    def owned(self) -> Mapping[int, int] | None:
        """The shards served, each with its epoch; None means all."""
        return self._residents.owned

    def stats(self) -> Stats:
        """Return the counters as they stand."""
        self._stats.entities = len(self._residents.table)
        self._stats.waiting = self._residents.waiting
        self._stats.alarms_waiting = len(self._alarms) if self._alarms is not None else 0
        self._stats.quarantined = self._residents.quarantined
        self._recorder.tell(perf_counter())
        return self._stats

    def inspect(self, key: str) -> EntityInMemory:
        """Return how the entity `key` stands in memory; it is not loaded for that."""
        return self._residents.inspect(key)

    async def drain(self, timeout: float = 10.0) -> None:
        """Take nothing new, finish what waits, snapshot what is in memory, and stop.

        What is not finished after `timeout` seconds is given up: it was not acknowledged.
        """
        if not self._open:
            return
        self._open = False
        end = self._now() + timeout
        if self._alarms is not None:
            await self._alarms.close()
        while self._now() < end and not self._quiet:
            await asyncio.sleep(0.005)
        await self._committer.close()
        await self._loader.close()
        for activation in list(self._residents.table.values()):
            if activation.queue:
                self._residents.dismiss(activation, Unavailable(STOPPING))
        await self._sleeper.close(end - self._now())
        self._residents.table.clear()

    @property
    def _quiet(self) -> bool:
        return self._residents.waiting == 0 and self._execution.quiet

    def _now(self) -> float:
        return self._loop.time()

    async def _ask(
        self,
        key: str,
        command: Command | None,
        id: str,
        by: Identity,
        timeout: float,
        at: datetime | None = None,
    ) -> Answer:
        future: asyncio.Future[Answer] = self._loop.create_future()

        def answer(value: Answer) -> None:
            if not future.done():
                if isinstance(value, BaseException):
                    future.set_exception(value)
                else:
                    future.set_result(value)

        trace, span = carried()
        deadline = self._now() + timeout
        self.submit(Wish(key, command, id, by, deadline, answer, trace, at, span))
        timer = self._loop.call_later(timeout, answer, Unavailable(f"no answer in {timeout:g} s"))
        try:
            return await future
        finally:
            timer.cancel()

    def _loaded(self, activation: Activation) -> None:
        self._residents.loaded(activation)
        self._execution.begin(activation)

    def _keep(self, activation: Activation) -> None:
        self._sleeper.keep(activation)
