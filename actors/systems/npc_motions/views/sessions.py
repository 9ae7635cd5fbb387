"""The view `sessions`: one row a session of a congress, with agenda, sittings, documents, votes."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Index, Row, View, entity_id
from actors.systems.npc_motions.views.watched import folding

BEGIN: Mapping[str, Any] = {
    "state": "",
    "congress": "",
    "title": "",
    "agenda": [],
    "sittings": {},
    "documents": {},
    "votes": {},
    "plans": {},
    "motion_deadline": None,
}
_PREPARED = (
    "congress", "body", "level", "place", "term", "number", "title", "opens_on", "closes_on",
    "motion_deadline", "members", "delegations",
)  # fmt: skip
_SITTING = ("title", "begins_at", "ends_at", "room")
_DOCUMENT = ("title", "sha256", "media_type", "size", "audience", "release_at", "withdraw_at")
_VOTE = ("in_favour", "against", "abstained", "adopted", "at")


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "SessionPrepared":
            row.update({name: event[name] for name in _PREPARED}, state="prepared")
        case "MotionDeadlineSet":
            row["motion_deadline"] = event["deadline"]
        case "PresidiumSet":
            row.update(presidium=event["members"], last_meeting=event["last_meeting"])
        case "AgendaSet":
            row["agenda"] = event["items"]
        case "SessionOpened":
            row.update(state="open", opened_at=event["at"])
        case "SessionClosed":
            row.update(state="closed", closed_at=event["at"])
        case "PlanPosted":
            plan = {"title": event["title"], "text": event["text"]}
            row["plans"] = {**row["plans"], str(event["year"]): plan}
        case "DecisionRecorded" | "VoteNoted":
            _vote(row, event)
        case "DocumentAdded" | "DocumentReleased" | "DocumentWithdrawn":
            _document(row, event)
        case "SittingScheduled" | "SeatsAssigned" | "CheckedIn":
            _sitting(row, event)
        case _:
            pass


def _vote(row: Row, event: Mapping[str, Any]) -> None:
    name = event.get("vote") or event["motion"]
    subject = event.get("subject") or event["title"]
    vote = {"subject": subject, **{each: event[each] for each in _VOTE}}
    row["votes"] = {**row["votes"], name: vote}


def _document(row: Row, event: Mapping[str, Any]) -> None:
    id = event["document"]
    match event["type"]:
        case "DocumentAdded":
            document = {**{name: event[name] for name in _DOCUMENT}, "state": "waiting"}
        case "DocumentReleased":
            document = {**row["documents"][id], "state": "released"}
        case _:
            document = {**row["documents"][id], "state": "withdrawn"}
    row["documents"] = {**row["documents"], id: document}


def _sitting(row: Row, event: Mapping[str, Any]) -> None:
    known = row["sittings"].get(event["sitting"], {"seats": 0, "present": 0})
    match event["type"]:
        case "SittingScheduled":
            kept = {name: event[name] for name in _SITTING}
            sitting = {**known, **kept, "items": event.get("items", [])}
        case "SeatsAssigned":
            sitting = {**known, "seats": len(event["seats"])}
        case _:
            sitting = {**known, "present": known["present"] + 1}
    row["sittings"] = {**row["sittings"], event["sitting"]: sitting}


SESSIONS = View(
    name="sessions",
    purpose="sessions of congresses, what is on their agendas, and how votes went",
    kinds=("congress_session",),
    rows=lambda commit: (entity_id(commit),),
    fold=folding(BEGIN, {"congress_session": _apply}),
    whole=True,
    searchable=("title",),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("congress", "state", "updated_at", "_id")),
        Index(fields=("congress", "term", "number")),
    ),
)
