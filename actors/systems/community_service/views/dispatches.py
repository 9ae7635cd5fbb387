"""The view `dispatches`: one row for each batch on its way up."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.dispatch.entries import DISPATCH


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "from_unit": "", "to_unit": "", "count": 0, "pieces": 0,
        "missing": 0, "surplus": 0, "sent_at": None, "received_at": None,
    }  # fmt: skip
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    return row


def _apply(row: Row, event: Any) -> None:
    match event["type"]:
        case "DispatchPacked":
            entries = event["entries"]
            row |= {"state": "packed", "from_unit": event["from_unit"]}
            row |= {"to_unit": event["to_unit"], "count": len(entries)}
            row["pieces"] = sum(each["pieces"] for each in entries)
        case "DispatchSent":
            row |= {"state": "sent", "sent_at": event["at"]}
        case "EntryDropped":
            row["count"] -= 1
        case "DispatchReceived":
            missing, surplus = len(event.get("missing", ())), len(event.get("surplus", ()))
            row |= {"missing": missing, "surplus": surplus, "received_at": event["at"]}
            row["state"] = "differing" if missing or surplus else "received"
        case "EntryFound":
            row["missing"] -= 1
            row["state"] = "differing" if row["missing"] else "received"
        case _:
            pass


DISPATCHES = View(
    name="dispatches",
    purpose="papers on the way from village to town, and what was missing",
    kinds=(DISPATCH,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("from_unit", "updated_at", "_id")),
        Index(fields=("to_unit", "updated_at", "_id")),
        Index(fields=("sent_at", "_id")),
        Index(fields=("state", "received_at", "_id")),
    ),
)
