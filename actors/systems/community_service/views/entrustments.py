"""The view `entrustments`: one row for each entrustment, without whoever it is for."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.clocks.cards import severity
from actors.blocks.clocks.watching import watched_by, watcher_of
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.entrustment.state import ENTRUSTMENT

_LEVELS = ("LevelRaised", "WarningLifted", "ClockSettled", "WatchEnded")
_NEW: Mapping[str, Any] = {
    "state": "", "step": "", "item": "", "unit": "", "agent": "", "account": "", "asked_by": "",
    "number": "", "pieces": 0, "item_version": 0, "until": "", "above": (), "live": False,
    "dispatch": "", "stars": 0,
    "level": "", "level_rank": 0, "case_phase": "", "case_seq": -1,
}  # fmt: skip
_STEPS = {
    "AgentAsked": "asked",
    "EntrustmentDeclined": "declined",
    "EntrustmentGiven": "entrusted",
    "MaterialsCollected": "collected",
    "PapersSentUp": "sent_up",
    "ApplicationReceived": "received",
    "ResultHandedOver": "delivered",
    "ResidentCalledBack": "called_back",
}


def _rows(commit: Commit) -> tuple[str, ...]:
    if commit["kind"] == ENTRUSTMENT:
        return (entity_id(commit),)
    return tuple(filter(None, (watched_by(commit, ENTRUSTMENT),)))


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, **_NEW}
    for event in commit["ev"]:
        if commit["kind"] == ENTRUSTMENT:
            _apply(row, event)
        elif event["type"] in _LEVELS:
            row |= {"level": event["highest"], "level_rank": severity(event["highest"])}
    if commit["kind"] == ENTRUSTMENT:
        row["updated_at"] = commit["at"]
        row["live"] = row["state"] in _LIVE
        row["over"] = row["state"] in _OVER
    return row


def _apply(row: Row, event: Any) -> None:
    name = event["type"]
    if name in _STEPS:
        row["step"] = row["state"] = _STEPS[name]
    match name:
        case "AgentAsked":
            row |= {"item": event["item"], "unit": event["unit"], "asked_by": event["by"]}
            row |= {"account": event.get("account", ""), "asked_at": event["at"]}
            row["above"] = event.get("above", [])
        case "EntrustmentGiven":
            row |= {"agent": event["agent"], "until": _day(event["until"])}
        case "MaterialsCollected":
            application = event["application"]
            row |= {"number": event["number"], "collected_at": event["at"]}
            row |= {"pieces": application.get("pieces", 0)}
            row |= {"item_version": application["item_version"]}
        case "PapersSentUp":
            row |= {"dispatch": event["dispatch"], "sent_at": event["at"]}
        case "ApplicationReceived":
            row["received_at"] = event["at"]
        case "CaseFollowed":
            row |= {"case_phase": event["case_phase"], "case_seq": event["case_seq"]}
            if event.get("decided"):
                row["step"] = "decided"
                row["state"] = row["state"] if row["state"] in _STANDING else "decided"
        case "ResidentCalledBack":
            row["stars"] = event["stars"]
        case "EntrustmentSuspended" | "EntrustmentEnded":
            row["state"] = "suspended" if name == "EntrustmentSuspended" else "ended"
        case "EntrustmentContinued":
            row |= {"state": row["step"], "until": _day(event["until"])}
        case _:
            pass


_STANDING = ("suspended", "ended")
_OVER = ("declined", "called_back", "ended")
_LIVE = ("entrusted", "collected", "sent_up", "received", "decided", "delivered")


def _day(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat()


ENTRUSTMENTS = View(
    name="entrustments",
    purpose="who acts for whom in what, and how far it is",
    kinds=(ENTRUSTMENT, "watcher"),
    rows=_rows,
    fold=_fold,
    whole=True,
    sources=lambda id: (f"{ENTRUSTMENT}:{id}", watcher_of(f"{ENTRUSTMENT}:{id}")),
    indexes=(
        Index(fields=("account", "updated_at", "_id")),
        Index(fields=("asked_by", "updated_at", "_id")),
        Index(fields=("agent", "state", "updated_at", "_id")),
        Index(fields=("unit", "state", "updated_at", "_id")),
        Index(fields=("number",)),
        Index(fields=("dispatch", "_id")),
        Index(fields=("item", "item_version")),
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("level", "updated_at", "_id")),
        Index(fields=("over", "updated_at", "_id")),
    ),
)
