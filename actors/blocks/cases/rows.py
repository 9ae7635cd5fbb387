"""How each event of a case changes its row in the view `cases`."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.access.vocabulary import seat
from actors.blocks.cases import figures
from actors.blocks.cases.roles import APPROVER, WINDOW_CLERK
from actors.kernel.identifiers import mask_name, mask_number
from actors.kernel.view import Row

EVERY_WINDOW = seat(WINDOW_CLERK, "*")  # that serves all units (综合窗口)
_NEVER = "9999-12-31"
_AT_WINDOW = ("submitted", "granted", "issued")  # phases in which a window has something to do
_HIGHEST = 9  # above all ranks of levels
_NEXT_DUE = {
    "submitted": "notice",
    "correction_requested": "correction",
    "accepted": "promised",
    "granted": "issue",
}
_DUES = (
    "notice", "correction", "promised", "promised_at", "statutory", "issue", "promise", "calendar",
)  # fmt: skip


def new(id: str) -> Row:
    """Return the row of a case of which nothing is known."""
    return {
        "_id": id,
        "seq": 0,
        "number": "",
        "phase": "none",
        "stage": "",
        "tasks": [],
        "units": [],
        "dues": {"provisional": False},
        "paused": False,
        "level": "",
        "level_rank": 0,
        "cards": {},
        "stars": 0,
        "rated": False,
        "document": "",
        "corrections": 0,
        "extended_days": 0,
        "outcome": "",
        "urgent_by": _NEVER,
        "urgency": f"{_HIGHEST}{_NEVER}",
        "waits_for": [],
        "closed": False,
        "timeline": [],
    }


def apply(row: Row, event: Mapping[str, Any]) -> None:
    """Change `row` by `event`; events that show nowhere in it change nothing."""
    match event["type"]:
        case "DraftSaved":
            _applied(row, event)
            row["phase"] = "draft"
        case "Submitted":
            _applied(row, event)
            row.update(phase="submitted", number=event["number"], submitted_at=event["at"])
        case "CorrectionRequested":
            row.update(phase="correction_requested", corrections=row["corrections"] + 1)
        case "Corrected":
            row["phase"] = "accepted" if event.get("in_review") else "submitted"
        case "CorrectionLapsed":
            row["phase"] = "accepted"
        case "Accepted":
            row.update(phase="accepted", accepted_at=event["at"], deemed=bool(event.get("deemed")))
        case "StageEntered":
            _enter(row, event)
        case "TaskClaimed":
            _claim(row, event["task"], event["by"])
        case "TaskReleased":
            _claim(row, event["task"], "")
        case "TaskHandedOver":
            _claim(row, event["task"], event["to"])
        case "OpinionGiven":
            _finish(row, event["task"])
        case "TasksCancelled":
            _finish(row, *event["tasks"])
        case "ClockPaused":
            row.update(phase="paused", paused=True)
        case "ClockResumed":
            row.update(phase="accepted", paused=False)
        case "Extended":
            row["extended_days"] = event["days"]
        case "Granted":
            row.update(phase="granted", outcome="granted", decided_at=event["at"], tasks=[])
            if event.get("closed"):
                _close(row, "granted", event)
        case "Denied":
            row.update(outcome="denied", decided_at=event["at"])
            _close(row, "denied", event)
        case "Issued":
            row.update(phase="issued", document=event.get("document", ""), issued_at=event["at"])
        case "ResultNumbered":
            row["document"] = event["number"]
        case "Rated":
            row.update(rated=True, stars=event.get("stars", 0), rated_at=event["at"])
        case "ApplicantRecognised":
            row["applicant"] = {**row["applicant"], "account": event["account"]}
        case (
            "Declined" | "Delivered" | "Withdrawn" | "Voided" | "Returned" | "Forwarded" | "Revoked"
        ) as end:
            _close(row, end.lower(), event)
            row["method"] = event.get("method", "")
        case "Reopened":
            row.update(phase="accepted", closed=False, outcome="", stage="", tasks=[])
            row.update(extended_days=0, accepted_at=event["at"])
            for name in ("closed_at", "decided_at"):
                row.pop(name, None)
        case "TakenOver":
            _taken_over(row, event["unit"], event["successor"])
        case "RenewalAsked":
            row["renewal_by"] = event["until"]
        case "Renewed" | "RenewalRefused":
            row.pop("renewal_by", None)
        case "Archived" | "Unsealed" as sealing:
            row["archived"] = sealing == "Archived"
        case "RecordPutRight" if event["part"] == "/applicant/name":
            row["applicant"] = {**row["applicant"], "name": mask_name(event["after"])}
        case "Restricted":
            row["restricted"] = True
            kind = row["applicant"]["kind"]
            row["applicant"] = {"account": "", "kind": kind, "name": "", "id": ""}
        case "DuesSet":
            _set_dues(row, event)
        case _:
            pass
    if "at" in event:
        figures.wait(row, event["type"], event["at"])
    due = row["dues"].get(_NEXT_DUE.get(row["phase"], ""))
    row["urgent_by"] = row.get("renewal_by") or due or _NEVER


def put_in_order(row: Row) -> None:
    """Set what lists of offices go by: whom the case waits for, and its `urgency`, which sorts the
    most urgent first: by level, then by the day on which it falls due."""
    seats = {seat(task["role"], task["unit"]) for task in row["tasks"]}
    if row["phase"] in _AT_WINDOW and not row["closed"] and "unit" in row:
        seats |= {seat(WINDOW_CLERK, row["unit"]), EVERY_WINDOW}
    if "renewal_by" in row and "unit" in row:
        seats.add(seat(APPROVER, row["unit"]))
    row["waits_for"] = sorted(seats)
    row["urgency"] = f"{_HIGHEST - row['level_rank']}{row['urgent_by']}"


def _applied(row: Row, event: Mapping[str, Any]) -> None:
    applicant = event["applicant"]
    row["applicant"] = {
        "account": applicant.get("account", ""),
        "kind": applicant["kind"],
        "name": mask_name(applicant["name"]),
        "id": mask_number(applicant["id_number"]),
    }
    for field in ("system", "unit", "channel"):
        row[field] = event[field]
    row["place"] = event.get("place", "")
    if together := event.get("together"):
        row["together"] = together["bundle"]
    filled_in = event.get("prefilled", ())
    row["prefilled"] = len(filled_in)
    row["prefilled_from"] = sorted({each["source"] for each in filled_in})
    if applicant.get("by_agent", "").startswith("staff:"):
        row["filed_by"] = applicant["by_agent"]
    row["units"] = sorted({*row["units"], event["unit"]})


def _enter(row: Row, event: Mapping[str, Any]) -> None:
    row["stage"] = event["stage"]
    opened = [
        {
            "name": task["name"],
            "stage": task["stage"],
            "unit": task["unit"],
            "role": task["role"],
            "claimed_by": task.get("claimed_by", ""),
            "since": task["since"],
            "due": task.get("due"),
        }
        for task in event["tasks"]
    ]
    row["tasks"] = [*row["tasks"], *opened]
    row["units"] = sorted({*row["units"], *(task["unit"] for task in opened)})


def _taken_over(row: Row, unit: str, successor: str) -> None:
    row["tasks"] = [
        {**task, "unit": successor, "claimed_by": ""} if task["unit"] == unit else task
        for task in row["tasks"]
    ]
    if row["unit"] == unit:
        row["unit"] = successor
    row["units"] = sorted({*row["units"], successor})


def _claim(row: Row, name: str, by: str) -> None:
    row["tasks"] = [
        {**task, "claimed_by": by} if task["name"] == name else task for task in row["tasks"]
    ]


def _finish(row: Row, *names: str) -> None:
    row["tasks"] = [task for task in row["tasks"] if task["name"] not in names]


def _close(row: Row, phase: str, event: Mapping[str, Any]) -> None:
    row.update(phase=phase, closed=True, closed_at=event["at"], tasks=[], paused=False)


def _set_dues(row: Row, event: Mapping[str, Any]) -> None:
    dues = event["dues"]
    row["dues"] = {
        "provisional": bool(dues.get("provisional")),
        **{name: dues[name] for name in _DUES if dues.get(name)},
    }
    moved = dict(event.get("tasks", ()))
    row["tasks"] = [{**task, "due": moved.get(task["name"], task["due"])} for task in row["tasks"]]
