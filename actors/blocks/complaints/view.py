"""The view `complaints`: one row for each consultation or complaint, without what people wrote."""

from typing import Any

from actors.blocks.complaints.records import COMPLAINT
from actors.kernel.view import Commit, Index, Row, View, entity_id


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id}
    for event in commit["ev"]:
        match event["type"]:
            case "Asked":
                unit = event.get("unit", "")
                after |= {name: event[name] for name in ("number", "matter", "account", "due")}
                after |= {
                    "unit": unit,
                    "asked_at": event["at"],
                    "answered_at": None,
                    "closed_at": None,
                }
                _in(after, "assigned" if unit else "received")
            case "Assigned":
                after["unit"] = event["unit"]
                if after["phase"] == "received":
                    _in(after, "assigned")
            case "Answered":
                after["answered_at"] = event["at"]
                _in(after, "answered")
            case "Reopened":
                after["due"] = event["due"]
                _in(after, "reopened")
            case "Closed":
                after["closed_at"] = event["at"]
                _in(after, "closed")
            case _:
                pass
    return after


def _in(row: Row, phase: str) -> None:
    row |= {"phase": phase, "state": phase}


def view() -> View:
    """Return the view."""
    return View(
        name="complaints",
        purpose="consultation and complaints, the first due first",
        kinds=(COMPLAINT,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("due", "_id")),
            Index(fields=("state", "due", "_id")),
            Index(fields=("matter", "due", "_id")),
            Index(fields=("unit", "due", "_id")),
            Index(fields=("account", "asked_at", "_id")),
            Index(fields=("phase", "closed_at", "_id")),
            Index(fields=("number",)),
        ),
    )
