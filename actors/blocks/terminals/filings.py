"""The view `kiosk_filings`: what became of each application of a kiosk, by the provisional number
(临时回执号) that its applicant was given, without hyphens."""

from typing import Any

from actors.blocks.forms.normalise import identifier
from actors.kernel.view import Commit, Row, View, entity_id


def _filed(commit: Commit) -> dict[str, dict[str, Any]]:
    reports = [
        entry["report"]
        for event in commit["ev"]
        if event["type"] == "EntriesReceived"
        for entry in event["entries"]
        if entry["report"]["type"] == "application_filed"
    ]
    return {identifier(report["provisional"]): report for report in reports}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    if row is not None:
        return row  # a number leads where it led first, whatever another kiosk says
    report = _filed(commit)[id]
    return {
        "_id": id,
        "provisional": report["provisional"],
        "terminal": entity_id(commit),
        "item": report["item"],
        "case": report["case"],
        "number": report.get("number", ""),
        "refused": report.get("refused", []),
        "at": commit["at"],
    }


def view() -> View:
    """Return the view."""
    return View(
        name="kiosk_filings",
        purpose="what became of applications at kiosks, by their provisional numbers",
        kinds=("terminal",),
        rows=lambda commit: tuple(_filed(commit)),
        fold=_fold,
    )
