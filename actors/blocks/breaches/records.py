"""A breach of personal data (个人信息安全事件): what is asked, what happens, what is known."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event

BREACH = "breach"
OFFICER = "security_officer"
Phase = Literal["", "open", "closed"]
Whom = Literal["authority", "police", "persons"]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
More = Annotated[str, msgspec.Meta(max_length=4_000)]


class RecordBreach(Command, frozen=True, kw_only=True):
    """记录事件. The clock runs from `discovered_at`, not from this record. The other parts are what
    Art. 57 wants told: which data, why, what harm may come of it."""

    title: Line
    discovered_at: datetime
    happened: Text
    kinds: Text
    cause: More = ""
    harm: More = ""


class AddMeasure(Command, frozen=True, kw_only=True):
    """记录措施: what was done against it, or what those concerned can do themselves."""

    text: Text


class CountPersons(Command, frozen=True, kw_only=True):
    """计入涉及的人: `count` people were read of by `reader`, an identity's id or "" for anybody,
    from one instant up to another, as the readings on record say."""

    count: Annotated[int, msgspec.Meta(ge=0)]
    since: datetime
    until: datetime
    reader: Annotated[str, msgspec.Meta(max_length=80)] = ""


class NoteTold(Command, frozen=True, kw_only=True):
    """记录通知: who was told, when and how. People need not be told where measures have kept the
    harm away, unless the authority says so (Art. 57); then that is what `how` says."""

    whom: Whom
    told_at: datetime
    how: Text


class CloseBreach(Command, frozen=True, kw_only=True):
    """结案, with what was learnt."""

    lessons: Text


class WarnOfDeadline(Command, frozen=True, kw_only=True):
    """Clock: half the time to tell the authority is over."""


class EndDeadline(Command, frozen=True, kw_only=True):
    """Clock: the time to tell the authority is over."""


class BreachRecorded(Event, frozen=True, kw_only=True):
    """`due` is the last instant to tell the authority in time, `hours` after discovery; the
    officers of `unit` are told what becomes of it."""

    at: datetime
    by: str
    unit: str = ""
    title: str
    discovered_at: datetime
    due: datetime
    hours: int
    happened: str
    kinds: str
    cause: str = ""
    harm: str = ""


class MeasureAdded(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    text: str


class PersonsCounted(Event, frozen=True, kw_only=True):
    at: datetime
    count: int
    since: datetime
    until: datetime
    reader: str = ""


class Told(Event, frozen=True, kw_only=True):
    """`late`: the authority was told after it was due."""

    at: datetime
    by: str
    whom: Whom
    told_at: datetime
    how: str
    late: bool = False


class DeadlineNear(Event, frozen=True, kw_only=True):
    at: datetime


class DeadlineMissed(Event, frozen=True, kw_only=True):
    at: datetime


class BreachClosed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    lessons: str


BreachEvent = (
    BreachRecorded
    | MeasureAdded
    | PersonsCounted
    | Told
    | DeadlineNear
    | DeadlineMissed
    | BreachClosed
)


class Measure(msgspec.Struct, frozen=True):
    """What was done, when."""

    at: datetime
    text: str


class Notice(msgspec.Struct, frozen=True):
    """Who was told, when and how."""

    whom: Whom
    told_at: datetime
    how: str
    late: bool = False


class Breach(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One breach; `persons` are those concerned as they were counted last, None before; `missed`
    tells that the authority was not told in time."""

    phase: Phase = ""
    unit: str = ""
    title: str = ""
    discovered_at: datetime | None = None
    due: datetime | None = None
    hours: int = 0
    happened: str = ""
    kinds: str = ""
    cause: str = ""
    harm: str = ""
    measures: tuple[Measure, ...] = ()
    persons: int | None = None
    counted: str = ""
    told: tuple[Notice, ...] = ()
    missed: bool = False
    lessons: str = ""
    recorded_at: datetime | None = None
    closed_at: datetime | None = None

    def was_told(self, whom: Whom) -> bool:
        """Tell whether `whom` was told."""
        return any(each.whom == whom for each in self.told)
