"""The view `care_plans`: one row for each plan of care visits, without what was found."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.care.records import CARE_PLAN


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "entry": id, "state": "", "phase": "", "unit": "", "visitor": "",
        "every": "once", "due": "", "party": "", "account": "", "visited": 0, "missed": 0,
        "outcome": "", "ended_at": None,
    }  # fmt: skip
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        row |= _told(row, event)
    row["state"] = row["phase"]
    return row


def _told(row: Row, event: Any) -> Row:
    """Return what `event` changes in `row`."""
    match event["type"]:
        case "VisitsPlanned":
            names = ("unit", "visitor", "every", "due")
            planned = {name: event[name] for name in names}
            return {**planned, "party": event.get("party", ""), "phase": "planned",
                    "ended_at": None}  # fmt: skip
        case "VisitsHandedOver":
            return {"visitor": event["visitor"]}
        case "VisitRecorded":
            outcome = event["visit"]["outcome"]
            found = {"visited": row["visited"] + 1, "outcome": outcome}
            if outcome == "not_met":
                return found
            return {**found, "phase": "planned", "due": event.get("due") or ""}
        case "VisitMissed":
            return {"phase": "missed", "missed": row["missed"] + 1}
        case "VisitPutOff":
            return {"phase": "planned", "due": event["due"]}
        case "VisitsEnded":
            return {"phase": "ended", "due": "", "ended_at": event["at"]}
        case "ResidentKnown":
            return {"account": event["account"]}
        case _:
            return {}


CARE_PLANS = View(
    name="care_plans",
    purpose="who visits whom of those who are looked after, and by when",
    kinds=(CARE_PLAN,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    hidden=("party",),
    indexes=(
        Index(fields=("due", "_id")),
        Index(fields=("entry",)),
        Index(fields=("state", "due", "_id")),
        Index(fields=("unit", "due", "_id")),
        Index(fields=("outcome", "due", "_id")),
        Index(fields=("every", "due", "_id")),
        Index(fields=("account", "updated_at", "_id")),
        Index(fields=("state", "ended_at", "_id")),
    ),
)
