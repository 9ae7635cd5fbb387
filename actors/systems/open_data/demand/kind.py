"""The kinds "data_demand" (数据需求) and "demand_vote" (支持)."""

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any, assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, exampled
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.systems.open_data.demand import deciding as d
from actors.systems.open_data.demand import records as r

GUARDED = Guarded(
    actions=("post", "moderate", "answer", "read"),
    facts={"state": "text", "unit": "text", "owner": "text"},
    fields=(
        "state", "phase", "title", "text", "unit", "votes", "posted_at", "due", "moderate_by",
        "planned", "dataset", "reply", "reason", "answered_at", "moderated_at", "owner",
    ),
)  # fmt: skip
VOTE_GUARDED = Guarded(
    actions=("cast", "change", "read"),
    facts={"state": "text", "owner": "text"},
    fields=("phase", "demand"),
)
_EXAMPLES = (
    r.PostDemand(title="公共停车位实时数据", text="想做一个找车位的应用"),
    r.ShowDemand(unit="civil_affairs"),
    r.RemoveDemand(reason="含有个人信息"),
    r.RouteDemand(unit="health"),
    r.PlanDemand(on=date(2026, 12, 31), reply="年底前开放"),
    r.MeetDemand(dataset="bus-stops", reply="已经开放"),
    r.RefuseDemand(reason="涉及商业秘密"),
)
OFFERS: tuple[Offer[r.Demand], ...] = exampled(
    (
        Offer(command=r.PostDemand, action="post", begins=True, long=("text",)),
        Offer(command=r.ShowDemand, action="moderate", states=("held",)),
        Offer(
            command=r.RemoveDemand,
            action="moderate",
            states=("held", *r.PUBLIC),
            grave=True,
            long=("reason",),
        ),
        Offer(command=r.RouteDemand, action="moderate", states=("routed",)),
        Offer(command=r.PlanDemand, action="answer", states=("routed",), long=("reply",)),
        Offer(command=r.MeetDemand, action="answer", states=("routed", "planned"), long=("reply",)),
        Offer(
            command=r.RefuseDemand, action="answer", states=("routed", "planned"), long=("reason",)
        ),
        Offer(command=r.CountVotes, of="platform", states=r.PHASES),
    ),
    _EXAMPLES,
)
VOTE_OFFERS: tuple[Offer[r.Vote], ...] = (
    Offer(
        command=r.CastVote,
        action="cast",
        begins=True,
        states=("taken_back",),
        example=r.CastVote(demand="0" * 32),
    ),
    Offer(command=r.TakeBackVote, action="change", states=("cast",), example=r.TakeBackVote()),
)


def demand_kind(library: Library) -> EntityKind[r.Demand]:
    """Return the kind "data_demand"."""
    led = d.Deciding(library)
    kind = offered_kind(
        library[Access],
        name=r.DEMAND,
        plural="data_demands",
        state=r.Demand,
        events=r.DemandEvent,
        offers=OFFERS,
        handlers={
            r.PostDemand: led.post,
            r.ShowDemand: led.show,
            r.RemoveDemand: d.remove,
            r.RouteDemand: led.route,
            r.PlanDemand: led.plan,
            r.MeetDemand: d.meet,
            r.RefuseDemand: d.refuse,
            r.CountVotes: d.count,
        },
        evolve=d.evolve,
        facts=lambda state: {"state": state.phase, "unit": state.unit, "owner": state.owner},
        shown=("phase", "unit", "votes", "posted_at", "due", "planned", "dataset", "answered_at"),
        concerns=lambda state: state.account,
    )
    return dataclasses.replace(kind, decide=_settled(kind.decide, led), work=d.work)


def _settled(
    decide: Callable[[Turn[r.Demand], Any], Any], led: d.Deciding
) -> Callable[[Turn[r.Demand], Any], Any]:
    def decided(turn: Turn[r.Demand], command: Any) -> Any:
        before = turn.state
        reply = decide(turn, command)
        led.settle(turn, before)
        return reply

    return decided


def vote_kind(library: Library) -> EntityKind[r.Vote]:
    """Return the kind "demand_vote"; its ids follow from owner and demand."""
    kind = offered_kind(
        library[Access],
        name=r.VOTE,
        plural="demand_votes",
        state=r.Vote,
        events=r.VoteEvent,
        offers=VOTE_OFFERS,
        handlers={r.CastVote: cast_vote, r.TakeBackVote: take_back},
        evolve=_evolve_vote,
        facts=_vote_facts,
        shown=("phase",),
        concerns=lambda state: state.account,
    )
    # whoever knows account and demand could work the id out
    return dataclasses.replace(kind, open_ids=False)


def cast_vote(turn: Turn[r.Vote], command: r.CastVote) -> None:
    """Vote, and have it counted, once.

    Raises:
        Refusal: it is addressed by another id than that of who votes for this demand.
    """
    if turn.id != r.vote_id(turn.by.id, command.demand):
        raise Refusal(Reason("demand_vote.other_id", "/demand"))
    turn.emit(r.VoteCast(at=turn.now, owner=turn.by.id, demand=command.demand))
    turn.send(f"{r.DEMAND}:{command.demand}", r.CountVotes(votes=1))


def take_back(turn: Turn[r.Vote], command: r.TakeBackVote) -> None:
    """Take the vote back."""
    turn.emit(r.VoteTakenBack(at=turn.now))
    turn.send(f"{r.DEMAND}:{turn.state.demand}", r.CountVotes(votes=-1))


def _vote_facts(state: r.Vote) -> Facts:
    return {"state": state.phase, "owner": state.owner}


def _evolve_vote(state: r.Vote, event: r.VoteEvent) -> r.Vote:
    match event:
        case r.VoteCast(owner=owner, demand=demand):
            return replace(state, phase="cast", owner=owner, demand=demand)
        case r.VoteTakenBack():
            return replace(state, phase="taken_back")
        case _:
            assert_never(event)
