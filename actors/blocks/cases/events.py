"""What can happen to a case. What was computed is in the event; replay needs no rules."""

from datetime import date, datetime
from typing import Literal

from actors.blocks.cases.state import Application, Dues, Fault, Material, Task
from actors.blocks.clocks.cards import ClockFacts
from actors.kernel.calendar import CalendarYear
from actors.kernel.turn import Event


class DraftSaved(Application, Event, frozen=True, kw_only=True):
    """`system` and `unit` are those of the item."""

    system: str
    unit: str


class Submitted(Application, Event, frozen=True, kw_only=True):
    """`system` and `unit` are those of the item."""

    at: datetime
    number: str
    system: str
    unit: str


class CorrectionRequested(Event, frozen=True, kw_only=True):
    at: datetime
    faults: tuple[Fault, ...]


class Corrected(Event, frozen=True, kw_only=True):
    at: datetime
    form: dict[str, object]
    materials: tuple[Material, ...] = ()


class Accepted(Event, frozen=True, kw_only=True):
    """`since` is the start of the decision clock: the day of receipt when `deemed`."""

    at: datetime
    since: datetime
    deemed: bool = False
    promised: tuple[str, ...] = ()


class Declined(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class MaterialsSupplied(Event, frozen=True, kw_only=True):
    at: datetime
    materials: tuple[Material, ...]


class StageEntered(Event, frozen=True, kw_only=True):
    at: datetime
    stage: str
    tasks: tuple[Task, ...]


class TaskClaimed(Event, frozen=True, kw_only=True):
    at: datetime
    task: str
    by: str


class TaskReleased(Event, frozen=True, kw_only=True):
    at: datetime
    task: str


class OpinionGiven(Event, frozen=True, kw_only=True):
    at: datetime
    task: str
    by: str
    opinion: Literal["agree", "object"]
    comment: str = ""


class TasksCancelled(Event, frozen=True, kw_only=True):
    """One objection ended the other branches."""

    at: datetime
    tasks: tuple[str, ...]


class BranchesJoined(Event, frozen=True, kw_only=True):
    at: datetime
    stage: str
    objected: tuple[str, ...] = ()


class ClockPaused(Event, frozen=True, kw_only=True):
    """`told` is the last of the `days` that were told in writing; `unit` began it, "" where that
    was not recorded yet."""

    at: datetime
    unit: str = ""
    procedure: str
    days: int
    told: date
    reason: str


class ClockResumed(Event, frozen=True, kw_only=True):
    at: datetime
    result: str


class Extended(Event, frozen=True, kw_only=True):
    at: datetime
    days: int
    reason: str


class Granted(Event, frozen=True, kw_only=True):
    """`closed` when the item has no result document to be made and handed over."""

    at: datetime
    by: str
    reason: str = ""
    closed: bool = False


class Denied(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class Issued(Event, frozen=True, kw_only=True):
    at: datetime
    document: str


class Delivered(Event, frozen=True, kw_only=True):
    at: datetime
    method: str
    collector: str


class Rated(Event, frozen=True, kw_only=True):
    at: datetime
    stars: int
    comment: str = ""


class Withdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str = ""
    lapsed: bool = False  # the applicant let the correction limit pass


class VoidProposed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class VoidRejected(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class Voided(Event, frozen=True, kw_only=True):
    """`by` proposed it, `second` agreed (an account)."""

    at: datetime
    reason: str
    by: str
    second: str


class CalendarPublished(Event, frozen=True, kw_only=True):
    """Notices that the case is counted with from now on."""

    at: datetime
    version: str
    calendars: tuple[CalendarYear, ...]


class DuesSet(Event, frozen=True, kw_only=True):
    """Due dates were worked out, for the first time or again.

    `why` is the cause: "submitted", "correction_requested", "corrected", "accepted", "paused",
    "resumed", "extended", "granted" or "calendar". `before` are the dues that held until
    then, `tasks` the own dues of tasks that moved.
    """

    at: datetime
    why: str
    dues: Dues
    before: Dues | None = None
    tasks: tuple[tuple[str, date], ...] = ()


class ClocksChanged(Event, frozen=True, kw_only=True):
    """The facts that supervision counts by: started, paused, resumed, stopped clocks."""

    at: datetime
    clocks: tuple[ClockFacts, ...]
