"""The view `agent_items`: one row for each item that its owner has opened or closed to agents."""

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.agent_item import AGENT_ITEM


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "item": id, "state": ""}
    row["changed_at"] = row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        row["state"] = "open" if event["type"] == "OpenedToAgents" else "closed"
    return row


AGENT_ITEMS = View(
    name="agent_items",
    purpose="which items their owners have opened or closed to agents",
    kinds=(AGENT_ITEM,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
    ),
)
