"""What can happen to a suggestion. Whatever was computed is in the event."""

from datetime import date, datetime
from typing import Literal

from actors.kernel.turn import Event
from actors.systems.npc_motions.deputy_roster import Membership, Signer
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import EVENTS as TASK_EVENTS
from actors.systems.npc_motions.suggestion.state import (
    Assigned,
    Hiding,
    Origin,
    PublicText,
    Rating,
    Reply,
    Text,
    UnitGiven,
)


class DraftSaved(Origin, Event, frozen=True, kw_only=True):
    at: datetime
    lead: str
    topic: str = ""
    clues: tuple[str, ...] = ()
    proposed_units: tuple[str, ...] = ()
    public_allowed: bool = False
    profile: tuple[str, int]


class BegunFromMotion(Origin, Event, frozen=True, kw_only=True):
    """The motion `motion` with its number goes on as this; it was handed in by `signers`, the lead
    first."""

    at: datetime
    motion: str
    number: str
    clues: tuple[str, ...] = ()
    public_allowed: bool = False
    profile: tuple[str, int]
    signers: tuple[Signer, ...]


class TextChanged(Event, frozen=True, kw_only=True):
    at: datetime
    text: Text


class SignaturesVoided(Event, frozen=True, kw_only=True):
    """The text changed under them: `before` and `after` are its digests."""

    at: datetime
    accounts: tuple[str, ...]
    before: str
    after: str


class CosignersInvited(Event, frozen=True, kw_only=True):
    at: datetime
    accounts: tuple[str, ...]


class Signed(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    sha256: str


class SignatureWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    account: str


class DeputyNoted(Event, frozen=True, kw_only=True):
    at: datetime
    membership: Membership


class Submitted(Event, frozen=True, kw_only=True):
    """`signers` are those whose signatures count at this instant, the lead first."""

    at: datetime
    signers: tuple[str, ...]
    sha256: str
    assign_due: FixedDate | None = None


class NumberTaken(Event, frozen=True, kw_only=True):
    at: datetime
    number: str


class WithdrawalAsked(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    reason: str


class Withdrawn(Event, frozen=True, kw_only=True):
    at: datetime


class Accepted(Event, frozen=True, kw_only=True):
    at: datetime
    notice_due: FixedDate | None = None


class Declined(Event, frozen=True, kw_only=True):
    at: datetime
    outcome: Literal["returned", "letter"]
    ground: str
    article: str = ""
    text: str


class Merged(Event, frozen=True, kw_only=True):
    at: datetime
    into: str
    reason: str


class OtherMerged(Event, frozen=True, kw_only=True):
    at: datetime
    id: str


class FastLaneTaken(Event, frozen=True, kw_only=True):
    """It goes to its unit directly (直通车), by `article` of the place's rules."""

    at: datetime
    reason: str
    article: str


class AssignedToUnits(Event, frozen=True, kw_only=True):
    at: datetime
    assigner: str
    handlings: tuple[Assigned, ...]


class UnitMoved(Event, frozen=True, kw_only=True):
    """A handling stands somewhere else; `into` took its task over."""

    at: datetime
    handling: str
    phase: str
    due: date | None = None
    into: UnitGiven | None = None
    into_handling: str = ""


class ReplyReceived(Event, frozen=True, kw_only=True):
    at: datetime
    reply: Reply


class AllReplied(Event, frozen=True, kw_only=True):
    """Every unit replied in this round: the deputy rates."""

    at: datetime
    round: int
    rate_due: FixedDate | None = None


class Rated(Event, frozen=True, kw_only=True):
    at: datetime
    rating: Rating


class RatingReminded(Event, frozen=True, kw_only=True):
    at: datetime
    round: int


class LeftUnrated(Event, frozen=True, kw_only=True):
    at: datetime
    round: int
    handlings: tuple[str, ...]


class Dissatisfied(Event, frozen=True, kw_only=True):
    at: datetime
    round: int
    handlings: tuple[str, ...]


class RedoOrdered(Event, frozen=True, kw_only=True):
    at: datetime
    round: int
    reason: str
    handlings: tuple[Assigned, ...]
    due: FixedDate | None = None


class Escalated(Event, frozen=True, kw_only=True):
    """A second reply failed, too; `then` is what the place's rules have follow."""

    at: datetime
    round: int
    then: str = ""


class EscalationSettled(Event, frozen=True, kw_only=True):
    at: datetime
    record: str


class Closed(Event, frozen=True, kw_only=True):
    """`tracking`: commitments are open, and followed until they are kept."""

    at: datetime
    tracking: bool = False


class CommitmentKept(Event, frozen=True, kw_only=True):
    at: datetime
    id: str


class Archived(Event, frozen=True, kw_only=True):
    at: datetime


class KeyProposed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class KeyDecided(Event, frozen=True, kw_only=True):
    at: datetime
    decision: str


class IdentityHidden(Event, frozen=True, kw_only=True):
    at: datetime
    why: Hiding


class PublicationAllowed(Event, frozen=True, kw_only=True):
    at: datetime
    allowed: bool


class Published(Event, frozen=True, kw_only=True):
    at: datetime
    text: PublicText


class Unpublished(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str = ""


class DatesRecounted(Event, frozen=True, kw_only=True):
    """The dates that run, as `calendar` has them."""

    at: datetime
    calendar: str
    assign_due: FixedDate | None = None
    rate_due: FixedDate | None = None


EVENTS = (
    DraftSaved, BegunFromMotion, TextChanged, SignaturesVoided, CosignersInvited, Signed,
    SignatureWithdrawn, DeputyNoted, Submitted, NumberTaken, WithdrawalAsked, Withdrawn, Accepted,
    Declined, Merged, OtherMerged, FastLaneTaken, AssignedToUnits, UnitMoved, ReplyReceived,
    AllReplied, Rated, RatingReminded, LeftUnrated, Dissatisfied, RedoOrdered, Escalated,
    EscalationSettled, Closed, CommitmentKept, Archived, KeyProposed, KeyDecided, IdentityHidden,
    PublicationAllowed, Published, Unpublished, DatesRecounted, *TASK_EVENTS, Notified,
)  # fmt: skip
