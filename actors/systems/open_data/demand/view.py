"""The views `data_demands` and `demand_votes`. What somebody wrote is in the first only from the
moment that a moderator has made it public, and no more once it was removed."""

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.open_data.demand.records import DEMAND, VOTE

DEMANDS, VOTES = "data_demands", "demand_votes"
_PHASES = {
    "DemandPosted": "held", "DemandShown": "routed", "DemandRemoved": "removed",
    "DemandPlanned": "planned", "DemandMet": "opened", "DemandRefused": "refused",
}  # fmt: skip
_HIDDEN = {"title": "", "text": ""}
_TOLD = ("reply", "reason", "dataset", "on")


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after = dict(row) if row else {"_id": id, "votes": 0, "unit": "", **_HIDDEN}
    for event in commit["ev"]:
        name = event["type"]
        if name in _PHASES:
            after["state"] = _PHASES[name]
            after["due"] = event.get("due")
        after |= {each: event[each] for each in _TOLD if each in event}
        match name:
            case "DemandPosted":
                account = event["owner"].partition(":")[2]
                after |= {"account": account, "of": f"account:{account}", "posted_at": event["at"]}
            case "DemandShown":
                after |= {each: event[each] for each in ("unit", "title", "text")}
            case "DemandRouted":
                after["unit"] = event["unit"]
            case "DemandRemoved":
                after |= _HIDDEN
            case "VotesCounted":
                after["votes"] += event["votes"]
            case _:
                pass
    return after


DEMANDS_VIEW = View(
    name=DEMANDS,
    purpose="what people would have opened, and how units answered",
    kinds=(DEMAND,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("of",)),
        Index(fields=("account", "_id")),
        Index(fields=("posted_at", "_id")),
        Index(fields=("state", "posted_at", "_id")),
        Index(fields=("unit", "posted_at", "_id")),
        Index(fields=("state", "votes", "posted_at")),
        Index(fields=("state", "unit", "votes")),
    ),
)


def _fold_vote(row: Row | None, id: str, commit: Commit) -> Row:
    after = dict(row) if row else {"_id": id}
    for event in commit["ev"]:
        if event["type"] == "VoteCast":
            account = event["owner"].partition(":")[2]
            after |= {"account": account, "of": f"account:{account}", "demand": event["demand"]}
        cast = {"VoteCast": "cast", "VoteTakenBack": "taken_back"}
        after["phase"] = cast.get(event["type"], after.get("phase", ""))
    return after


VOTES_VIEW = View(
    name=VOTES,
    purpose="who has voted for which demand",
    kinds=(VOTE,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold_vote,
    whole=True,
    indexes=(Index(fields=("of",)), Index(fields=("account", "_id"))),
)
