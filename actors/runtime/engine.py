"""The engine: entities in memory, one turn at a time each, replies only for durable effects.

Pure asyncio. A host wraps one on Ray; tests, the development server and the maker of past cases use
it in process. Everything here runs in one event loop, so nothing is locked.
"""

import asyncio
import math
import uuid
from collections import deque
from collections.abc import Callable, Container, Coroutine, Mapping
from datetime import datetime
from time import perf_counter
from typing import Any, Self

import structlog

from actors.kernel.errors import Fault, Unavailable
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Clock, Receipt, Shown
from actors.kernel.turn import Command
from actors.runtime.activation import Activation, Answer, Wish
from actors.runtime.alarms import Alarms
from actors.runtime.codec import Codec
from actors.runtime.committer import Committer, Pending
from actors.runtime.loader import Loader
from actors.runtime.pending import fired_alarm
from actors.runtime.recorder import Recorder
from actors.runtime.residents import EntityInMemory, Residents
from actors.runtime.settings import RuntimeSettings
from actors.runtime.sleeper import Sleeper
from actors.runtime.stats import Stats
from actors.runtime.store import Store
from actors.runtime.tracing import Spans, carried
from actors.runtime.turns import Decision, Turns
from actors.runtime.watchdog import Watchdog
from storage.chain import commit_id, digest
from storage.mongo import Document

_log = structlog.get_logger("yimen.runtime")
_SLICE = 256  # entities served before the loop gets its turn again
_HOT = 8  # wishes in a mailbox above which its entity rides with the commits of others
_STOPPING = "the host is stopping"
_FENCED = "the host cannot show that it lives, and does nothing"


class Engine:
    """Runs entities of `kinds` on `store`. Use it as an async context manager.

    It is a `Sender`. `virtual` marks its commits as those of a virtual clock, which the platform's
    followers leave alone; `on_commit` is called with each commit document once it is durable,
    `strange` when an entity is asked for that is not served here; `spans` takes the traces of
    commands whose request is traced; `watchdog` ends turns that take too long.

    `serve_until` is the instant of the loop's clock after which nothing is begun, shown or
    acknowledged.
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
        strange: Callable[[], None] | None = None,
        spans: Spans | None = None,
        watchdog: Watchdog | None = None,
    ) -> None:
        self.serve_until = math.inf
        self.name = name or f"process-{uuid.uuid4().hex[:8]}"
        self.store = store
        self.clock = clock
        self.settings = settings or RuntimeSettings()
        self.codecs = {kind: Codec(value) for kind, value in kinds.items()}
        self.virtual = virtual
        self._on_commit = on_commit
        self._stats = Stats()
        self._recorder = Recorder(self.codecs, self._stats, spans or Spans(), clock)
        self._residents = Residents(
            self.codecs,
            self.settings,
            self._stats,
            self._now,
            leaves=self._keep,
            strange=strange or (lambda: None),
        )
        self._turns = Turns(
            clock, self.settings, self._stats, host=self.name, virtual=virtual, watchdog=watchdog
        )
        self._alarms: Alarms | None = None
        self._ready: deque[Activation] = deque()
        self._pumping = False
        self._reading: set[asyncio.Task[None]] = set()
        self._open = False

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        settings, residents = self.settings, self._residents
        self._committer = Committer(
            self.store,
            self._stats,
            batch=settings.batch,
            writes=settings.writes,
        )
        self._loader = Loader(
            self.store,
            self._stats,
            {name: codec.kind.schema for name, codec in self.codecs.items()},
            batch=settings.batch,
            recent=settings.recent,
            loaded=self._loaded,
            poisoned=residents.quarantine,
            wanted=residents.wanted,
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
        if not self._open or now > self.serve_until:
            wish.answer(Unavailable(_FENCED if self._open else _STOPPING))
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
            self._show(activation, wish)
            return
        idle = activation.ready and not activation.busy and not activation.queue
        if self._residents.enqueue(activation, wish) and idle:
            self._wake(activation)

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
    def owned(self) -> Mapping[int, int] | None:
        """The shards served, each with its epoch; None means all."""
        return self._residents.owned

    def stats(self) -> Stats:
        """Return the counters as they stand."""
        self._stats.entities = len(self._residents.table)
        self._stats.waiting = self._residents.waiting
        self._stats.alarms_waiting = len(self._alarms) if self._alarms is not None else 0
        self._stats.quarantined = dict(self._residents.quarantined)
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
                self._residents.dismiss(activation, Unavailable(_STOPPING))
        await self._sleeper.close(end - self._now())
        self._residents.table.clear()

    @property
    def _quiet(self) -> bool:
        return self._residents.waiting == 0 and self._committer.quiet and not self._reading

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

    # One entity after the other

    def _loaded(self, activation: Activation) -> None:
        activation.ready = True
        activation.failures = 0
        self._note_alarms(activation)
        self._next(activation)

    def _note_alarms(self, activation: Activation) -> None:
        if activation.alarms and self._alarms is not None:
            pending = activation.alarms.values()
            self._alarms.note(activation.key, activation.shard, activation.seq, pending)

    def _next(self, activation: Activation) -> None:
        """Go on with an entity that was loaded or busy."""
        if self._residents.serves(activation) and activation.queue:
            self._wake(activation)

    def _wake(self, activation: Activation) -> None:
        self._ready.append(activation)
        if not self._pumping:
            self._pumping = True
            self._loop.call_soon(self._pump)

    def _pump(self) -> None:
        for _ in range(min(_SLICE, len(self._ready))):
            activation = self._ready.popleft()
            try:
                self._serve(activation)
            except Exception as error:  # whoever takes an answer may stumble; the others go on
                _log.error("serve.failed", key=activation.key, error=type(error).__name__)
                self._next(activation)
        self._pumping = bool(self._ready)
        if self._pumping:
            self._loop.call_soon(self._pump)

    def _serve(self, activation: Activation) -> None:
        if self._now() > self.serve_until:
            self._residents.turn_away(activation, Unavailable(_FENCED))
            return
        while activation.ready and not activation.busy:
            wish = self._residents.dequeue(activation)
            if wish is None:
                return
            if wish.command is None:
                self._show(activation, wish)
            elif wish.id in activation.recent:
                self._replay(activation, wish)
            else:
                self._turn(activation, wish)

    def _show(self, activation: Activation, wish: Wish) -> None:
        self._stats.shows += 1
        wish.answer(Shown(activation.key, activation.seq, activation.state))

    def _turn(self, activation: Activation, wish: Wish) -> None:
        wish.began = perf_counter()
        decision = self._turns.run(activation, wish, self._residents.epoch(activation))
        self._recorder.decided(activation, wish, perf_counter())
        if not isinstance(decision, Decision):
            if isinstance(decision, Receipt) and fired_alarm(activation.key, wish.id):
                self._meanwhile(activation, self._end_alarm(activation, wish, decision))
            else:
                wish.answer(decision)
                self._recorder.without_commit(wish, decision)
            return
        activation.busy = True

        def settled(durable: bool | None) -> None:
            activation.busy = False
            if durable:
                self._committed(activation, wish, decision)
            elif durable is None:
                wish.answer(Unavailable(_STOPPING))
                self._residents.dismiss(activation, Unavailable(_STOPPING))
            else:
                self._lost(activation, wish)

        hot = activation.queue is not None and len(activation.queue) > _HOT
        self._committer.add(Pending(decision.document, decision.raw, settled), hot=hot)

    def _committed(self, activation: Activation, wish: Wish, decision: Decision) -> None:
        document = decision.document
        activation.state = decision.state
        activation.take(document, self.settings.recent)
        activation.head = digest(decision.raw.raw)
        if self._now() > self.serve_until:  # another owner may have begun without this commit
            wish.answer(Unavailable(_FENCED))
        else:
            wish.answer(Receipt(activation.key, activation.seq, document["rv"]))
        self._recorder.durable(activation, wish, perf_counter())
        if document["rem"]:
            self._note_alarms(activation)
        if activation.seq - activation.saved >= self.settings.snapshot_every:
            self._sleeper.snapshot(activation)
        self._next(activation)
        if self._on_commit is not None:
            self._on_commit(document)

    def _keep(self, activation: Activation) -> None:
        if activation.seq > activation.saved:
            self._sleeper.snapshot(activation)

    def _lost(self, activation: Activation, wish: Wish) -> None:
        """Another owner wrote this seq: forget what is in memory, load again, and run again."""
        self._stats.lost_places += 1
        self._residents.put_back(activation, wish)
        if self._residents.serves(activation):
            activation.ready = False
            self._loader.add(activation)

    def _replay(self, activation: Activation, wish: Wish) -> None:
        """Answer a command that was carried out before from its commit."""
        self._stats.replays += 1
        self._meanwhile(activation, self._read_reply(activation, wish))

    def _meanwhile(self, activation: Activation, work: Coroutine[Any, Any, None]) -> None:
        """Have `work` done; that it is busy keeps the order of the mailbox, and the entity in
        memory."""
        activation.busy = True
        task = self._loop.create_task(work)
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _end_alarm(self, activation: Activation, wish: Wish, answer: Answer) -> None:
        """Say that an alarm came to nothing, once it is sure that this was decided on the latest
        state: after that it is deleted, and an earlier owner may have set it unnoticed."""
        id = commit_id(activation.key, activation.seq + 1)
        try:
            later = await self.store.commits([id])
        except Exception as error:
            _log.warning("alarm.unsure", key=activation.key, error=type(error).__name__)
            later, answer = {}, Unavailable("the store does not answer")
        activation.busy = False
        if later:
            self._lost(activation, wish)
        else:
            wish.answer(answer)
            self._next(activation)

    async def _read_reply(self, activation: Activation, wish: Wish) -> None:
        seq = activation.recent[wish.id]
        id = commit_id(activation.key, seq)
        commit, silence = None, "its commit is in the archive"
        try:
            commit = (await self.store.commits([id])).get(id)
        except Exception as error:
            _log.warning("replay.unread", key=activation.key, error=type(error).__name__)
            silence = "the store does not answer"
        if commit is None:
            wish.answer(Unavailable(silence))
        else:
            wish.answer(Receipt(activation.key, seq, commit["rv"], replayed=True))
        activation.busy = False
        self._next(activation)
