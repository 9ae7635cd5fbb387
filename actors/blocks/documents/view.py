"""The view `papers`: one row for each paper, which is the queue of what is to be made, too."""

from typing import Any

from actors.blocks.documents.paper import DOCUMENT
from actors.kernel.view import Commit, Index, Row, View, entity_id

PAPERS = "papers"


def view() -> View:
    """Return the view."""
    return View(
        name=PAPERS,
        purpose="papers: which entity ordered which, how far it is",
        kinds=(DOCUMENT,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("state", "invented", "ordered_at", "_id")),
            Index(fields=("waits_for_seal", "ordered_at", "_id")),
            Index(fields=("of", "ordered_at", "_id")),
            Index(fields=("updated_at", "_id")),
            Index(fields=("state", "updated_at", "_id")),
        ),
    )


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, "waits_for_seal": False}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "PaperOrdered":
                after |= {
                    "state": "ordered",
                    "phase": "ordered",
                    "template": event["template"],
                    "version": event["version"],
                    "of": event["of"],
                    "n": event.get("n", 1),
                    "organ": event.get("organ", ""),
                    "number": event.get("number", ""),
                    "seal": event.get("seal", ""),
                    "ordered_at": event["at"],
                    "attempt": 1,
                    "invented": bool(commit.get("virtual")),
                    "code": "",
                }
            case "PaperRendered":
                after |= {
                    "state": "made",
                    "phase": "made",
                    "made_at": event["at"],
                    "sha256": event["sha256"],
                    "bytes": event["bytes"],
                    "pages": event["pages"],
                    "waits_for_seal": bool(after["seal"]),
                }
            case "PaperSealed":
                after |= {
                    "state": "sealed",
                    "phase": "sealed",
                    "sealed_at": event["at"],
                    "sha256": event["sha256"],
                    "bytes": event["bytes"],
                    "waits_for_seal": False,
                }
            case "PaperNotMade":
                after |= {
                    "state": "failed",
                    "phase": "failed",
                    "code": event["code"],
                    "waits_for_seal": False,
                }
            case "PaperTakenUp":
                again = after["attempt"] + 1
                version = event["version"]
                after |= {
                    "state": "ordered",
                    "phase": "ordered",
                    "attempt": again,
                    "code": "",
                    "version": version,
                }
            case _:
                pass
    return after
