"""The alarms that an entity has pending: folded from its commits and kept in its snapshots.

An alarm fires as the command `alarm_id(key, name, due)`, and has an effect only while the entity
has it pending for that instant.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from actors.kernel.alarms import Reminder
from actors.runtime.codec import KEPT, builtins
from storage.clock import whole_milliseconds
from storage.mongo import Document
from storage.snapshots import Snapshot

Pending = Mapping[str, Reminder]
NONE: Final[Pending] = {}
_PREFIX = "reminder:"
_STEP = timedelta(milliseconds=1)  # of the instants that are kept


def alarm_id(key: str, name: str, due: datetime) -> str:
    """Return the command id under which the alarm fires."""
    return f"{_PREFIX}{key}/{name}@{due.isoformat()}"


def fired_alarm(key: str, command_id: str) -> tuple[str, datetime] | None:
    """Return name and instant of the alarm of `key` that `command_id` stands for, if any."""
    start = f"{_PREFIX}{key}/"
    if not command_id.startswith(start):
        return None
    name, at, due = command_id[len(start) :].rpartition("@")
    try:
        return (name, datetime.fromisoformat(due)) if at else None
    except ValueError:
        return None


def fired_of(pending: Pending, key: str, command_id: str) -> Reminder | None:
    """Return the alarm that `command_id` fires, None when it is not pending (any more)."""
    fired = fired_alarm(key, command_id)
    alarm = pending.get(fired[0]) if fired else None
    return alarm if alarm is not None and fired is not None and alarm.at == fired[1] else None


def store_reminder(reminder: Reminder) -> Document:
    """Return `reminder` as commits and snapshots keep it."""
    at = reminder.at and whole_milliseconds(reminder.at)
    return builtins(replace(reminder, at=at))


def not_fired(reminder: Reminder, key: str, done: Container[str]) -> Reminder:
    """Return `reminder` of the entity `key` at its own instant or, if it has fired at that already,
    at the next free one: under the same command id it would not take effect again. `done` are the
    ids of commands that were carried out."""
    at = reminder.at and whole_milliseconds(reminder.at)
    while at is not None and alarm_id(key, reminder.name, at) in done:
        at += _STEP
    return replace(reminder, at=at)


def after(pending: Pending, commit: Document) -> Pending:
    """Return what is pending after `commit`, a document of the journal."""
    key, id = commit["key"], commit["cmd"]
    reminders: Iterable[Any] = commit["rem"]
    fired = fired_alarm(key, id)
    if not fired and not reminders:
        return pending
    alarms = dict(pending)
    if fired and fired_of(pending, key, id):
        del alarms[fired[0]]
    for document in reminders:
        reminder = msgspec.convert(document, Reminder, builtin_types=KEPT)
        if reminder.at is None:
            alarms.pop(reminder.name, None)
        else:
            alarms[reminder.name] = reminder
    return alarms or NONE


def kept(snapshot: Snapshot) -> Pending:
    """Return what `snapshot` holds. One by older code has names and instants only, and one that
    older code has written over another may hold reminders of instants that no longer count."""
    told = {
        (reminder.name, reminder.at): reminder
        for reminder in msgspec.convert(
            snapshot.reminders, tuple[Reminder, ...], builtin_types=KEPT
        )
    }
    due = [(name, datetime.fromisoformat(at)) for name, at in snapshot.alarms]
    return {name: told.get((name, at)) or Reminder(name, at) for name, at in due} or NONE
