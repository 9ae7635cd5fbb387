"""The view `incoming_documents`: one row a document; its text stays in the journal."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.access.vocabulary import seat
from actors.kernel.view import Commit, Index, Row, View
from actors.systems.collaborative_office.exchange import INCOMING_DOCUMENT
from actors.systems.collaborative_office.roles import HANDLER
from actors.systems.collaborative_office.watched_rows import colour, rows_of, sources_of

_STATES = {
    "PackageDelivered": "delivered",
    "PackageRecalled": "recalled",
    "PackageSignedFor": "signed_for",
    "PackageRefused": "refused",
    "IncomingRegistered": "registered",
    "DocumentReturned": "returned",
    "HandlingProposed": "proposed",
    "HandlingInstructed": "handling",
    "CirculationBegun": "circulating",
    "CirculationEnded": "handling",
    "DocumentAnswered": "answered",
    "IncomingArchived": "archived",
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "organ": "", "sender": "", "number": "", "genre": "", "urgency": "",
        "title": "", "received_number": "", "lead": "", "due": None, "members": [], "readers": [],
        "reading": [], "named": [], "seats": [], "level": "",
    }  # fmt: skip
    if commit["kind"] == "watcher":
        colour(row, commit)
        return row
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    if "work" in commit:
        tasks = commit["work"].get("tasks", ())
        row["seats"] = sorted(
            seat(each["role"], each["unit"]) for each in tasks if not each.get("claimed_by")
        )
        row["reading"] = [each["claimed_by"] for each in tasks if each.get("claimed_by")]
    return row


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    row["state"] = _STATES.get(event["type"], row["state"])
    by = event.get("by", "")
    if by and by not in row["members"]:
        row["members"] = [*row["members"], by]
    match event["type"]:
        case "PackageDelivered":
            package = event["package"]
            told = ("sender", "number", "genre", "urgency", "title")
            row |= {name: package[name] for name in told}
            row["organ"] = package["receiver"]
        case "IncomingRegistered":
            row["received_number"] = event["received_number"]
        case "HandlingInstructed":
            units = [event["lead"], *event.get("assisting", [])]
            row |= {"lead": event["lead"], "due": event["due"]}
            row["named"] = [seat(HANDLER, unit) for unit in units]
        case "CirculationBegun":
            row["readers"] = [*dict.fromkeys([*row["readers"], *event["readers"]])]
        case "ReadersRecalled":
            gone = event["readers"]
            row["readers"] = [each for each in row["readers"] if each not in gone]
        case "IncomingSentBack":
            row["state"] = event["to"]
            if event["to"] != "handling":
                row |= {"lead": "", "named": []}
        case _:
            pass


INCOMING = View(
    name="incoming_documents",
    purpose="incoming documents by organ and state",
    kinds=(INCOMING_DOCUMENT, "watcher"),
    rows=rows_of(INCOMING_DOCUMENT),
    sources=sources_of(INCOMING_DOCUMENT),
    fold=_fold,
    whole=True,
    searchable=("title", "number", "received_number"),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("organ", "updated_at", "_id")),
        Index(fields=("sender", "updated_at", "_id")),
    ),
)
