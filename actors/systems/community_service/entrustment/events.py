"""What can happen to an entrustment (代办委托)."""

from datetime import date, datetime

from actors.blocks.cases.state import HeldPaper
from actors.kernel.turn import Event
from actors.systems.community_service.entrustment.commands import Declining
from actors.systems.community_service.entrustment.state import (
    Collected,
    Ending,
    Method,
    Note,
    Relation,
    Resident,
    Seen,
)


class AgentAsked(Event, frozen=True, kw_only=True):
    at: datetime
    item: str
    unit: str
    above: tuple[str, ...] = ()
    account: str = ""
    by: str
    resident: Resident
    relation: Relation = "self"


class EntrustmentDeclined(Event, frozen=True, kw_only=True):
    at: datetime
    declining: Declining


class EntrustmentGiven(Event, frozen=True, kw_only=True):
    at: datetime
    agent: str
    seen: Seen
    method: Method
    consent: str
    consent_version: int
    until: date


class MaterialsCollected(Event, frozen=True, kw_only=True):
    """`at` is the receipt; `noted_at` when the platform was told, where that was later."""

    at: datetime
    number: str
    application: Collected
    note: Note = ""
    noted_at: datetime | None = None


class PapersSentUp(Event, frozen=True, kw_only=True):
    at: datetime
    dispatch: str


class ApplicationReceived(Event, frozen=True, kw_only=True):
    """The window has it: by a batch, or, of what has no papers, by the line."""

    at: datetime


class CaseFollowed(Event, frozen=True, kw_only=True):
    """The case is in another phase; `decided` since it was decided."""

    at: datetime
    case_phase: str
    case_seq: int
    decided: bool = False


class ResultHandedOver(Event, frozen=True, kw_only=True):
    at: datetime
    way: str


class ResidentCalledBack(Event, frozen=True, kw_only=True):
    at: datetime
    stars: int


class EntrustmentSuspended(Event, frozen=True, kw_only=True):
    at: datetime
    reason: Ending


class EntrustmentEnded(Event, frozen=True, kw_only=True):
    at: datetime
    reason: Ending


class EntrustmentContinued(Event, frozen=True, kw_only=True):
    at: datetime
    until: date


class PaperOrdered(Event, frozen=True, kw_only=True):
    at: datetime
    template: str
    n: int


class PaperKept(Event, frozen=True, kw_only=True):
    at: datetime
    paper: HeldPaper


EVENTS = (
    AgentAsked, EntrustmentDeclined, EntrustmentGiven, MaterialsCollected, PapersSentUp,
    ApplicationReceived, CaseFollowed, ResultHandedOver, ResidentCalledBack, EntrustmentSuspended,
    EntrustmentEnded, EntrustmentContinued, PaperOrdered, PaperKept,
)  # fmt: skip
