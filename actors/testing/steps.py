"""What a scenario consists of: one value for each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from actors.kernel.identity import Identity
from actors.kernel.turn import Command, Event

ANY: Final[Any] = object()
"""Stands for an expectation that is not made."""


@dataclass(frozen=True)
class Given:
    """`events` have happened to the entity `key` before."""

    key: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class When:
    """`command` is sent to the entity `key`."""

    key: str
    command: Command
    by: Identity


@dataclass(frozen=True)
class Pass:
    """Time passes `by` so much or `until` then; alarms fire in time, or all at the end of an
    `outage`."""

    by: timedelta = timedelta()
    until: datetime | None = None
    outage: bool = False


@dataclass(frozen=True)
class Then:
    """What the step before must have led to. `alarms` are those of the entity `key`."""

    key: str
    events: Any = ANY
    alarms: Any = ANY
    messages: Any = ANY
    reply: Any = ANY


@dataclass(frozen=True)
class Refused:
    """The command before must have been refused for `code`, concerning `field`, with `facts`."""

    code: str
    field: str | None = None
    facts: Mapping[str, str] | None = None


@dataclass(frozen=True)
class State:
    """The entity `key` must show `fields`."""

    key: str
    fields: Mapping[str, Any]


Step = Given | When | Pass | Then | Refused | State
