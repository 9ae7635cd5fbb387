"""A demand (数据需求) and a vote for one: what is asked, what happens, what is known."""

import hashlib
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.open_data.dataset.terms import SLUG

DEMAND, VOTE = "data_demand", "demand_vote"
Phase = Literal["", "held", "routed", "planned", "opened", "refused", "removed"]
PHASES: tuple[Phase, ...] = ("held", "routed", "planned", "opened", "refused", "removed")
PUBLIC: tuple[Phase, ...] = ("routed", "planned", "opened", "refused")
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
Unit = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Slug = Annotated[str, msgspec.Meta(pattern=SLUG)]


class PostDemand(Command, frozen=True, kw_only=True):
    """提出数据需求: which data are wanted, and what for. Nobody sees it before a moderator has."""

    title: Line
    text: Text


class ShowDemand(Command, frozen=True, kw_only=True):
    """公开并分送: have everybody see it, and `unit` answer it."""

    unit: Unit


class RemoveDemand(Command, frozen=True, kw_only=True):
    """不予公开, or take it back out of the public, with the reason."""

    reason: Text


class RouteDemand(Command, frozen=True, kw_only=True):
    """改送: have another unit answer it; the time to answer runs on."""

    unit: Unit


class PlanDemand(Command, frozen=True, kw_only=True):
    """答复列入计划: it is to be opened `on` that day or before."""

    on: date
    reply: Text


class MeetDemand(Command, frozen=True, kw_only=True):
    """答复已开放: it is met by `dataset`."""

    dataset: Slug
    reply: Text


class RefuseDemand(Command, frozen=True, kw_only=True):
    """答复不予开放, with the reason."""

    reason: Text


class CountVotes(Command, frozen=True, kw_only=True):
    """Platform: somebody has voted for it (1), or takes that back (-1)."""

    votes: int


class DemandPosted(Event, frozen=True, kw_only=True):
    """`due` is the last local day on which it is moderated in time."""

    at: datetime
    owner: str
    title: str
    text: str
    due: date


class DemandShown(Event, frozen=True, kw_only=True):
    """It is public, as it stands here; `due` is the last local day for `unit` to answer in time."""

    at: datetime
    by: str
    unit: str
    title: str
    text: str
    due: date


class DemandRemoved(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class DemandRouted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str


class DemandPlanned(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    on: date
    reply: str


class DemandMet(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    dataset: str
    reply: str


class DemandRefused(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class VotesCounted(Event, frozen=True, kw_only=True):
    at: datetime
    votes: int


DemandEvent = (
    DemandPosted
    | DemandShown
    | DemandRemoved
    | DemandRouted
    | DemandPlanned
    | DemandMet
    | DemandRefused
    | VotesCounted
)


class Demand(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One demand. `due` is the last local day of what is to be done next; `answered_at` when its
    unit first answered."""

    phase: Phase = ""
    owner: str = ""
    title: str = ""
    text: str = ""
    unit: str = ""
    votes: int = 0
    posted_at: datetime | None = None
    moderated_at: datetime | None = None
    moderate_by: date | None = None
    answered_at: datetime | None = None
    due: date | None = None
    planned: date | None = None
    dataset: str = ""
    reply: str = ""
    reason: str = ""
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def account(self) -> str:
        """The account of whoever posted it."""
        return self.owner.partition(":")[2]


class CastVote(Command, frozen=True, kw_only=True):
    """支持数据需求: one account has one vote for each."""

    demand: Id


class TakeBackVote(Command, frozen=True, kw_only=True):
    """取消支持."""


class VoteCast(Event, frozen=True, kw_only=True):
    at: datetime
    owner: str
    demand: str


class VoteTakenBack(Event, frozen=True, kw_only=True):
    at: datetime


VoteEvent = VoteCast | VoteTakenBack


class Vote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The vote of one account for one demand."""

    phase: Literal["", "cast", "taken_back"] = ""
    owner: str = ""
    demand: str = ""
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def account(self) -> str:
        """The account that voted."""
        return self.owner.partition(":")[2]


def vote_id(owner: str, demand: str) -> str:
    """Return the id of the vote of the identity `owner` for `demand`: there is one."""
    return hashlib.sha256(f"{owner}/{demand}".encode()).hexdigest()[:32]
