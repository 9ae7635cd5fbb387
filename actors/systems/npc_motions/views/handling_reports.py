"""The view `handling_reports`: one row a report, with the overall text once it is published."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Index, Row, View, entity_id
from actors.systems.npc_motions.views.watched import folding

BEGIN: Mapping[str, Any] = {
    "state": "",
    "congress": "",
    "year": 0,
    "half": "",
    "units": [],
    "due": None,
    "reported": 0,
    "written": "",
    "published": False,
    "text": "",
    "published_at": None,
}


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "ReportsCalledFor":
            row.update({name: event[name] for name in ("congress", "year", "half", "due")})
            row.update(state="collecting", units=list(event["units"]), who=[])
        case "WorkReported":
            row["who"] = sorted({*row["who"], event["unit"]})
            row["reported"] = len(row["who"])
        case "OverallReportWritten":
            row.update(state="written", written=event["text"])
        case "ReportPublished":
            row.update(state="published", published=True, published_at=event["at"])
            row["text"] = row["written"]
        case "ReportTakenBack":
            row.update(state="written", published=False, published_at=None, text="")
        case _:
            pass


HANDLING_REPORTS = View(
    name="handling_reports",
    purpose="reports of units and of congresses on how proposals were handled",
    kinds=("handling_report",),
    rows=lambda commit: (entity_id(commit),),
    fold=folding(BEGIN, {"handling_report": _apply}),
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("published", "year", "half")),
        Index(fields=("units", "updated_at", "_id")),
    ),
)
