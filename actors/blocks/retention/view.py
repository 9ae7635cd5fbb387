"""The view `destructions`: one row for each destruction of records, which remains."""

from typing import Any

from actors.blocks.retention.destruction import DESTRUCTION
from actors.kernel.view import Commit, Index, Row, View, entity_id


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, "restricted": 0}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "DestructionProposed":
                after |= {
                    "phase": "proposed",
                    "state": "proposed",
                    "retention_class": event["retention_class"],
                    "count": len(event["subjects"]),
                    "proposed_at": event["at"],
                    "decided_at": None,
                    "destroyed_at": None,
                }
            case "DestructionAgreed":
                after |= {"phase": "agreed", "state": "agreed", "decided_at": event["at"]}
            case "DestructionRejected":
                after |= {"phase": "rejected", "state": "rejected", "decided_at": event["at"]}
            case "SubjectRestricted":
                after["restricted"] += 1
            case "Destroyed":
                after |= {"phase": "destroyed", "state": "destroyed", "destroyed_at": event["at"]}
            case _:
                pass
    return after


def view() -> View:
    """Return the view."""
    return View(
        name="destructions",
        purpose="what records were destroyed, or are to be",
        kinds=(DESTRUCTION,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("updated_at", "_id")),
            Index(fields=("state", "updated_at", "_id")),
        ),
    )
