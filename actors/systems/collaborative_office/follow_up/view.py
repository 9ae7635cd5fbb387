"""The view `follow_up_orders`: one row an order; reports and results stay in the journal."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.access.vocabulary import seat
from actors.kernel.view import Commit, Index, Row, View
from actors.systems.collaborative_office.follow_up.state import FOLLOW_UP_ORDER
from actors.systems.collaborative_office.roles import HANDLER
from actors.systems.collaborative_office.watched_rows import colour, rows_of, sources_of

_STATES = {
    "OrderProposed": "initiated",
    "OrderSplit": "split",
    "OrderAssigned": "assigned",
    "OrderAccepted": "accepted",
    "ProgressReported": "in_progress",
    "ClosureAsked": "closure_asked",
    "AnswerAccepted": "verified",
    "AnswerSentBack": "in_progress",
    "OrderClosed": "closed",
    "OrderScored": "scored",
    "OrderDropped": "dropped",
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "organ": "", "source": "", "matter": "", "number": "",
        "document": "", "parent": "", "lead": "", "helping": [], "due": None, "percent": 0,
        "on_time": None, "score": None, "members": [], "leading": [], "named": [], "level": "",
    }  # fmt: skip
    if commit["kind"] == "watcher":
        colour(row, commit)
        return row
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    return row


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    row["state"] = _STATES.get(event["type"], row["state"])
    by = event.get("by", "")
    if by and by not in row["members"]:
        row["members"] = [*row["members"], by]
    match event["type"]:
        case "OrderProposed":
            row |= {name: event[name] for name in ("organ", "source", "matter")}
            told = ("document", "parent", "number")
            row |= {name: event.get(name, "") for name in told}
        case "OrderNumbered":
            row["number"] = event["number"]
        case "OrderAssigned":
            helping = event.get("helping", [])
            row |= {"lead": event["lead"], "helping": helping, "due": event["due"]}
            row["leading"] = [seat(HANDLER, event["lead"])]
            row["named"] = [seat(HANDLER, unit) for unit in (event["lead"], *helping)]
        case "OrderSplit":
            row |= {"lead": "", "helping": [], "due": None, "leading": [], "named": []}
        case "ExtensionGranted":
            row["due"] = event["due"]
        case "ProgressReported":
            row["percent"] = event["percent"]
        case "AnswerAccepted":
            row["percent"] = 100
        case "OrderClosed":
            row["on_time"] = event["on_time"]
        case "OrderScored":
            row["score"] = event["score"]
        case _:
            pass


ORDERS = View(
    name="follow_up_orders",
    purpose="follow-up orders by unit, state and card",
    kinds=(FOLLOW_UP_ORDER, "watcher"),
    rows=rows_of(FOLLOW_UP_ORDER),
    sources=sources_of(FOLLOW_UP_ORDER),
    fold=_fold,
    whole=True,
    searchable=("matter", "number"),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("level", "updated_at", "_id")),
        Index(fields=("lead", "updated_at", "_id")),
        Index(fields=("organ", "updated_at", "_id")),
        Index(fields=("parent",)),
        Index(fields=("document",)),
    ),
)
