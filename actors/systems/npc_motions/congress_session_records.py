"""A session (会议): what can be asked of it and what can happen."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.files.digest import Digest
from actors.kernel.turn import Command, Event
from actors.systems.npc_motions.congress_session_facts import (
    AgendaItem,
    Body,
    Delegation,
    SessionFacts,
)

Audience = Literal["deputies", "everybody"]


class PrepareSession(Command, frozen=True, kw_only=True):
    """Begin to prepare a session.

    `congress`, `term` and `number` name it; `level` names the congress whose law holds
    (`congresses/*.toml`), `place` whose regulations do. `members` are all who can vote: the
    deputies, or the members of the standing committee. `opens_on` and `closes_on` are local days;
    motions come in until `motion_deadline`.
    """

    congress: str
    body: Body = "congress"
    level: str
    place: str
    term: int
    number: int
    title: str
    opens_on: date
    closes_on: date
    motion_deadline: datetime
    members: int
    delegations: Annotated[dict[str, Delegation], msgspec.Meta(extra={"key": "delegation"})] = {}


class SetMotionDeadline(Command, frozen=True, kw_only=True):
    """Have the presidium's deadline for motions (议案截止时间) be another one."""

    at: datetime


class SetPresidium(Command, frozen=True, kw_only=True):
    """Set how many members the presidium (主席团) has, and when its last meeting begins."""

    members: int
    last_meeting: datetime


class SetAgenda(Command, frozen=True, kw_only=True):
    """Set the agenda (议程), in its order."""

    items: tuple[AgendaItem, ...]


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """When and where a sitting (会次) is, and the `items` of the agenda that it is about."""

    sitting: str
    title: str
    begins_at: datetime
    ends_at: datetime
    room: str
    items: tuple[str, ...] = ()


class ScheduleSitting(Schedule, Command, frozen=True, kw_only=True):
    """Set when and where a sitting (会次) is; the same `sitting` again moves it."""


class AssignSeats(Command, frozen=True, kw_only=True):
    """Give every account of `seats` its seat at a sitting; no seat twice."""

    sitting: str
    seats: Annotated[dict[str, str], msgspec.Meta(extra={"key": "account", "value": "seat"})]


class CheckIn(Command, frozen=True, kw_only=True):
    """Note that a deputy is there (签到). The channel has checked what the deputy showed."""

    sitting: str
    account: str


class AddDocument(Command, frozen=True, kw_only=True):
    """Add a document that can be read from `release_at` until `withdraw_at`."""

    document: str
    title: str
    sha256: Digest
    media_type: str
    size: int
    audience: Audience = "deputies"
    release_at: datetime
    withdraw_at: datetime


class WithdrawDocument(Command, frozen=True, kw_only=True):
    """Withdraw a document before its time."""

    document: str
    reason: str


class TurnPage(Command, frozen=True, kw_only=True):
    """Clock: the instant came at which a document is released or withdrawn."""

    document: str


class RecordDecision(Command, frozen=True, kw_only=True):
    """Record a vote (表决) on a matter that is no motion, at a sitting. Adopted with more than half
    of all members."""

    vote: str
    sitting: str
    subject: str
    in_favour: int
    against: int
    abstained: int


class OpenSession(Command, frozen=True, kw_only=True):
    """Open the session (开幕)."""


class CloseSession(Command, frozen=True, kw_only=True):
    """Close the session (闭会)."""


class PostPlan(Command, frozen=True, kw_only=True):
    """Post the work plan of a year (年度工作计划); the same year again replaces it."""

    year: int
    title: str
    text: str


class Voted(msgspec.Struct, frozen=True, kw_only=True):
    """How a vote on a motion went."""

    motion: str
    title: str
    in_favour: int
    against: int
    abstained: int
    adopted: bool


class NoteVote(Voted, Command, frozen=True, kw_only=True):
    """Platform: a motion tells how the vote on it went."""


class NoteSession(Command, frozen=True, kw_only=True):
    """Platform: the session `session` (an id) tells what it is."""

    session: str
    facts: SessionFacts


class SessionPrepared(Event, frozen=True, kw_only=True):
    at: datetime
    congress: str
    body: Body
    level: str
    place: str
    term: int
    number: int
    title: str
    opens_on: date
    closes_on: date
    motion_deadline: datetime
    members: int
    delegations: dict[str, Delegation]


class MotionDeadlineSet(Event, frozen=True, kw_only=True):
    at: datetime
    deadline: datetime


class PresidiumSet(Event, frozen=True, kw_only=True):
    at: datetime
    members: int
    last_meeting: datetime


class AgendaSet(Event, frozen=True, kw_only=True):
    at: datetime
    items: tuple[AgendaItem, ...]


class SittingScheduled(Schedule, Event, frozen=True, kw_only=True):
    at: datetime


class SeatsAssigned(Event, frozen=True, kw_only=True):
    at: datetime
    sitting: str
    seats: dict[str, str]


class CheckedIn(Event, frozen=True, kw_only=True):
    at: datetime
    sitting: str
    account: str


class DocumentAdded(Event, frozen=True, kw_only=True):
    at: datetime
    document: str
    title: str
    sha256: str
    media_type: str
    size: int
    audience: Audience
    release_at: datetime
    withdraw_at: datetime


class DocumentReleased(Event, frozen=True, kw_only=True):
    at: datetime
    document: str


class DocumentWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    document: str
    reason: str = ""


class DecisionRecorded(Event, frozen=True, kw_only=True):
    at: datetime
    vote: str
    sitting: str
    subject: str
    in_favour: int
    against: int
    abstained: int
    adopted: bool


class VoteNoted(Voted, Event, frozen=True, kw_only=True):
    at: datetime


class SessionOpened(Event, frozen=True, kw_only=True):
    at: datetime


class SessionClosed(Event, frozen=True, kw_only=True):
    at: datetime


class PlanPosted(Event, frozen=True, kw_only=True):
    at: datetime
    year: int
    title: str
    text: str


class SessionFollowed(Event, frozen=True, kw_only=True):
    at: datetime
    follower: str


EVENTS = (
    SessionPrepared, MotionDeadlineSet, PresidiumSet, AgendaSet, SittingScheduled, SeatsAssigned,
    CheckedIn, DocumentAdded, DocumentReleased, DocumentWithdrawn, DecisionRecorded, VoteNoted,
    SessionOpened, SessionClosed, PlanPosted, SessionFollowed,
)  # fmt: skip
