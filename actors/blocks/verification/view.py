"""The view `verifications`: one row for each paper that the public may ask about."""

from typing import Any

from actors.blocks.verification.verification import VERIFICATION
from actors.kernel.view import Commit, Index, Row, View, entity_id


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, "phase": "", "replaced_by": ""}
    for event in commit["ev"]:
        match event["type"]:
            case "PaperEntered":
                after |= {name: event[name] for name in ("number", "organ", "on", "sha256")}
                after["phase"] = after["phase"] or "in_force"
            case "PaperEnded":
                after["phase"] = event.get("how", "withdrawn")
            case "PaperReplaced":
                after |= {"phase": "replaced", "replaced_by": event["by"]}
            case _:
                pass
    return after


def view() -> View:
    """Return the view."""
    return View(
        name="verifications",
        purpose="papers by the digest of their file, for whoever holds one",
        kinds=(VERIFICATION,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(Index(fields=("sha256", "_id")),),
    )
