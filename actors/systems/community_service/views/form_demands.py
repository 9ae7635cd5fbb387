"""The view `form_demands`: which forms departments demand of communities, and how they stand."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.form_demand.records import FORM_DEMAND


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "standing": "", "unit": "", "title": "", "frequency": "",
        "held": [], "asked": [], "until": None, "units": [], "issued": 0, "returned": 0,
        "minutes": 0, "notes": 0, "reported_by": "",
    }  # fmt: skip
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    row["state"] = row["standing"]
    if row["standing"] == "listed" and row["issued"]:
        row["state"] = "issued" if row["issued"] > row["returned"] else "returned"
    return row


def _apply(row: Row, event: Any) -> None:
    match event["type"]:
        case "FormRequested":
            row |= {name: event[name] for name in ("unit", "title", "frequency")}
            row["standing"] = "requested"
        case "UnlistedReported":
            row |= {name: event[name] for name in ("unit", "title", "minutes")}
            row |= {"standing": "unlisted", "reported_by": event["by_unit"]}
            row["units"] = [event["by_unit"]]
        case "FieldsChecked":
            row |= {name: list(event[name]) for name in ("held", "asked")}
        case "FormListed":
            until = event["until"]
            row["until"] = until if isinstance(until, str) else until.isoformat()
            row["standing"] = "listed"
        case "FormRefused" | "ListingExpired":
            row["standing"] = "refused" if event["type"] == "FormRefused" else "expired"
        case "FormIssued":
            row["issued"] += 1
            unit = event["form"]["unit"]
            row["units"] = [*(each for each in row["units"] if each != unit), unit]
        case "FormReturned":
            row["returned"] += 1
            row["minutes"] += event["minutes"]
        case "ValueDisputed":
            row["notes"] += 1
        case "NoteSettled":
            row["notes"] -= 1
        case _:
            pass


FORM_DEMANDS = View(
    name="form_demands",
    purpose="which forms departments demand of communities, and what these cost",
    kinds=(FORM_DEMAND,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    hidden=("title", "asked"),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("units", "updated_at", "_id")),
    ),
)
