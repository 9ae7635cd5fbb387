"""The view `handlings`: one row a unit's part, with its dates and its card."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Index, Row, View
from actors.systems.npc_motions.handling.state import OPEN
from actors.systems.npc_motions.views.watched import folding, rows_of, sources_of

_KEPT = ("suggestion", "number", "title", "congress", "unit", "role", "round", "assigner")
_DATES = ("return_due", "contact_due", "view_due", "reply_due")
_STATES = {
    "ReturnAsked": "return_requested",
    "ReturnUpheld": "signed_for",
    "Reassigned": "reassigned",
    "HandlingEnded": "ended",
    "ViewGiven": "view_given",
    "ReplyDrafted": "drafted",
    "DraftSentBack": "signed_for",
    "ReplyApproved": "approved",
    "LettersOrdered": "sealing",
    "ReplySealed": "sealed",
    "ReplySent": "replied",
}


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    row["state"] = _STATES.get(event["type"], row["state"])
    for change in (_begun, _worked):
        change(row, event)
    if row["state"] not in OPEN:
        row["calendars"] = []


def _begun(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "HandlingBegun":
            row.update({name: event[name] for name in _KEPT}, state="assigned")
            row["signers"] = list(event["signers"])
            row["hidden"] = event.get("hidden", False)
            row["key"] = event.get("key", False)
            row["leads"] = list(event.get("leads", ()))
            row["assistants"] = list(event.get("assistants", ()))
            _date(row, event["dates"])
        case "SignedFor":
            row.update(state="signed_for", received_at=event["at"])
            _date(row, event["dates"])
        case "DatesRecounted":
            _date(row, event["dates"])
        case "AssistantChanged":
            others = [unit for unit in row["assistants"] if unit != event["instead_of"]]
            row["assistants"] = [*others, event["unit"]]
        case "LeadChanged":
            others = [lead for lead in row["leads"] if lead != event["instead_of"]]
            row["leads"] = [*others, event["handling"]]
        case "DeputiesHidden":
            row["hidden"] = True
        case "MadeKey":
            row["key"] = True
        case _:
            return
    units = [*(lead.rpartition("-")[2] for lead in row["leads"]), *row["assistants"]]
    row["fellows"] = [unit for unit in units if unit != row["unit"]]


def _worked(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "ReturnUpheld" | "Extended":
            row["reply_due"] = _day(event.get("reply_due"))
        case "ViewMissed" if event.get("extra_due"):
            row["view_due"] = _day(event["extra_due"])
        case "ReplySent":
            row.update(replied_at=event["at"], result=event["result"])
            row["copied"] = list(event["copies"])
        case "ListedAsOverdue":
            row["listed"] = True
        case "DisagreementReported":
            row["disagreement"] = True
        case "DisagreementSettled":
            row["disagreement"] = False
        case "ContactRecorded":
            row["contacted"] = row["contacted"] + 1
        case _:
            pass
    extension = {"ExtensionAsked": "asked", "Extended": "granted", "ExtensionRefused": "refused"}
    row["extension"] = extension.get(event["type"], row["extension"])


def _date(row: Row, dates: Mapping[str, Any]) -> None:
    row.update({name: _day(dates.get(name)) for name in _DATES})
    row["calendars"] = sorted({fixed["calendar"] for fixed in dates.values() if fixed})


def _day(fixed: Mapping[str, Any] | None) -> str | None:
    return fixed["effective"] if fixed else None


HANDLINGS = View(
    name="handlings",
    purpose="parts of suggestions by unit, with dates and cards",
    kinds=("handling", "watcher"),
    rows=rows_of("handling"),
    sources=sources_of("handling"),
    fold=folding(
        {
            "state": "",
            "unit": "",
            "leads": [],
            "assistants": [],
            "fellows": [],
            "extension": "",
            "received_at": None,
            "replied_at": None,
            "result": "",
            "listed": False,
            "disagreement": False,
            "contacted": 0,
            "calendars": [],
            "copied": [],
        },
        {"handling": _apply},
    ),
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("state", "reply_due", "_id")),
        Index(fields=("reply_due", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("unit", "reply_due", "_id")),
        Index(fields=("suggestion",)),
        Index(fields=("unit", "state", "reply_due", "_id")),
        Index(fields=("congress", "state", "reply_due", "_id")),
        Index(fields=("congress", "level_rank", "reply_due", "_id")),
        Index(fields=("level", "reply_due", "_id")),
        Index(fields=("level", "updated_at", "_id")),
        Index(fields=("congress", "listed", "reply_due", "_id")),
        Index(fields=("assigner", "state", "reply_due", "_id")),
        Index(fields=("fellows", "state")),
        Index(fields=("signers", "updated_at", "_id")),
        Index(fields=("calendars", "_id")),
    ),
)
