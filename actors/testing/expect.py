"""Compares what happened with what was expected, and says what does not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import bson
import msgspec

from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Refusal
from actors.kernel.turn import Command, Event
from actors.runtime.codec import builtins
from actors.testing.steps import ANY, Refused, State, Then
from actors.testing.told import difference
from storage.journal import plain_of


@dataclass(frozen=True, kw_only=True)
class Found:
    """What there is to compare with: what the step before led to, and how things stand now.

    `messages` are commands as builtins, each with the entity it went to.
    """

    events: Sequence[Event]
    messages: Sequence[tuple[str, Any]]
    alarms: Mapping[str, datetime]
    state: Any
    reply: Any
    refusal: Refusal | None


def unmet(step: Then | Refused | State, found: Found) -> str:
    """Return what of `step` was not met, or nothing."""
    match step:
        case Then():
            return _then(step, found)
        case Refused():
            return _refused(step, found.refusal)
        case State(fields=fields):
            shown = {name: getattr(found.state, name, "no such field") for name in fields}
            return "" if shown == fields else difference("state", fields, shown)


def local(text: str | datetime) -> datetime:
    """Return the instant that `text` names in the city's time ("2026-03-02 09:00")."""
    if isinstance(text, datetime):
        return text
    return datetime.fromisoformat(text).replace(tzinfo=CHINA).astimezone(UTC)


def _then(step: Then, found: Found) -> str:
    if step.events is not ANY and not _alike(step.events, found.events):
        return difference("events", step.events, found.events)
    if step.alarms is not ANY:
        due = {name: local(at) for name, at in cast("dict[str, Any]", step.alarms).items()}
        if found.alarms != due:
            return difference(f"alarms of {step.key}", due, found.alarms)
    if step.messages is not ANY:
        messages = [(key, _written(command)) for key, command in step.messages]
        if found.messages != messages:
            return difference("messages", messages, found.messages)
    if step.reply is not ANY and found.reply != builtins(step.reply):
        return difference("reply", step.reply, found.reply)
    return ""


def _refused(step: Refused, refusal: Refusal | None) -> str:
    if refusal is None:
        return "it was not refused"
    for reason in refusal.reasons:
        field, facts = step.field in (None, reason.field), step.facts in (None, reason.facts)
        if reason.code == step.code and field and facts:
            return ""
    return difference("reasons", [step], refusal.reasons)


def _alike(expected: Sequence[Event | type[Event]], found: Sequence[Event]) -> bool:
    """An event matches itself as it is stored, and its class matches any of that class."""
    return len(expected) == len(found) and all(
        isinstance(there, each) if isinstance(each, type) else _stored(each) == there
        for each, there in zip(expected, found, strict=True)
    )


def _written(command: Command) -> Any:
    return plain_of(bson.encode({"command": builtins(command)}))["command"]


def _stored(event: Event) -> Event:
    return msgspec.convert(builtins(event), type(event), builtin_types=(datetime, bytes))
