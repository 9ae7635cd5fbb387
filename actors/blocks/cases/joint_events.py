"""What happens to a case among those who review it."""

from datetime import datetime
from typing import Literal

from actors.blocks.cases.application import Fault
from actors.kernel.turn import Event


class CorrectionAsked(Event, frozen=True, kw_only=True):
    at: datetime
    task: str
    unit: str
    by: str
    faults: tuple[Fault, ...]


class CorrectionDropped(Event, frozen=True, kw_only=True):
    at: datetime
    task: str


class CorrectionLapsed(Event, frozen=True, kw_only=True):
    """The applicant did not put right in time what was asked for in review: it goes on without."""

    at: datetime


class ClockChangeProposed(Event, frozen=True, kw_only=True):
    """`procedure` "" stands for an extension."""

    at: datetime
    by: str
    unit: str
    procedure: str = ""
    days: int
    reason: str


class ClockChangeRejected(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class VisitArranged(Event, frozen=True, kw_only=True):
    """With one of `times` alone there is nothing to choose."""

    at: datetime
    by: str
    unit: str
    tasks: tuple[str, ...]
    place: str
    times: tuple[datetime, ...]


class VisitTimeChosen(Event, frozen=True, kw_only=True):
    at: datetime
    time: datetime


class FindingRecorded(Event, frozen=True, kw_only=True):
    at: datetime
    task: str
    unit: str
    by: str
    finding: Literal["passed", "failed"]
    text: str


class VisitEnded(Event, frozen=True, kw_only=True):
    """Each department that takes part has recorded what it found."""

    at: datetime


class VisitCancelled(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class NoteAdded(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    text: str
