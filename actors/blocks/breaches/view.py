"""The view `breaches`: one row for each breach of personal data."""

from typing import Any

from actors.blocks.breaches.records import BREACH
from actors.kernel.view import Commit, Index, Row, View, entity_id


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, "missed": False, "persons": None}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "BreachRecorded":
                after |= {name: event[name] for name in ("title", "discovered_at", "due")}
                after |= {"phase": "open", "state": "open", "told_at": None, "closed_at": None}
            case "PersonsCounted":
                after["persons"] = event["count"]
            case "Told" if event["whom"] == "authority" and after["told_at"] is None:
                after["told_at"] = event["told_at"]
                after["missed"] = after["missed"] or bool(event.get("late"))
            case "DeadlineMissed":
                after["missed"] = True
            case "BreachClosed":
                after |= {"phase": "closed", "state": "closed", "closed_at": event["at"]}
            case _:
                pass
    return after


def view() -> View:
    """Return the view."""
    return View(
        name="breaches",
        purpose="breaches of personal data, and whether they were told in time",
        kinds=(BREACH,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("due", "_id")),
            Index(fields=("state", "due", "_id")),
        ),
    )
