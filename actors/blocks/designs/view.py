"""The view `item_designs`: one row for each design, which is the queue of test runs, too."""

from typing import Any

from actors.blocks.designs.records import DESIGN
from actors.kernel.view import Commit, Index, Row, View, entity_id

DESIGNS = "item_designs"


def view() -> View:
    """Return the view."""
    return View(
        name=DESIGNS,
        purpose="designs of items: how far each is, which test run is under way",
        kinds=(DESIGN,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("testing", "updated_at", "_id")),
            Index(fields=("updated_at", "_id")),
            Index(fields=("state", "updated_at", "_id")),
        ),
    )


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {
        "_id": id, "phase": "", "state": "", "testing": False, "run": 0, "version": 0,
        "proposal": "content", "effective_at": None, "title": None,
    }  # fmt: skip
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        after |= _said(event, after)
    after["state"] = after["phase"]
    return after


def _said(event: Any, row: Row) -> Row:
    retiring = row["proposal"] == "retirement"
    match event["type"]:
        case "DesignBegun":
            said = {"phase": "draft", "proposal": "content", "title": event["content"]["title"]}
            return said | {"version": event.get("base", 0), "testing": False}
        case "ContentTaken":
            return {"title": event["content"]["title"]}
        case "ContentChanged" if "title" in event["parts"]:
            return {"title": event["parts"]["title"]}
        case "TestsBegun":
            return {"testing": True, "run": event["run"]}
        case "TestsEnded":
            return {"testing": False}
        case "DesignSubmitted":
            return {"phase": "review"}
        case "DesignWithdrawn" | "DesignReturned" | "DesignCalledOff":
            back = {"effective_at": None, "proposal": "content"}
            return back | {"phase": "published" if retiring else "draft"}
        case "DesignApproved":
            return {"phase": "approved", "effective_at": event["effective_at"]}
        case "VersionPublished":
            said = {"phase": "published", "version": event["version"]["number"]}
            return said | {"effective_at": None}
        case "RetirementProposed":
            return {"phase": "review", "proposal": "retirement"}
        case "ItemRetired":
            return {"phase": "retired", "proposal": "content", "effective_at": None}
        case "DraftDiscarded":
            return {"phase": "published" if row["version"] else "", "testing": False}
        case _:
            return {}
