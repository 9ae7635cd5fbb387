"""The audience of a dataset (订阅名单): its subscriptions, as a tree of entities, so that ten
thousand are told by many small commits and not by one.

A node has room for some; whoever comes later goes on to one of sixteen below it, which his own id
chooses. So nobody is looked for: who leaves takes the way that he came.
"""

from datetime import datetime
from typing import assert_never

import msgspec
from msgspec.structs import replace

from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.systems.open_data.following.news import AUDIENCE, News, TellAudience
from actors.systems.open_data.following.records import SUBSCRIPTION, TellSubscriber

ROOM = 200  # subscriptions that one node tells in one commit


class JoinAudience(Command, frozen=True, kw_only=True):
    """Platform: `subscription` wants to be told. `seq` is that of its wish: of two wishes that
    overtake each other the later one counts."""

    subscription: str
    seq: int


class LeaveAudience(Command, frozen=True, kw_only=True):
    """Platform: `subscription` wants to hear nothing more."""

    subscription: str
    seq: int


class AudienceJoined(Event, frozen=True, kw_only=True):
    at: datetime
    subscription: str
    seq: int


class AudienceLeft(Event, frozen=True, kw_only=True):
    at: datetime
    subscription: str


class BranchOpened(Event, frozen=True, kw_only=True):
    """From now on there is a node below this one, called `branch`."""

    at: datetime
    branch: str


class AudienceTold(Event, frozen=True, kw_only=True):
    """Those who are here were told, as were the nodes below."""

    at: datetime
    news: News


AudienceEvent = AudienceJoined | AudienceLeft | BranchOpened | AudienceTold
AudienceCommand = JoinAudience | LeaveAudience | TellAudience


class Audience(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One node: its `members` with the number of their latest wish, and the `branches` that are
    open below it, each a figure of sixteen."""

    members: dict[str, int] = {}
    branches: tuple[str, ...] = ()


Turning = Turn[Audience]


def decide(turn: Turning, command: AudienceCommand) -> None:
    """Take in, let go, tell."""
    match command:
        case JoinAudience():
            _join(turn, command)
        case LeaveAudience():
            _leave(turn, command)
        case TellAudience(news=news):
            _tell(turn, news)
        case _:
            assert_never(command)


def _join(turn: Turning, command: JoinAudience) -> None:
    id, members = command.subscription, turn.state.members
    if id not in members and len(members) >= ROOM:
        branch = _branch(turn, id)
        if branch not in turn.state.branches:
            turn.emit(BranchOpened(at=turn.now, branch=branch))
        turn.send(f"{turn.key}{_joint(turn)}{branch}", command)
    elif members.get(id, 0) < command.seq:
        turn.emit(AudienceJoined(at=turn.now, subscription=id, seq=command.seq))


def _leave(turn: Turning, command: LeaveAudience) -> None:
    id = command.subscription
    known = turn.state.members.get(id)
    if known is not None and known < command.seq:
        turn.emit(AudienceLeft(at=turn.now, subscription=id))
    branch = _branch(turn, id)
    if branch in turn.state.branches:  # he may have come while there was no room here
        turn.send(f"{turn.key}{_joint(turn)}{branch}", command)


def _tell(turn: Turning, news: News) -> None:
    state = turn.state
    if not (state.members or state.branches):
        return
    turn.emit(AudienceTold(at=turn.now, news=news))
    for id in state.members:
        turn.send(f"{SUBSCRIPTION}:{id}", TellSubscriber(news=news))
    for branch in state.branches:
        turn.send(f"{turn.key}{_joint(turn)}{branch}", TellAudience(news=news))


def _joint(turn: Turning) -> str:
    return "" if "~" in turn.id else "~"


def _branch(turn: Turning, subscription: str) -> str:
    """Return the figure of `subscription` that chooses among the nodes below this one."""
    depth = len(turn.id.partition("~")[2])
    return subscription[depth]


def evolve(state: Audience, event: AudienceEvent) -> Audience:
    """Return the node after `event`."""
    match event:
        case AudienceJoined(subscription=id, seq=seq):
            return replace(state, members={**state.members, id: seq})
        case AudienceLeft(subscription=gone):
            left = {id: seq for id, seq in state.members.items() if id != gone}
            return replace(state, members=left)
        case BranchOpened(branch=branch):
            return replace(state, branches=(*state.branches, branch))
        case AudienceTold():
            return state
        case _:
            assert_never(event)


AUDIENCE_KIND = EntityKind(
    name=AUDIENCE,
    ids="[a-z0-9_-]{2,80}(~[0-9a-f]{1,32})?",
    open_ids=True,
    state=Audience,
    initial=lambda key: Audience(),
    commands=AudienceCommand,
    events=AudienceEvent,
    decide=decide,
    evolve=evolve,
)
