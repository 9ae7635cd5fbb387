"""The view `official_documents`: one row a document; its text stays in the journal."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.access.vocabulary import seat
from actors.kernel.view import Commit, Index, Row, View
from actors.systems.collaborative_office.outgoing.state import OFFICIAL_DOCUMENT
from actors.systems.collaborative_office.watched_rows import colour, rows_of, sources_of

_STATES = {
    "DocumentDrafted": "draft",
    "DocumentHandedIn": "checking",
    "DocumentChecked": "checked",
    "DocumentSigned": "signed",
    "DocumentRechecked": "rechecked",
    "TextDiffers": "countersigned",
    "DocumentNumbered": "numbered",
    "SealOrdered": "printing",
    "DocumentPrinted": "printed",
    "PrintFailed": "numbered",
    "DocumentIssued": "issued",
    "DocumentArchived": "archived",
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "organ": "", "genre": "", "main": [], "copies": [],
        "recipients": [], "urgency": "", "title": "", "number": "", "drafter": "", "members": [],
        "seats": [], "holder": "", "due": None, "level": "",
    }  # fmt: skip
    if commit["kind"] == "watcher":
        colour(row, commit)
        return row
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    if "work" in commit:
        tasks = commit["work"].get("tasks", ())
        free = [each for each in tasks if not each.get("claimed_by")]
        row["seats"] = sorted(seat(each["role"], each["unit"]) for each in free)
        row["holder"] = next((each["claimed_by"] for each in tasks if each not in free), "")
    return row


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    row["state"] = _STATES.get(event["type"], row["state"])
    by = event.get("by", "")
    if by and by not in row["members"]:
        row["members"] = [*row["members"], by]
    match event["type"]:
        case "DocumentDrafted":
            row |= {name: event[name] for name in ("organ", "genre", "title")}
            row |= {"main": event["main"], "copies": event.get("copies", [])}
            row["urgency"] = event.get("urgency", "ordinary")
            row["recipients"] = [*row["main"], *row["copies"]]
            row["drafter"] = row["drafter"] or by
        case "OpinionsAsked":
            row["state"] = "countersigning" if event.get("units") else "countersigned"
            row["due"] = event.get("due") or row["due"]
        case "OpinionsComplete" | "DocumentSentBack":
            row["state"] = event["to"]
        case "DocumentRechecked" | "TextDiffers":
            row["title"] = event["title"]
        case "DocumentNumbered":
            row["number"] = event["number"]
        case "PackageMoved" if event["progress"] == "recalled":
            row["recipients"] = [unit for unit in row["recipients"] if unit != event["unit"]]
        case "NumberVoided" if event["number"] == row["number"]:
            row["number"] = ""
        case _:
            pass


DOCUMENTS = View(
    name="official_documents",
    purpose="outgoing documents by organ and state",
    kinds=(OFFICIAL_DOCUMENT, "watcher"),
    rows=rows_of(OFFICIAL_DOCUMENT),
    sources=sources_of(OFFICIAL_DOCUMENT),
    fold=_fold,
    whole=True,
    searchable=("title", "number"),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("organ", "updated_at", "_id")),
        Index(fields=("genre", "updated_at", "_id")),
        Index(fields=("number",)),
    ),
)
