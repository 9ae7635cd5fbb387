"""The view `voices`: a row for each voice, without what people wrote but what is published."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.clocks.cards import severity
from actors.blocks.clocks.watching import watched_by, watcher_of
from actors.kernel.deadlines import local_day
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.voice.records import VOICE

_LEVELS = ("LevelRaised", "WarningLifted", "ClockSettled", "WatchEnded")
_RAISED = ("number", "sort", "topic", "place", "unit", "due", "came")
_NEW: Mapping[str, Any] = {
    "phase": "", "state": "", "desk": "", "account": "", "extended": False, "published": False,
    "publish": False, "answered_at": None, "level": "", "level_rank": 0, "public": {},
}  # fmt: skip


def _rows(commit: Commit) -> tuple[str, ...]:
    if commit["kind"] == VOICE:
        return (entity_id(commit),)
    return tuple(filter(None, (watched_by(commit, VOICE),)))


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, **_NEW}
    for event in commit["ev"]:
        if commit["kind"] == VOICE:
            _apply(row, event)
        elif event["type"] in _LEVELS:
            row |= {"level": event["highest"], "level_rank": severity(event["highest"])}
    return row


def _apply(row: Row, event: Any) -> None:
    match event["type"]:
        case "VoiceRaised":
            row |= {name: event[name] for name in _RAISED}
            row |= {
                "account": event.get("account", ""),
                "publish": event.get("publish", False),
                "raised_at": event["at"],
                "month": f"{local_day(event['at']):%Y-%m}",
                "first_unit": event["unit"],
            }
            _in(row, "assigned")
        case "VoiceReturned":
            row["desk"] = event["desk"]
            _in(row, "returned")
        case "VoiceAssigned":
            row |= {"unit": event["unit"], "desk": "", "due": event["due"]}
            _in(row, "assigned")
        case "VoiceExtended":
            row |= {"due": event["due"], "extended": True}
        case "VoiceAnswered":
            row["answered_at"] = event["at"]
            _in(row, "answered")
        case "VoicePublished":
            row["published"] = True
            row["public"] = {"question": event["question"], "answer": event["answer"]}
        case _:
            pass


def _in(row: Row, phase: str) -> None:
    row |= {"phase": phase, "state": phase}


VOICES = View(
    name="voices",
    purpose="questions, suggestions and hot-line orders, the first due first",
    kinds=(VOICE, "watcher"),
    rows=_rows,
    fold=_fold,
    whole=True,
    sources=lambda id: (f"{VOICE}:{id}", watcher_of(f"{VOICE}:{id}")),
    indexes=(
        Index(fields=("due", "_id")),
        Index(fields=("raised_at", "_id")),
        Index(fields=("state", "due", "_id")),
        Index(fields=("sort", "due", "_id")),
        Index(fields=("topic", "due", "_id")),
        Index(fields=("unit", "due", "_id")),
        Index(fields=("level", "due", "_id")),
        Index(fields=("account", "raised_at", "_id")),
        Index(fields=("published", "answered_at", "_id")),
        Index(fields=("phase", "answered_at", "_id")),
        Index(fields=("month", "first_unit")),
        Index(fields=("number",)),
    ),
)
