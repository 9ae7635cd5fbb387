"""A deputy (代表): what can be asked, what can happen, what is known."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.blocks.files.digest import Digest
from actors.kernel.turn import Command, Event

Status = Literal["", "active", "suspended", "ended"]
Ground = Literal["criminal_proceedings", "unexplained_absence", "other"]
EndGround = Literal["term_over", "resigned", "recalled", "moved_away", "disqualified", "deceased"]
Duty = Literal["meeting", "inspection", "visit", "training", "reception", "activity", "survey"]


class Portrait(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is posted of a deputy (基本信息): all of it with the deputy's knowledge."""

    gender: Literal["", "female", "male"] = ""
    occupation: str = ""
    constituency: str = ""
    introduction: str = ""
    photograph: Digest = ""


class DutyEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act of duty (履职). `on` is a local day; `posted` whether everybody may see it."""

    id: str
    duty: Duty
    on: date
    subject: str
    place: str = ""
    posted: bool = False


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """Who is a deputy, of which congress, term and delegation. `since` and `until` are local days,
    both in office; `until` None while the term has no last day."""

    account: str
    name: str
    congress: str
    term: int
    delegation: str
    since: date
    until: date | None = None
    committee_member: bool = False


class RegisterDeputy(Registration, Command, frozen=True, kw_only=True):
    """Enter a deputy whose election was confirmed."""


class SuspendDeputy(Command, frozen=True, kw_only=True):
    """Suspend the exercise of office (暂时停止执行代表职务, 代表法 2025 Art. 61)."""

    ground: Ground
    reason: str


class RestoreDeputy(Command, frozen=True, kw_only=True):
    """Let a suspended deputy take up office again."""

    reason: str


class EndMandate(Command, frozen=True, kw_only=True):
    """End the qualification (代表资格终止, 代表法 2025 Art. 62)."""

    ground: EndGround
    reason: str


class EndTerm(Command, frozen=True, kw_only=True):
    """Clock: the last day of the term is over."""


class ChangeDelegation(Command, frozen=True, kw_only=True):
    """Have the deputy sit with another delegation."""

    delegation: str


class SetCommitteeMembership(Command, frozen=True, kw_only=True):
    """Note whether the deputy belongs to the standing committee."""

    member: bool


class Describe(Command, frozen=True, kw_only=True):
    """Set what is posted of the deputy."""

    portrait: Portrait


class RecordDuty(Command, frozen=True, kw_only=True):
    """Record an act of duty; `entry` names it, so that the same one is recorded once."""

    entry: str
    duty: Duty
    on: date
    subject: str
    place: str = ""


class PostDuty(Command, frozen=True, kw_only=True):
    """Post a recorded act of duty for everybody."""

    entry: str


class DeputyRegistered(Registration, Event, frozen=True, kw_only=True):
    at: datetime


class DeputySuspended(Event, frozen=True, kw_only=True):
    at: datetime
    ground: Ground
    reason: str


class DeputyRestored(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class MandateEnded(Event, frozen=True, kw_only=True):
    at: datetime
    ground: EndGround
    reason: str = ""


class DelegationChanged(Event, frozen=True, kw_only=True):
    at: datetime
    delegation: str


class CommitteeMembershipSet(Event, frozen=True, kw_only=True):
    at: datetime
    member: bool


class Described(Event, frozen=True, kw_only=True):
    at: datetime
    portrait: Portrait


class DutyRecorded(Event, frozen=True, kw_only=True):
    at: datetime
    entry: DutyEntry


class DutyPosted(Event, frozen=True, kw_only=True):
    at: datetime
    entry: str


class DeputyFollowed(Event, frozen=True, kw_only=True):
    at: datetime
    follower: str


class DeputyState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A deputy in one term of one congress. `status` "" has never been one. `spells` are the
    (from, to) instants of suspensions, `to` None while it lasts; `followers` hear of changes."""

    status: Status = ""
    account: str = ""
    name: str = ""
    congress: str = ""
    term: int = 0
    delegation: str = ""
    committee_member: bool = False
    since: date | None = None
    until: date | None = None
    spells: tuple[tuple[datetime, datetime | None], ...] = ()
    ended_at: datetime | None = None
    portrait: Portrait = Portrait()
    duties: dict[str, DutyEntry] = {}
    followers: tuple[str, ...] = ()


EVENTS = (
    DeputyRegistered, DeputySuspended, DeputyRestored, MandateEnded, DelegationChanged,
    CommitteeMembershipSet, Described, DutyRecorded, DutyPosted, DeputyFollowed,
)  # fmt: skip
