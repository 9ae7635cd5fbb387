"""The view `open_subscriptions`: one row for each, for its owner."""

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.open_data.following.records import SUBSCRIPTION

SUBSCRIPTIONS = "open_subscriptions"


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after = dict(row) if row else {"_id": id, "told_at": None}
    for event in commit["ev"]:
        match event["type"]:
            case "DatasetSubscribed":
                account = event["owner"].partition(":")[2]
                after |= {
                    "phase": "active",
                    "owner": event["owner"],
                    "account": account,
                    "of": f"account:{account}",
                    "dataset": event["dataset"],
                    "since": event["at"],
                }
            case "SubscriberTold":
                after |= {"told_at": event["at"], "what": event["what"]}
            case "SubscriptionEnded":
                after["phase"] = "ended"
            case _:
                pass
    return after


SUBSCRIPTIONS_VIEW = View(
    name=SUBSCRIPTIONS,
    purpose="who is told what becomes of which dataset",
    kinds=(SUBSCRIPTION,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("of",)),
        Index(fields=("account", "_id")),
        Index(fields=("owner", "phase", "since")),
        Index(fields=("dataset", "phase")),
    ),
)
