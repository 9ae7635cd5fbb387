"""The engine: entities in memory, one turn at a time each, replies only for durable effects.

Pure asyncio. A host wraps one on Ray; tests, the development server and the maker of past cases use
it in process. Everything here runs in one event loop, so nothing is locked.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Self

import bson
import structlog
from bson.raw_bson import RawBSONDocument

from actors.kernel.errors import Fault, HandlerFailed, Overloaded, Quarantined, Refusal, Unavailable
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Clock, Receipt, Shown
from actors.kernel.turn import Command, Turn
from actors.runtime.activation import Activation, Answer, Wish, fired_alarm
from actors.runtime.alarms import Alarms
from actors.runtime.codec import Codec, builtins
from actors.runtime.committer import Committer, Pending
from actors.runtime.loader import Loader
from actors.runtime.placement import SHARDS, shard_of
from actors.runtime.settings import RuntimeSettings
from actors.runtime.sleeper import Sleeper
from actors.runtime.stats import Stats
from actors.runtime.store import Store
from storage.clock import whole_milliseconds
from storage.journal import commit_id
from storage.mongo import Document

_log = structlog.get_logger("yimen.runtime")
_SLICE = 256  # entities served before the loop gets its turn again


class Moved(Fault):
    """The entity belongs to another host. The router looks up which, and goes there."""


class Engine:
    """Runs entities of `kinds` on `store`. Use it as an async context manager.

    It is a `Sender`. `virtual` marks its commits as those of a virtual clock, which the platform's
    followers leave alone; `on_commit` is called with each commit document once it is durable,
    `observe` with the number of commits and the seconds of each write.
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
        observe: Callable[[int, float], None] | None = None,
    ) -> None:
        self.name = name or f"process-{uuid.uuid4().hex[:8]}"
        self.store = store
        self.clock = clock
        self.settings = settings or RuntimeSettings()
        self.codecs = {kind: Codec(value) for kind, value in kinds.items()}
        self._virtual = virtual
        self._on_commit = on_commit
        self._observe = observe
        self._stats = Stats()
        self._table: dict[str, Activation] = {}
        self._quarantined: dict[str, str] = {}
        self._owned: Mapping[int, int] | None = None
        self._alarms: Alarms | None = None
        self._ready: deque[Activation] = deque()
        self._pumping = False
        self._replays: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._open = False

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        settings = self.settings
        self._committer = Committer(
            self.store,
            self._stats,
            batch=settings.batch,
            writes=settings.writes,
            observe=self._observe,
        )
        self._loader = Loader(
            self.store,
            self._stats,
            {name: codec.kind.schema for name, codec in self.codecs.items()},
            batch=settings.batch,
            recent=settings.recent,
            loaded=self._loaded,
            poisoned=self._poisoned,
            wanted=self._wanted,
        )
        self._sleeper = Sleeper(
            self.store, self._stats, settings, self._table, self._drop, self._expire
        )
        if not self._virtual:
            self._alarms = Alarms(
                self.store,
                self._stats,
                settings,
                self.clock,
                self.codecs,
                self.submit,
                lambda: None if self._owned is None or len(self._owned) == SHARDS else self._owned,
            )
        self._open = True
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.drain()

    # What others use

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
        if not self._open:
            wish.answer(Unavailable("the host is stopping"))
            return
        activation = self._table.get(wish.key)
        if activation is None:
            try:
                activation = self._activate(wish.key)
            except Fault as fault:
                wish.answer(fault)
                return
        activation.touched = self._loop.time()
        if wish.command is None and activation.ready:
            self._show(activation, wish)
            return
        queue = activation.queue
        if queue is None:
            queue = activation.queue = deque()
        mailbox = activation.codec.kind.limits.mailbox
        if len(queue) >= mailbox or self._waiting >= self.settings.max_waiting:
            self._expire(activation)
        if len(queue) >= mailbox or self._waiting >= self.settings.max_waiting:
            self._stats.overloads += 1
            wish.answer(Overloaded())
            return
        queue.append(wish)
        self._waiting += 1
        if activation.ready and not activation.busy and len(queue) == 1:
            self._wake(activation)

    def own(self, shards: Mapping[int, int] | None) -> None:
        """Serve `shards` only, each with its epoch (None: all, at epoch 0).

        Entities of other shards leave memory as soon as nothing of theirs is under way.
        """
        self._owned = shards
        for activation in list(self._table.values()):
            if not self._owns(activation.shard) and not activation.busy:
                self._refuse_queue(activation, Moved())
                self._drop(activation)

    @property
    def owned(self) -> Mapping[int, int] | None:
        """The shards served, each with its epoch; None means all."""
        return self._owned

    def stats(self) -> Stats:
        """Return the counters as they stand."""
        self._stats.entities = len(self._table)
        self._stats.waiting = self._waiting
        self._stats.quarantined = dict(self._quarantined)
        return self._stats

    def waiting_of(self, key: str) -> int:
        """Return how many wishes wait for the entity `key`."""
        activation = self._table.get(key)
        return len(activation.queue or ()) if activation else 0

    async def drain(self, timeout: float = 10.0) -> None:
        """Take nothing new, finish what waits, snapshot what is in memory, and stop.

        What is not finished after `timeout` seconds is given up: it was not acknowledged.
        """
        if not self._open:
            return
        self._open = False
        end = self._loop.time() + timeout
        if self._alarms is not None:
            await self._alarms.close()
        while self._loop.time() < end and not self._quiet:
            await asyncio.sleep(0.005)
        await self._committer.close()
        await self._loader.close()
        for activation in list(self._table.values()):
            self._refuse_queue(activation, Unavailable("the host is stopping"))
        await self._sleeper.close(end - self._loop.time())
        self._table.clear()

    @property
    def _quiet(self) -> bool:
        return self._waiting == 0 and self._committer.quiet and not self._replays

    # Admission and activation

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

        self.submit(Wish(key, command, id, by, self._loop.time() + timeout, answer, at=at))
        timer = self._loop.call_later(timeout, answer, Unavailable(f"no answer in {timeout:g} s"))
        try:
            return await future
        finally:
            timer.cancel()

    def _activate(self, key: str) -> Activation:
        if key in self._quarantined:
            raise Quarantined(self._quarantined[key])
        codec = self.codecs.get(key.partition(":")[0])
        if codec is None:
            raise HandlerFailed(f"no entity kind for {key!r}")
        shard = shard_of(key)
        if not self._owns(shard):
            raise Moved()
        activation = Activation(key, codec, shard, self._loop.time())
        self._table[key] = activation
        self._loader.add(activation)
        return activation

    def _owns(self, shard: int) -> bool:
        return self._owned is None or shard in self._owned

    def _loaded(self, activation: Activation) -> None:
        activation.ready = True
        activation.failures = 0
        if activation.queue:
            self._wake(activation)

    def _poisoned(self, activation: Activation, reason: str) -> None:
        self._quarantined[activation.key] = reason
        self._refuse_queue(activation, Quarantined(reason))
        self._drop(activation)

    def _wanted(self, activation: Activation) -> bool:
        now = self._loop.time()
        queue = activation.queue or ()
        if any(wish.deadline > now for wish in queue):
            return True
        self._refuse_queue(activation, Unavailable("the store does not answer"))
        self._drop(activation)
        return False

    def _refuse_queue(self, activation: Activation, fault: Fault) -> None:
        while activation.queue:
            self._waiting -= 1
            activation.queue.popleft().answer(fault)

    def _expire(self, activation: Activation) -> None:
        """Let wishes go whose callers have given up, so that they take no place from others."""
        queue, now = activation.queue, self._loop.time()
        for _ in range(len(queue or ())):
            assert queue is not None
            wish = queue.popleft()
            if wish.deadline < now:
                self._waiting -= 1
                self._stats.expired += 1
                wish.answer(Unavailable("the deadline had passed before it was begun"))
            else:
                queue.append(wish)

    def _drop(self, activation: Activation) -> None:
        if self._table.get(activation.key) is activation:
            del self._table[activation.key]

    # Turns

    def _wake(self, activation: Activation) -> None:
        self._ready.append(activation)
        if not self._pumping:
            self._pumping = True
            self._loop.call_soon(self._pump)

    def _pump(self) -> None:
        for _ in range(min(_SLICE, len(self._ready))):
            self._serve(self._ready.popleft())
        self._pumping = bool(self._ready)
        if self._pumping:
            self._loop.call_soon(self._pump)

    def _serve(self, activation: Activation) -> None:
        queue = activation.queue
        while queue and activation.ready and not activation.busy:
            wish = queue.popleft()
            self._waiting -= 1
            if wish.deadline < self._loop.time():
                self._stats.expired += 1
                wish.answer(Unavailable("the deadline had passed before it was begun"))
            elif wish.command is None:
                self._show(activation, wish)
            elif wish.id in activation.recent:
                self._replay(activation, wish)
            else:
                self._turn(activation, wish)
        if not queue:
            activation.queue = None

    def _show(self, activation: Activation, wish: Wish) -> None:
        self._stats.shows += 1
        wish.answer(Shown(activation.key, activation.seq, activation.state))

    def _turn(self, activation: Activation, wish: Wish) -> None:
        kind = activation.codec.kind
        fired = fired_alarm(activation.key, wish.id)
        if fired and activation.alarms.get(fired[0]) != fired[1]:
            # It has fired, was cancelled or was set anew: nothing may come of it.
            wish.answer(Receipt(activation.key, activation.seq, None, replayed=True))
            return
        self._stats.turns += 1
        turn: Turn[Any] = Turn(
            activation.key,
            activation.state,
            kind.evolve,
            now=wish.at or self.clock.now(),
            by=wish.by,
            command_id=wish.id,
        )
        try:
            if type(wish.command) not in activation.codec.commands:
                raise TypeError(f"{type(wish.command).__name__} is no command of {kind.name}")
            reply = builtins(kind.decide(turn, wish.command))
            if not (turn.events or turn.reminders or turn.messages):
                wish.answer(Receipt(activation.key, activation.seq, reply))
                return
            document = self._document(activation, wish, turn, reply)
            raw = RawBSONDocument(bson.encode(document))
            if len(raw.raw) > self.settings.commit_kilobytes * 1024:
                raise ValueError("the commit is too large")
        except Refusal as refusal:
            self._stats.refusals += 1
            wish.answer(refusal)
        except Exception as error:
            self._stats.failures += 1
            _log.error(
                "turn.failed",
                key=activation.key,
                command=type(wish.command).__name__,
                error=type(error).__name__,
                where=_where(error),
                trace=wish.trace,
            )
            wish.answer(HandlerFailed(f"{type(wish.command).__name__}: {type(error).__name__}"))
        else:
            activation.busy = True
            self._committer.add(
                Pending(
                    document,
                    raw,
                    lambda durable: self._settled(activation, wish, turn, document, durable),
                )
            )

    def _document(
        self, activation: Activation, wish: Wish, turn: Turn[Any], reply: Any
    ) -> Document:
        seq = activation.seq + 1
        document: Document = {
            "_id": commit_id(activation.key, seq),
            "key": activation.key,
            "seq": seq,
            "kind": activation.codec.kind.name,
            "shard": activation.shard,
            "epoch": self._owned.get(activation.shard, 0) if self._owned is not None else 0,
            "host": self.name,
            "cmd": wish.id,
            "by": wish.by.id,
            "at": turn.now,
            "ev": [activation.codec.store_event(event) for event in turn.events],
            "rem": [
                {
                    "name": reminder.name,
                    "at": reminder.at and whole_milliseconds(reminder.at),
                    "command": reminder.command,
                }
                for reminder in turn.reminders
            ],
            "out": [{"key": message.key, "command": message.command} for message in turn.messages],
            "rv": reply,
        }
        if self._virtual:
            document["virtual"] = True
        return document

    def _settled(
        self,
        activation: Activation,
        wish: Wish,
        turn: Turn[Any],
        document: Document,
        durable: bool | None,
    ) -> None:
        activation.busy = False
        if durable is None:
            wish.answer(Unavailable("the host is stopping"))
            self._refuse_queue(activation, Unavailable("the host is stopping"))
            self._drop(activation)
            return
        if not durable:
            self._lost(activation, wish)
            return
        activation.state = turn.state
        activation.take(document, self.settings.recent)
        wish.answer(Receipt(activation.key, activation.seq, document["rv"]))
        if document["rem"] and self._alarms is not None:
            self._alarms.note(document)
        if self._on_commit is not None:
            self._on_commit(document)
        if activation.seq - activation.saved >= self.settings.snapshot_every:
            self._sleeper.snapshot(activation)
        self._next(activation)

    def _next(self, activation: Activation) -> None:
        """Go on with an entity that was busy."""
        if not self._owns(activation.shard):
            self._refuse_queue(activation, Moved())
            self._drop(activation)
        elif activation.queue:
            self._wake(activation)

    def _lost(self, activation: Activation, wish: Wish) -> None:
        """Another owner wrote this seq: forget what is in memory, load again, and run again."""
        self._stats.lost_places += 1
        if not self._owns(activation.shard):
            wish.answer(Moved())
            self._refuse_queue(activation, Moved())
            self._drop(activation)
            return
        if activation.queue is None:
            activation.queue = deque()
        activation.queue.appendleft(wish)
        self._waiting += 1
        activation.ready = False
        self._loader.add(activation)

    def _replay(self, activation: Activation, wish: Wish) -> None:
        """Answer a command that was carried out before from its commit."""
        self._stats.replays += 1
        activation.busy = True  # keeps the order of the mailbox, and the entity in memory
        task = self._loop.create_task(self._read_reply(activation, wish))
        self._replays.add(task)
        task.add_done_callback(self._replays.discard)

    async def _read_reply(self, activation: Activation, wish: Wish) -> None:
        seq = activation.recent[wish.id]
        id = commit_id(activation.key, seq)
        try:
            commit = (await self.store.commits([id])).get(id)
        except Exception as error:
            _log.warning("replay.unread", key=activation.key, error=type(error).__name__)
            commit = None
        if commit is None:
            wish.answer(Unavailable("the store does not answer"))
        else:
            wish.answer(Receipt(activation.key, seq, commit["rv"], replayed=True))
        activation.busy = False
        self._next(activation)


def _where(error: BaseException) -> str:
    """Return file and line of the failure; its message is left out, it may hold personal data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
