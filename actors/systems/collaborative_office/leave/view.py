"""The views `leave_requests` and `leave_books`: one row each; reasons stay in the journal."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.access.vocabulary import seat
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.collaborative_office.leave.book_records import LEAVE_BOOK
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST

_STATES = {
    "LeaveAsked": "asked",
    "LeaveApproved": "approved",
    "LeaveRefused": "refused",
    "LeaveCancelled": "cancelled",
    "LeaveTaken": "taken",
    "LeaveReturned": "returned",
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "account": "", "person": "", "unit": "", "leave_kind": "",
        "first": None, "last": None, "days": 0, "deputy": "", "deciding": [], "chain": [],
    }  # fmt: skip
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    return row


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    row["state"] = _STATES.get(event["type"], row["state"])
    match event["type"]:
        case "LeaveAsked":
            told = ("account", "unit", "leave_kind", "first", "last", "days")
            row |= {name: event[name] for name in told}
            row |= {"person": f"staff:{event['account']}", "deputy": event.get("deputy", "")}
            row["chain"] = [seat(each["role"], each["unit"]) for each in event["chain"]]
            row["deciding"] = row["chain"][:1]
        case "LeaveEndorsed":
            place = row["chain"].index(row["deciding"][0]) + 1
            row["deciding"] = row["chain"][place : place + 1]
        case "LeaveApproved" | "LeaveRefused" | "LeaveCancelled":
            row["deciding"] = []
        case "LeaveReturned":
            row |= {"last": event["last"], "days": event["days"]}
        case _:
            pass


def _fold_book(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "state": "", "account": "", "person": "", "unit": ""}
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        if event["type"] == "LeaveBookOpened":
            account = event["account"]
            row |= {"state": "open", "account": account, "person": f"staff:{account}"}
            row["unit"] = event["unit"]
    return row


LEAVES = View(
    name="leave_requests",
    purpose="who has asked for leave, is away or back",
    kinds=(LEAVE_REQUEST,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("account",)),
    ),
)
BOOKS = View(
    name="leave_books",
    purpose="the leave books of the staff of a unit",
    kinds=(LEAVE_BOOK,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold_book,
    whole=True,
    indexes=(Index(fields=("updated_at", "_id")),),
)
