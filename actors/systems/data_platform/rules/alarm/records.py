"""An alarm (告警): what a rule has found of one dataset, until somebody has cleared it up."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.data_platform.rules import terms as t
from actors.systems.data_platform.rules.condition import Value

Phase = Literal["", "raised", "acknowledged", "cleared"]
PHASES: tuple[Phase, ...] = ("raised", "acknowledged", "cleared")


class RaiseAlarm(Command, frozen=True, kw_only=True):
    """Platform: the rule `rule` of `unit`, called `title`, holds of `subject`, by these `facts`."""

    rule: str
    title: str
    unit: str
    grade: t.Grade
    subject: str
    facts: dict[str, Value]


class AcknowledgeAlarm(Command, frozen=True, kw_only=True):
    """确认告警: take it on."""


class ClearAlarm(Command, frozen=True, kw_only=True):
    """解除告警: say how it was cleared up."""

    reason: t.Reason


class EscalateAlarm(Command, frozen=True, kw_only=True):
    """Clock: nobody has taken it on in time."""


class AlarmRaised(Event, frozen=True, kw_only=True):
    """The `round` counts how often it was raised; `due` is the last local day to take it on."""

    at: datetime
    round: int
    rule: str
    title: str
    unit: str
    grade: t.Grade
    subject: str
    facts: dict[str, Value]
    due: date


class AlarmCounted(Event, frozen=True, kw_only=True):
    """Its reason has come back while it is open."""

    at: datetime
    facts: dict[str, Value]


class AlarmAcknowledged(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class AlarmEscalated(Event, frozen=True, kw_only=True):
    at: datetime


class AlarmCleared(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


AlarmEvent = AlarmRaised | AlarmCounted | AlarmAcknowledged | AlarmEscalated | AlarmCleared


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One alarm of `rule` about `subject`. `facts` are those of the last time, `count` how often it
    was in this `round`."""

    phase: Phase = ""
    round: int = 0
    rule: str = ""
    title: str = ""
    unit: str = ""
    grade: str = ""
    subject: str = ""
    facts: dict[str, Value] = {}
    count: int = 0
    since: datetime | None = None
    last: datetime | None = None
    due: date | None = None
    escalated: bool = False
    taken_by: str = ""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is not cleared up."""
        return self.phase in ("raised", "acknowledged")
