"""Demands for data, in these tests: what every command of theirs comes to."""

from datetime import date

from actors.kernel.identity import Identity
from actors.systems.open_data.demand import records as r
from actors.systems.open_data.demand.kind import demand_kind, vote_kind
from actors.testing import Scenario
from tests.systems.open_data.opening import HEAD, LIBRARY, REVIEWER

AN, LI = Identity("person:an", ("resident",)), Identity("person:li", ("resident",))
ID = "d" * 32
KEY, VOTE_OF_LI = f"{r.DEMAND}:{ID}", f"{r.VOTE}:{r.vote_id(LI.id, ID)}"
POST = r.PostDemand(title="停车位", text="找车位")


def held() -> Scenario:
    """Somebody has posted a demand, on a Monday after the holidays."""
    start = Scenario.of(demand_kind(LIBRARY), vote_kind(LIBRARY)).on(KEY).at("2026-10-12 09:00")
    return start.when(POST, by=AN)


def shown() -> Scenario:
    """A moderator has made it public."""
    return held().when(r.ShowDemand(unit="civil_affairs"), by=REVIEWER)


DEMANDS: dict[str, Scenario] = {
    "a demand is shown, planned and met": shown()
    .then_shown(phase="routed", due=date(2026, 11, 9))
    .when(r.PlanDemand(on=date(2026, 12, 31), reply="年底前"), by=HEAD)
    .then_shown(phase="planned", planned=date(2026, 12, 31))
    .when(r.MeetDemand(dataset="bus-stops", reply="已开放"), by=HEAD)
    .then_shown(phase="opened", dataset="bus-stops"),
    "a demand goes to another unit, and is refused": held()
    .when(r.ShowDemand(unit="health"), by=REVIEWER)
    .when(r.RouteDemand(unit="civil_affairs"), by=REVIEWER)
    .then_shown(phase="routed", unit="civil_affairs")
    .when(r.RefuseDemand(reason="涉及商业秘密"), by=HEAD)
    .then_shown(phase="refused"),
    "a demand is never public": held()
    .then_shown(moderate_by=date(2026, 10, 13))
    .when(r.RemoveDemand(reason="含个人信息"), by=REVIEWER)
    .then_shown(phase="removed"),
    "one account has one vote": shown()
    .on(VOTE_OF_LI)
    .when(r.CastVote(demand=ID), by=LI)
    .when(r.CastVote(demand=ID), by=LI)
    .then_refused("demand_vote.not_now")
    .on(KEY)
    .then_shown(votes=1)
    .on(VOTE_OF_LI)
    .when(r.TakeBackVote(), by=LI)
    .when(r.CastVote(demand=ID), by=LI)
    .when(r.TakeBackVote(), by=LI)
    .on(KEY)
    .then_shown(votes=0),
}
