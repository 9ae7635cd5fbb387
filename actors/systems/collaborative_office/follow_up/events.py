"""What can happen to a follow-up order."""

from datetime import date, datetime

from actors.kernel.turn import Event
from actors.systems.collaborative_office.follow_up.commands import Source
from actors.systems.collaborative_office.follow_up.state import PartLine


class OrderProposed(Event, frozen=True, kw_only=True):
    """Begun, by whatever way."""

    at: datetime
    by: str
    organ: str
    source: Source
    basis: str
    matter: str
    requirement: str
    document: str = ""
    parent: str = ""
    number: str = ""


class OrderNumbered(Event, frozen=True, kw_only=True):
    at: datetime
    number: str


class OrderSplit(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    parts: tuple[PartLine, ...]


class OrderAssigned(Event, frozen=True, kw_only=True):
    """`due` is the last local day in time, from `yellow` on it is about to be over."""

    at: datetime
    by: str
    lead: str
    helping: tuple[str, ...] = ()
    due: date
    yellow: date


class OrderAccepted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class ProgressReported(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    percent: int
    note: str


class ExtensionAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    due: date
    reason: str


class ExtensionGranted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    due: date
    yellow: date


class ExtensionRefused(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class OrderUrged(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    note: str


class ClosureAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    result: str


class AnswerAccepted(Event, frozen=True, kw_only=True):
    """`by` is "" where the last part of an order has ended."""

    at: datetime
    by: str = ""
    note: str = ""


class AnswerSentBack(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class OrderClosed(Event, frozen=True, kw_only=True):
    """`on_time`: what was accepted for its answer came on its day or before."""

    at: datetime
    by: str
    on_time: bool


class OrderScored(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    score: int
    note: str = ""


class OrderDropped(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class PartEnded(Event, frozen=True, kw_only=True):
    """The order `part`, of which this one was split, is over, and in time or not."""

    at: datetime
    part: str
    ended: str
    on_time: bool = True


OrderEvent = (
    OrderProposed
    | OrderNumbered
    | OrderSplit
    | OrderAssigned
    | OrderAccepted
    | ProgressReported
    | ExtensionAsked
    | ExtensionGranted
    | ExtensionRefused
    | OrderUrged
    | ClosureAsked
    | AnswerAccepted
    | AnswerSentBack
    | OrderClosed
    | OrderScored
    | OrderDropped
    | PartEnded
)
