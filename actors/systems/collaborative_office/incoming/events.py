"""What can happen to an incoming document."""

from datetime import date, datetime

from actors.kernel.turn import Event
from actors.systems.collaborative_office.exchange import Package
from actors.systems.collaborative_office.incoming.commands import Ground


class PackageDelivered(Event, frozen=True, kw_only=True):
    at: datetime
    package: Package


class PackageRecalled(Event, frozen=True, kw_only=True):
    """Its sender has it back, perhaps before it came."""

    at: datetime
    reason: str


class PackageSignedFor(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    receipt: str


class PackageRefused(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class IncomingNumberAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    request: int


class IncomingRegistered(Event, frozen=True, kw_only=True):
    at: datetime
    received_number: str


class IncomingNumbersUsedUp(Event, frozen=True, kw_only=True):
    at: datetime


class DocumentReturned(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    ground: Ground
    reason: str


class HandlingProposed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    proposal: str


class HandlingInstructed(Event, frozen=True, kw_only=True):
    """`due` is the last local day of the handling."""

    at: datetime
    by: str
    lead: str
    assisting: tuple[str, ...] = ()
    instruction: str
    due: date
    important: bool = False
    reply_needed: bool = False


class CirculationBegun(Event, frozen=True, kw_only=True):
    """`readers` are identities."""

    at: datetime
    by: str
    readers: tuple[str, ...]
    purpose: str


class ReadingNoted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class ReadingFinished(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    note: str = ""


class ReadersRecalled(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    readers: tuple[str, ...]


class CirculationEnded(Event, frozen=True, kw_only=True):
    """Nobody reads it any more: it is with its handler again."""

    at: datetime


class HandlingUrged(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    note: str


class InstructionFollowedUp(Event, frozen=True, kw_only=True):
    """The instruction is the follow-up order with the id `order`."""

    at: datetime
    by: str
    order: str


class ReplyNamed(Event, frozen=True, kw_only=True):
    """`reply` is said to answer it, which its entity is asked."""

    at: datetime
    by: str
    reply: str
    result: str


class ReplyRejected(Event, frozen=True, kw_only=True):
    """That document is not issued by the organ to who asked."""

    at: datetime


class DocumentAnswered(Event, frozen=True, kw_only=True):
    """`by` is "" where a reply was confirmed."""

    at: datetime
    by: str = ""
    result: str = ""
    reply_number: str = ""


class IncomingArchived(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class IncomingSentBack(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    to: str
    reason: str


IncomingEvent = (
    PackageDelivered
    | PackageRecalled
    | PackageSignedFor
    | PackageRefused
    | IncomingNumberAsked
    | IncomingRegistered
    | IncomingNumbersUsedUp
    | DocumentReturned
    | HandlingProposed
    | HandlingInstructed
    | CirculationBegun
    | ReadingNoted
    | ReadingFinished
    | ReadersRecalled
    | CirculationEnded
    | HandlingUrged
    | InstructionFollowedUp
    | ReplyNamed
    | ReplyRejected
    | DocumentAnswered
    | IncomingArchived
    | IncomingSentBack
)
