"""Care visits to one resident (走访关爱): what can be asked of a plan, what can happen to it, what
is known of it. What was found is personal data: shown only after the read is logged."""

from datetime import date, datetime
from typing import Annotated, Literal, get_args

import msgspec

from actors.kernel.turn import Command, Event

CARE_PLAN = "care_plan"
MOST_VISITS = 100  # that stand with a plan, the latest
Phase = Literal["", "planned", "missed", "ended"]
Every = Literal["once", "weekly", "monthly", "quarterly"]
Way = Literal["home", "telephone"]
Outcome = Literal["well", "needs_help", "urgent", "not_met"]
"""平安, 需要帮助, 紧急, 未见到本人."""
EVERY: tuple[Every, ...] = get_args(Every)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Account = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class PlanVisits(Command, frozen=True, kw_only=True):
    """安排走访: have the resident of this entry visited by a member of the own station, first by a
    local day, and again as often. `party` is the masked name; the platform fills it in."""

    visitor: Account
    first: date
    every: Every
    party: str = ""


class HandOverVisits(Command, frozen=True, kw_only=True):
    """改派: let another of the station visit."""

    visitor: Account


class RecordVisit(Command, frozen=True, kw_only=True):
    """记录走访: on which day somebody was there or called, and what was found. Who was not met is
    still to be visited by the same day."""

    on: date
    way: Way
    outcome: Outcome
    found: Text


class PutVisitOff(Command, frozen=True, kw_only=True):
    """处理未按期走访: the head sets another day for a visit that was missed, and says why."""

    due: date
    reason: Line


class EndVisits(Command, frozen=True, kw_only=True):
    """结束走访: nobody visits any more, and why."""

    reason: Line


class NoteMissed(Command, frozen=True, kw_only=True):
    """Clock: the last day for a visit is over."""

    due: date


class KnowResident(Command, frozen=True, kw_only=True):
    """Platform: whose account the entry of the register is, "" for nobody's."""

    account: str


class CloseCare(Command, frozen=True, kw_only=True):
    """Platform: the entry of the register has no mark of care any longer."""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One visit, or a try; `due` is the day by which it was to be."""

    on: date
    by: str
    way: Way
    outcome: Outcome
    found: str
    due: date


class VisitsPlanned(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    visitor: str
    due: date
    every: Every
    party: str = ""


class VisitsHandedOver(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    visitor: str


class VisitRecorded(Event, frozen=True, kw_only=True):
    """`due` is the day by which the next visit is to be; None: it was the last one."""

    at: datetime
    visit: Visit
    due: date | None = None


class VisitMissed(Event, frozen=True, kw_only=True):
    at: datetime
    due: date


class VisitPutOff(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    due: date
    reason: str


class VisitsEnded(Event, frozen=True, kw_only=True):
    """`reason` as it was written; "": it was the last visit, or the mark is gone."""

    at: datetime
    reason: str = ""


class ResidentKnown(Event, frozen=True, kw_only=True):
    at: datetime
    account: str


CareEvent = (
    VisitsPlanned
    | VisitsHandedOver
    | VisitRecorded
    | VisitMissed
    | VisitPutOff
    | VisitsEnded
    | ResidentKnown
)


class CarePlan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The visits to the resident of one entry, whose id it has: of the station `unit`, by the
    account `visitor`, the next one by the local day `due`. `missed` counts those that were not in
    time, `reason` is why one was put off or all ended."""

    phase: Phase = ""
    unit: str = ""
    visitor: str = ""
    every: Every = "once"
    due: date | None = None
    since: datetime | None = None
    party: str = ""
    account: str = ""
    visits: tuple[Visit, ...] = ()
    visited: int = 0
    missed: int = 0
    outcome: Literal["", "well", "needs_help", "urgent", "not_met"] = ""
    reason: str = ""
    ended_at: datetime | None = None
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47
