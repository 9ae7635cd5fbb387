"""The views of village terminals: what they sent, and which there are."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.terminal.device import VILLAGE_TERMINAL
from actors.systems.community_service.terminal.records import TERMINAL_ENTRY

_TAKEN = ("by", "unit", "terminal", "item", "item_version", "number", "came")


def _entry(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "by": "", "unit": "", "terminal": "", "item": "",
        "item_version": 0, "number": "", "account": "", "came": None, "note": "",
        "codes": [], "set_aside": 0,
    }  # fmt: skip
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _sent(row, event)
    return row


def _sent(row: Row, event: Any) -> None:
    match event["type"]:
        case "ChunkKept":
            row |= {"by": event["by"], "unit": event["unit"], "state": row["state"] or "open"}
        case "EntryTaken":
            row |= {name: event[name] for name in _TAKEN}
            row |= {"state": "taken", "note": event.get("note", ""), "codes": []}
        case "EntryConflicted":
            row["set_aside"] += 1
        case "EntryFiled":
            row |= {"state": "filed", "account": event.get("account", "")}
        case _:
            row |= {"state": "refused", "codes": list(event["codes"])}


def _terminal(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "state": "", "unit": "", "enrolled_at": None}
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        if event["type"] == "TerminalEnrolled":
            row |= {"state": "enrolled", "unit": event["unit"], "enrolled_at": event["at"]}
        else:
            row["state"] = "revoked"
    return row


TERMINAL_ENTRIES = View(
    name="terminal_entries",
    purpose="what terminals without a line sent later, by version of the item, and conflicts",
    kinds=(TERMINAL_ENTRY,),
    rows=lambda commit: (entity_id(commit),),
    fold=_entry,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("item", "item_version", "state")),
        Index(fields=("account", "updated_at", "_id")),
    ),
)
VILLAGE_TERMINALS = View(
    name="village_terminals",
    purpose="telephones and tablets of villages that work without a line",
    kinds=(VILLAGE_TERMINAL,),
    rows=lambda commit: (entity_id(commit),),
    fold=_terminal,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
    ),
)
