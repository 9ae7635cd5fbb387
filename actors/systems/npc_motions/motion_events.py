"""What can happen to a motion."""

from datetime import datetime

from actors.kernel.turn import Event
from actors.systems.npc_motions.attachments import Attachment
from actors.systems.npc_motions.congress_session_facts import SessionFacts
from actors.systems.npc_motions.deputy_roster import Membership
from actors.systems.npc_motions.fixed_dates import FixedDate, Question
from actors.systems.npc_motions.motion_commands import Outcome, ReturnGround
from actors.systems.npc_motions.motion_text import Draft, Form, Mover, Text
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import EVENTS as TASK_EVENTS


class MotionDrafted(Draft, Event, frozen=True, kw_only=True):
    """The lead is its first signer: writing it is signing it. Unlike in the command, who moves what
    has no default here: it is always written down."""

    at: datetime
    lead: str
    session: str
    congress: str
    term: int
    mover: Mover
    delegation: str = ""
    form: Form
    text_hash: str


class MotionEdited(Draft, Event, frozen=True, kw_only=True):
    """`voided` are those whose signatures stood under the text with `former_hash`."""

    at: datetime
    attachments: tuple[Attachment, ...] = ()
    former_hash: str
    text_hash: str
    voided: tuple[str, ...] = ()


class CosignersInvited(Event, frozen=True, kw_only=True):
    at: datetime
    accounts: tuple[str, ...]


class DelegationHeadFollowed(Event, frozen=True, kw_only=True):
    """The head of the delegation that moves may hand the motion in, and may sign it."""

    at: datetime
    account: str


class MotionSigned(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    text_hash: str


class SignatureWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    text_hash: str
    reason: str = ""


class MotionAbandoned(Event, frozen=True, kw_only=True):
    at: datetime


class MotionSubmitted(Event, frozen=True, kw_only=True):
    """`signers` are those whose signatures counted at this instant; `late_from` is the session for
    which it was too late, if it waited."""

    at: datetime
    session: str
    signers: tuple[str, ...]
    text_hash: str
    between_sessions: bool = False
    late_from: str = ""


class MotionQueued(Event, frozen=True, kw_only=True):
    at: datetime
    late_from: str
    session: str
    deadline: datetime


class MotionReopened(Event, frozen=True, kw_only=True):
    """The session that it waited for opened, and its signatures did not suffice any more."""

    at: datetime


class MotionRegistered(Event, frozen=True, kw_only=True):
    at: datetime
    number: str
    dues: tuple[FixedDate, ...] = ()


class MotionForwarded(Event, frozen=True, kw_only=True):
    at: datetime
    committee: str
    dues: tuple[FixedDate, ...] = ()


class MotionReturned(Event, frozen=True, kw_only=True):
    at: datetime
    ground: ReturnGround
    text: str
    heard_at: datetime


class TurnedIntoSuggestion(Event, frozen=True, kw_only=True):
    """`suggestion` is the id of the one that it goes on as."""

    at: datetime
    text: str
    heard_at: datetime
    suggestion: str = ""


class SuggestionNumbered(Event, frozen=True, kw_only=True):
    """What the motion was turned into has its number."""

    at: datetime
    suggestion: str
    number: str


class OpinionGiven(Event, frozen=True, kw_only=True):
    at: datetime
    committee: str
    recommends: Outcome
    text: str


class MotionDecided(Event, frozen=True, kw_only=True):
    at: datetime
    outcome: Outcome
    present: int
    in_favour: int
    members: int
    reason: str = ""
    dues: tuple[FixedDate, ...] = ()


class ReconsiderationAsked(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    text: str


class ReconsiderationOpened(Event, frozen=True, kw_only=True):
    at: datetime
    asked: tuple[str, ...]


class ReconsiderationAnswered(Event, frozen=True, kw_only=True):
    at: datetime
    outcome: Outcome
    present: int
    in_favour: int
    members: int
    reason: str
    dues: tuple[FixedDate, ...] = ()


class WithdrawalAsked(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    reason: str


class SignersStoodBack(Event, frozen=True, kw_only=True):
    at: datetime
    accounts: tuple[str, ...]


class MotionWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime


class MotionTerminated(Event, frozen=True, kw_only=True):
    """Those who are left are fewer than may move."""

    at: datetime
    left: int


class VoteRecorded(Event, frozen=True, kw_only=True):
    at: datetime
    present: int
    in_favour: int
    against: int
    abstained: int
    members: int
    adopted: bool


class CommitteeTermsSet(Event, frozen=True, kw_only=True):
    """The session is closed: the terms of the committee that it was left to run."""

    at: datetime
    dues: tuple[FixedDate, ...]


class BodiesConsulted(Event, frozen=True, kw_only=True):
    at: datetime
    bodies: tuple[str, ...]


class ViewGiven(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    text: str


class LeadInvited(Event, frozen=True, kw_only=True):
    at: datetime
    meeting: datetime


class MotionReported(Event, frozen=True, kw_only=True):
    at: datetime
    text: str


class MotionAssigned(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    requirement: str
    dues: tuple[FixedDate, ...] = ()


class HandlingReported(Event, frozen=True, kw_only=True):
    at: datetime
    round: int
    text: str


class HandlingAccepted(Event, frozen=True, kw_only=True):
    at: datetime
    text: str = ""


class HandlingRedone(Event, frozen=True, kw_only=True):
    """It is handled again, in another round."""

    at: datetime
    text: str
    dues: tuple[FixedDate, ...] = ()


class DeputyNoted(Event, frozen=True, kw_only=True):
    at: datetime
    membership: Membership


class SessionNoted(Event, frozen=True, kw_only=True):
    at: datetime
    session: str
    facts: SessionFacts


class TermReminded(Event, frozen=True, kw_only=True):
    at: datetime
    question: Question


class TermListedAsOverdue(Event, frozen=True, kw_only=True):
    """`days` calendar days after its last day in time."""

    at: datetime
    question: Question
    days: int


class TermsRecounted(Event, frozen=True, kw_only=True):
    """`dues` are the terms that run, as `calendar` has them."""

    at: datetime
    calendar: str
    dues: tuple[FixedDate, ...]


class PublicationSet(Event, frozen=True, kw_only=True):
    """`text` is what everybody may read; None when it is taken back."""

    at: datetime
    published: bool
    text: Text | None = None
    reason: str = ""


EVENTS = (
    MotionDrafted, MotionEdited, CosignersInvited, DelegationHeadFollowed, MotionSigned,
    SignatureWithdrawn, MotionAbandoned, MotionSubmitted, MotionQueued, MotionReopened,
    MotionRegistered, MotionForwarded, MotionReturned, TurnedIntoSuggestion, SuggestionNumbered,
    OpinionGiven, MotionDecided, ReconsiderationAsked, ReconsiderationOpened,
    ReconsiderationAnswered, WithdrawalAsked, SignersStoodBack, MotionWithdrawn, MotionTerminated,
    VoteRecorded, CommitteeTermsSet, BodiesConsulted, ViewGiven, LeadInvited, MotionReported,
    MotionAssigned, HandlingReported, HandlingAccepted, HandlingRedone, DeputyNoted, SessionNoted,
    PublicationSet, TermReminded, TermListedAsOverdue, TermsRecounted, *TASK_EVENTS, Notified,
)  # fmt: skip
