"""The view `jobs`: one row for each job, which is the queue of what is to be done, too."""

from typing import Any

from actors.blocks.jobs.job import JOB
from actors.kernel.view import Commit, Index, Row, View, entity_id

JOBS = "jobs"


def view() -> View:
    """Return the view."""
    return View(
        name=JOBS,
        purpose="jobs: who asked for which, how far it is",
        kinds=(JOB,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("state", "asked_at", "_id")),
            Index(fields=("updated_at", "_id")),
            Index(fields=("state", "updated_at", "_id")),
            Index(fields=("job", "updated_at", "_id")),
        ),
    )


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "JobAsked":
                after |= {
                    "state": "queued",
                    "phase": "queued",
                    "job": event["job"],
                    "by": event["by"],
                    "reads": list(event["reads"]),
                    "tables": list(event["reads"]),
                    "asked_at": event["at"],
                    "attempt": 1,
                    "parts": 0,
                    "parts_done": 0,
                    "rows": None,
                    "ended_at": None,
                    "code": "",
                }
            case "JobBegun":
                after |= {"state": "running", "phase": "running", "parts": len(event["parts"])}
            case "JobPartDone":
                after["parts_done"] += 1
            case "JobCompleted":
                rows = event["result"]["rows"]
                after |= _ended("complete", event) | {"rows": rows}
            case "JobFailed":
                after |= _ended("failed", event) | {"code": event["code"]}
            case "JobAborted":
                after |= _ended("aborted", event)
            case "JobTakenUp":
                state = "running" if after["parts"] else "queued"
                after |= {
                    "state": state,
                    "phase": state,
                    "attempt": after["attempt"] + 1,
                    "ended_at": None,
                    "code": "",
                }
            case _:
                pass
    return after


def _ended(state: str, event: Row) -> Row:
    return {"state": state, "phase": state, "ended_at": event["at"]}
