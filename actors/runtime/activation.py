"""An entity in memory: its durable state, and the commands that wait for it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from actors.kernel.command_ids import parted, signed
from actors.kernel.errors import Destroyed
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Shown
from actors.runtime import pending
from actors.runtime.codec import Codec, EventTypes, Unreadable, types_of
from actors.runtime.pending import Pending, store_reminder
from actors.runtime.store import History
from storage.chain import root
from storage.mongo import Document
from storage.secrecy.data_keys import DataKey
from storage.snapshots import Snapshot

Answer = Receipt | Shown | BaseException


class Done(NamedTuple):
    """A command that was carried out: the `seq` of its commit, and the digest of the wish or ""."""

    seq: int
    digest: str


@dataclass(slots=True, eq=False)
class Wish:
    """A command, or with `command` None a wish to see the entity, on its way through the engine.

    `deadline` is an instant of the loop's clock; once it has passed, the wish is not begun.
    `answer` is called once, with what came of it. `trace` goes into the logs of what fails. `at` is
    the instant of the turn when it is not the engine's clock that tells it: whoever makes virtual
    history has many days under way at once. `span` is what waits for it in a request that is
    traced; `arrived`, `began` and `decided` are the instants of its way by `perf_counter`, since a
    loop may count in milliseconds only.
    """

    key: str
    command: Any
    id: str
    by: Identity
    deadline: float
    answer: Callable[[Answer], None]
    trace: str = ""
    at: datetime | None = None
    span: str = ""
    arrived: float = field(default=0.0, init=False)
    began: float = field(default=0.0, init=False)
    decided: float = field(default=0.0, init=False)


class Activation:
    """One entity in memory. `state`, `seq`, `head`, `recent` and `alarms` are durable at all times;
    what a turn decides is taken over only when its commit is. `recent` are the commands that it
    remembers, by their ids without digest (see `kernel/command_ids.py`). `head` is the digest of
    commit `seq`, `met` the types of events that made the state.

    `ready` says that it is loaded, `busy` that a commit is under way; `epoch` is that of its shard
    when it was loaded, `saved` the seq of its latest snapshot, `touched` the loop's time of its
    last use. `data_key` hides what it says; it has none before its first commit.
    """

    __slots__ = (
        "alarms", "busy", "codec", "data_key", "epoch", "failures", "head", "key", "met", "queue",
        "ready", "recent", "saved", "seq", "shard", "state", "touched",
    )  # fmt: skip

    def __init__(self, key: str, codec: Codec, shard: int, touched: float) -> None:
        self.key = key
        self.codec = codec
        self.shard = shard
        self.touched = touched
        self.epoch = 0
        self.state: Any = None
        self.seq = 0
        self.head = b""
        self.data_key: DataKey | None = None
        self.saved = 0
        self.recent: dict[str, Done] = {}
        self.alarms: Pending = pending.NONE
        self.met: EventTypes = frozenset()
        self.queue: deque[Wish] | None = None
        self.ready = False
        self.busy = False
        self.failures = 0

    def restore(self, history: History, recent: int) -> None:
        """Become what `history` tells; remember the last `recent` command ids.

        Raises:
            TooNew: it was written by newer code.
            Destroyed: the key of what it said was destroyed.
            Unreadable: it cannot be decoded, or a commit is missing.
        """
        kind = self.codec.kind
        if history.destroyed:
            raise Destroyed(f"{kind.name}: the key of what it said was destroyed")
        self.data_key = history.data_key
        snapshot = history.snapshot
        if snapshot is None:
            self.seq, self.recent, self.alarms, self.met = 0, {}, pending.NONE, frozenset()
            self.head = root(self.key)
            self.state = kind.initial(self.key)
        else:
            self.codec.require(snapshot.events)
            self.met = self.codec.together(frozenset(), snapshot.events)
            self.seq, self.recent = snapshot.seq, {}
            for command, seq in snapshot.recent:
                id, digest = parted(command)
                self.recent[id] = Done(seq, digest)
            self.head = snapshot.head
            self.alarms = pending.kept(snapshot)
            try:
                self.state = self.codec.unpack_state(snapshot.state)
            except (msgspec.ValidationError, msgspec.DecodeError) as error:
                raise Unreadable(f"{kind.name}: the snapshot does not decode") from error
        self.saved = self.seq
        for commit in history.tail:
            if commit["seq"] != self.seq + 1:
                raise Unreadable(f"{kind.name}: commit {self.seq + 1} is missing")
            for event in self.codec.events(commit["ev"]):
                self.state = kind.evolve(self.state, event)
            self.take(commit, recent)
        if history.tail:
            self.head = history.head
        if self.seq < history.known:
            raise Unreadable(
                f"{kind.name}: the journal ends at commit {self.seq} of {history.known}; "
                "if they were archived, restore them: yimen archive --restore"
            )
        if not self.head:
            raise Unreadable(f"{kind.name}: commit {self.seq} is gone, and the chain with it")

    def take(self, commit: Document, recent: int) -> None:
        """Count `commit` (a document of the journal) as done: all but its events and `head`."""
        self.seq = commit["seq"]
        ids = self.recent
        id, digest = parted(commit["cmd"])
        ids[id] = Done(self.seq, digest)
        if len(ids) > recent:
            del ids[next(iter(ids))]
        self.alarms = pending.after(self.alarms, commit)
        self.met = self.codec.together(self.met, types_of(commit["ev"]))

    def snapshot(self) -> Snapshot:
        """Return what `restore` needs to come back to the present state."""
        return Snapshot(
            key=self.key,
            seq=self.seq,
            schema=self.codec.kind.schema,
            state=self.codec.pack_state(self.state),
            recent=tuple(
                (signed(id, done.digest) if done.digest else id, done.seq)
                for id, done in self.recent.items()
            ),
            alarms=tuple(
                (name, alarm.at.isoformat()) for name, alarm in self.alarms.items() if alarm.at
            ),
            reminders=tuple(store_reminder(alarm) for alarm in self.alarms.values()),
            head=self.head,
            events=tuple(sorted(self.met)),
            data_key=self.data_key.id if self.data_key is not None else b"",
        )
