"""What can happen to a case. What was computed is in the event; replay needs no rules."""

from datetime import date, datetime
from typing import Literal

from actors.blocks.cases.state import Application, Dues, Fault, HeldPaper, Material, Task
from actors.blocks.clocks.cards import ClockFacts
from actors.kernel.calendar import CalendarYear
from actors.kernel.turn import Event
from actors.kernel.words import Title


class DraftSaved(Application, Event, frozen=True, kw_only=True):
    """`system` and `unit` are those of the item; `title`, too, where it was published while the
    platform ran, so that views need no file for it."""

    system: str
    unit: str
    title: Title | None = None


class Submitted(Application, Event, frozen=True, kw_only=True):
    """`system`, `unit` and `title` are as in `DraftSaved`. `came` is when it was taken in, where
    that was before; `told` the entity that filed it for somebody."""

    at: datetime
    number: str
    system: str
    unit: str
    title: Title | None = None
    came: datetime | None = None
    told: str = ""


class FilePutRight(Event, frozen=True, kw_only=True):
    """At `part` was the file `before`, and is `after` from now on, by the decision on the case
    `basis`."""

    at: datetime
    part: str
    before: Material
    after: Material
    unit: str
    basis: str


class CorrectionRequested(Event, frozen=True, kw_only=True):
    """`in_review`: it is that of the departments whose tasks are `asked_by`. Where it stops the
    clock, `told` is the last of the `days` that the applicant has."""

    at: datetime
    faults: tuple[Fault, ...]
    in_review: bool = False
    asked_by: tuple[str, ...] = ()
    days: int = 0
    told: date | None = None


class ApplicantRecognised(Event, frozen=True, kw_only=True):
    """The case belongs to this account from now on, by its applicant's identity number."""

    at: datetime
    account: str


class Corrected(Event, frozen=True, kw_only=True):
    """`by` is whose hand it was; "" where that was not recorded yet."""

    at: datetime
    form: dict[str, object]
    materials: tuple[Material, ...] = ()
    in_review: bool = False
    by: Literal["", "applicant", "officer"] = ""


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
    """`titles` are those of the tasks by their names, of an item that was published while the
    platform ran."""

    at: datetime
    stage: str
    tasks: tuple[Task, ...]
    titles: dict[str, Title] = {}


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
    was not recorded yet. `proposed_by` is the handler whom an approver agreed with, "" where the
    approver ordered it."""

    at: datetime
    unit: str = ""
    proposed_by: str = ""
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
    proposed_by: str = ""


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
    """`document` is the number that it has already, "" for one that is asked for; `fields` is what
    an officer filled in."""

    at: datetime
    document: str = ""
    fields: dict[str, object] = {}


class ResultNumbered(Event, frozen=True, kw_only=True):
    at: datetime
    number: str


class ResultNotNumbered(Event, frozen=True, kw_only=True):
    """The numbers of the year are used up."""

    at: datetime


class PaperKept(Event, frozen=True, kw_only=True):
    at: datetime
    paper: HeldPaper


class PaperMissed(Event, frozen=True, kw_only=True):
    """The `n`th paper by `template` could not be made so far."""

    at: datetime
    template: str
    n: int
    code: str


class Delivered(Event, frozen=True, kw_only=True):
    at: datetime
    method: str
    collector: str


class Rated(Event, frozen=True, kw_only=True):
    """`rating` is the id of the rating; what it says stands there. `stars` and `comment` are of
    those that were kept here before."""

    at: datetime
    stars: int = 0
    comment: str = ""
    rating: str = ""


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
    "resumed", "extended", "granted", "reopened" or "calendar". `before` are the dues that held
    until then, `tasks` the own dues of tasks that moved.
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
