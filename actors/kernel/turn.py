"""What a handler sees of the world: one turn (one command on one entity)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import msgspec

from actors.kernel.alarms import GRACE, Missed, Reminder, next_instant, whole_seconds
from actors.kernel.identity import Identity

S = TypeVar("S")
_KEEP = (datetime, bytes)  # BSON and msgpack hold these as they are


class Command(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """A wish, in the imperative. Subclasses are the only things that can be asked of an entity."""


class Event(msgspec.Struct, frozen=True, tag=True, tag_field="type", omit_defaults=True):
    """A fact, in the past tense. Subclasses are the only things that can happen to an entity.

    `version` of the record is 1 unless a subclass field `v` says otherwise; older versions are
    lifted by the upcasters of the kind before they are decoded.
    """


class Message(msgspec.Struct, frozen=True):
    """A command for another entity, sent after the commit and delivered with effect once."""

    key: str
    command: dict[str, Any]


class Turn(Generic[S]):
    """Collects what a handler decides. Nothing here has an effect until the runtime commits it.

    `now` is an aware UTC instant in whole milliseconds. `state` moves on with every `emit`, so a
    handler that emits several events sees each of them applied. `due` is the instant that an alarm
    was set for, when it is an alarm that brings the command: `now` is then as late as it fires.
    `because` is the id of the policy that allowed the command, for the record.
    `seq` is the number that the commit of this turn will have among those of the entity.
    """

    def __init__(
        self,
        key: str,
        state: S,
        evolve: Callable[[S, Any], S],
        *,
        now: datetime,
        by: Identity,
        command_id: str,
        due: datetime | None = None,
        seq: int = 0,
    ) -> None:
        self.key = key
        self.state = state
        self.now = now
        self.by = by
        self.command_id = command_id
        self.because = ""
        self.due = due
        self.seq = seq
        self.events: list[Event] = []
        self.reminders: list[Reminder] = []
        self.messages: list[Message] = []
        self._evolve = evolve

    @property
    def id(self) -> str:
        """The entity's id without its kind: "case:7f3a" -> "7f3a"."""
        return self.key.partition(":")[2]

    def emit(self, event: Event) -> None:
        """Record that `event` happens in this turn, and apply it to `state`."""
        self.state = self._evolve(self.state, event)
        self.events.append(event)

    def remind(
        self,
        name: str,
        at: datetime,
        command: Command,
        *,
        every: timedelta | str | None = None,
        missed: Missed = "once",
        grace: timedelta = GRACE,
    ) -> None:
        """Have `command` sent to this entity at `at`; replaces an alarm of the same name.

        `every` repeats it until it is forgotten: a period of whole seconds, or a cron line in the
        city's time ("0 9 * * 1-5"). `missed` tells what becomes of instants that passed while the
        platform stood still: "once" fires one time for all of them, "each" once for each in order,
        "skip" not at all for those that are more than `grace` late.

        Raises:
            ValueError: `every` is less than a second or no cron line, or `grace` no whole seconds.
        """
        period = whole_seconds(every) if isinstance(every, timedelta) else every
        if period is not None:
            next_instant(period, at, since=at)  # what can never be due again is a mistake now
        document = msgspec.to_builtins(command, builtin_types=_KEEP)
        self.reminders.append(Reminder(name, at, document, period, missed, whole_seconds(grace)))

    def forget(self, name: str) -> None:
        """Cancel the alarm called `name`; cancelling none is no mistake."""
        self.reminders.append(Reminder(name, None))

    def send(self, key: str, command: Command) -> None:
        """Have `command` delivered to the entity `key` once this turn is durable."""
        self.messages.append(Message(key, msgspec.to_builtins(command, builtin_types=_KEEP)))
