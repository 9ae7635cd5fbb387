"""One turn: what a handler decides becomes the one document that makes it durable."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from bson.raw_bson import RawBSONDocument
from msgspec.structs import replace

from actors.kernel.alarms import Reminder, firing
from actors.kernel.errors import HandlerFailed, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Clock, Receipt
from actors.kernel.turn import Turn
from actors.runtime.activation import Activation, Answer, Wish
from actors.runtime.codec import builtins, encode
from actors.runtime.editions import Edition, Editions
from actors.runtime.pending import fired_alarm, fired_of, not_fired, store_reminder
from actors.runtime.settings import RuntimeSettings
from actors.runtime.stats import Stats
from actors.runtime.store import KeysAhead
from actors.runtime.watchdog import TurnTooLong, Watchdog
from actors.runtime.works import Works
from storage.chain import commit_id
from storage.failures import place_of
from storage.mongo import Document
from storage.secrecy.data_keys import DataKey, NoKeyLeft

_log = structlog.get_logger("yimen.runtime")


@dataclass(slots=True)
class Decision:
    """What a turn decided: the commit, and the state once it is durable."""

    document: Document
    raw: RawBSONDocument
    state: Any


class Turns:
    """Runs turns for the owner `host`; `virtual` marks the commits as those of a virtual clock.

    With `editions` each turn is decided by the library as it stands at the turn's instant, and the
    commit says which that was; without, by the kinds that entities were loaded with. `keys` are
    for entities that begin; without them, what is not hidden yet is not hidden at all.
    """

    def __init__(
        self,
        clock: Clock,
        settings: RuntimeSettings,
        stats: Stats,
        *,
        host: str,
        virtual: bool,
        watchdog: Watchdog | None = None,
        editions: Editions | None = None,
        keys: KeysAhead | None = None,
    ) -> None:
        self._keys = keys
        self._editions = editions
        self._works = Works()
        self._watchdog = watchdog
        self._clock = clock
        self._stats = stats
        self._host = host
        self._virtual = virtual
        self._most_bytes = settings.commit_kilobytes * 1024

    def run(self, activation: Activation, wish: Wish, epoch: int) -> Decision | Answer:
        """Run the turn of `wish`. `activation` stays as it is; an answer needs no commit.

        An alarm that has fired, was cancelled or was set anew comes to nothing. A command with what
        the journal cannot keep is refused. What a handler raises beside a refusal, what it returns
        that cannot be stored, and a turn that the watchdog found too long, is a HandlerFailed.

        Raises:
            NoKeyLeft: the entity has none yet, and there is no key for it just now.
        """
        watchdog = self._watchdog
        if watchdog is None:
            return self._run(activation, wish, epoch)
        command = type(wish.command).__name__
        try:
            watchdog.begin(activation.key, command)
            try:
                answer = self._run(activation, wish, epoch)
            finally:
                seconds = watchdog.end()
        except TurnTooLong:
            seconds = math.inf
            answer = None
        if answer is not None and seconds <= watchdog.limit:
            return answer
        self._stats.failures += 1
        return HandlerFailed(f"{command}: a turn may take {watchdog.limit:g} s")

    def _run(self, activation: Activation, wish: Wish, epoch: int) -> Decision | Answer:
        alarm = fired_of(activation.alarms, activation.key, wish.id)
        if alarm is None and fired_alarm(activation.key, wish.id):
            return Receipt(activation.key, activation.seq, None, replayed=True)
        if activation.data_key is None and self._keys is not None and not self._keys.keys_left:
            raise NoKeyLeft  # before anything is decided: a turn is run once for each try
        self._stats.turns += 1
        try:
            if alarm is not None:
                turn, reply = self._ring(activation, wish, alarm)
            else:
                turn = self._turn(activation, wish)
                reply = self._decide(activation, turn, wish)
                if not (turn.events or turn.reminders or turn.messages):
                    return Receipt(activation.key, activation.seq, reply)
            document = self._document(activation, wish, turn, reply, epoch)
            raw = encode(document, wish.command, self._key(activation))
            if len(raw.raw) > self._most_bytes:
                raise ValueError("the commit is too large")
            return Decision(document, raw, turn.state)
        except Refusal as refusal:
            self._stats.refusals += 1
            return refusal
        except Exception as error:
            self._stats.failures += 1
            command = type(wish.command).__name__
            _log.error(
                "turn.failed",
                key=activation.key,
                command=command,
                error=type(error).__name__,
                where=place_of(error),
                trace=wish.trace,
            )
            failed = HandlerFailed(f"{command}: {type(error).__name__}")
            failed.__cause__ = error  # for whoever sent it from this process
            return failed

    def _key(self, activation: Activation) -> DataKey | None:
        """Return what hides the commits of the entity; its first one takes a key for it."""
        if activation.data_key is None and self._keys is not None:
            activation.data_key = self._keys.take_key()
        return activation.data_key

    def _turn(self, activation: Activation, wish: Wish, due: datetime | None = None) -> Turn[Any]:
        return Turn(
            activation.key,
            activation.state,
            activation.codec.kind.evolve,
            now=wish.at or self._clock.now(),
            by=wish.by,
            command_id=wish.id,
            due=due,
            seq=activation.seq + 1,
        )

    def _ring(self, activation: Activation, wish: Wish, alarm: Reminder) -> tuple[Turn[Any], Any]:
        """Let `alarm` fire. That it did is committed even if nothing comes of it, since it would
        come again otherwise, and a repeating one would stand still."""
        turn, reply = self._turn(activation, wish, alarm.at), None
        what = firing(alarm, turn.now)
        if what.fires:
            try:
                reply = self._decide(activation, turn, wish)
            except Refusal:
                self._stats.refusals += 1
                _log.warning("alarm.refused", key=activation.key, alarm=alarm.name)
                turn = self._turn(activation, wish, alarm.at)  # what it did so far is void
        else:
            _log.info("alarm.missed", key=activation.key, alarm=alarm.name, policy=alarm.missed)
        if what.next is not None and all(each.name != alarm.name for each in turn.reminders):
            turn.reminders.append(replace(alarm, at=what.next))
        return turn, reply

    def _document(
        self, activation: Activation, wish: Wish, turn: Turn[Any], reply: Any, epoch: int
    ) -> Document:
        key, seq = activation.key, activation.seq + 1
        done = {*activation.recent, wish.id} if turn.reminders else ()
        document: Document = {
            "_id": commit_id(key, seq),
            "key": key,
            "seq": seq,
            "prev": activation.head,
            "kind": activation.codec.kind.name,
            "shard": activation.shard,
            "epoch": epoch,
            "host": self._host,
            "cmd": wish.id,
            "by": turn.by.id,  # as whom a handler found that it acts
            "at": turn.now,
            "ev": [activation.codec.store_event(event) for event in turn.events],
            "rem": [store_reminder(not_fired(each, key, done)) for each in turn.reminders],
            "out": [{"key": message.key, "command": message.command} for message in turn.messages],
            "rv": reply,
        }
        if wish.by.acting_for:
            document["for"] = wish.by.acting_for
        if turn.because:
            document["pol"] = turn.because
        edition = self._edition(turn)
        if edition is not None and edition.version:
            document["lib"] = edition.version
        waits = self._works.changed(
            self._kind(activation, edition), key, activation.state, turn.state
        )
        if waits is not None:
            document["work"] = builtins(waits)
        if self._virtual:
            document["virtual"] = True
        return document

    def _edition(self, turn: Turn[Any]) -> Edition | None:
        return None if self._editions is None else self._editions.at(turn.now)

    def _kind(self, activation: Activation, edition: Edition | None) -> EntityKind[Any]:
        kind = activation.codec.kind
        return kind if edition is None else edition.kinds[kind.name]

    def _decide(self, activation: Activation, turn: Turn[Any], wish: Wish) -> Any:
        kind = self._kind(activation, self._edition(turn))
        if type(wish.command) not in activation.codec.commands:
            raise TypeError(f"{type(wish.command).__name__} is no command of {kind.name}")
        return builtins(kind.decide(turn, wish.command))
