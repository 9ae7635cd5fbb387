"""The view `office_meetings`: one row a meeting; agenda and minutes stay in the journal."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.access.vocabulary import seat
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.collaborative_office.meetings.state import OFFICE_MEETING

_STATES = {
    "MeetingPlanned": "planned",
    "InvitationsSent": "invited",
    "MeetingHeld": "held",
    "MinutesWritten": "minuted",
    "MeetingCancelled": "cancelled",
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "organ": "", "secretary": "", "title": "", "told": False,
        "begins_at": None, "ends_at": None, "place": "", "resource": "", "room": "",
        "room_name": "", "people": [], "deputies": {}, "invited": [], "named": [], "moves": 0,
    }  # fmt: skip
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    return row


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    row["state"] = _STATES.get(event["type"], row["state"])
    row["moves"] += event["type"] in ("MeetingMoved", "MeetingCancelled")
    match event["type"]:
        case "MeetingPlanned":
            invitees = event.get("invitees", [])
            row |= {name: event[name] for name in ("organ", "title")}
            row |= {"secretary": event["by"], **_placed(event)}
            row["invited"] = [each["who"] for each in invitees if _person(each)]
            row["people"] = row["invited"]
            row["named"] = [
                seat(each["role"], each["unit"]) for each in invitees if not _person(each)
            ]
        case "MeetingMoved":
            row |= {"deputies": {}, "people": row["invited"], **_placed(event)}
        case "RoomNoted":
            told = (event.get("place", ""), event.get("name", ""))
            row |= {"room": event["room"], "room_name": " ".join(filter(None, told))}
        case "InvitationsSent":
            row["told"] = True
        case "InvitationAnswered":
            deputies = {**row["deputies"], event["invitee"]: event.get("deputy", "")}
            row["deputies"] = deputies
            come = [f"staff:{each}" for each in deputies.values() if each]
            row["people"] = list(dict.fromkeys([*row["invited"], *come]))
        case _:
            pass


def _person(invitee: Mapping[str, Any]) -> bool:
    return bool(invitee["who"].startswith("staff:"))


def _placed(event: Mapping[str, Any]) -> Row:
    told = {name: event[name] for name in ("begins_at", "ends_at")}
    told |= {name: event.get(name, "") for name in ("place", "resource")}
    return {**told, "room": "", "room_name": ""}


MEETINGS = View(
    name="office_meetings",
    purpose="meetings by unit, state and day",
    kinds=(OFFICE_MEETING,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    searchable=("title",),
    indexes=(
        Index(fields=("begins_at", "_id")),
        Index(fields=("state", "begins_at", "_id")),
        Index(fields=("organ", "begins_at", "_id")),
        Index(fields=("people", "begins_at")),
        Index(fields=("named", "begins_at")),
        Index(fields=("secretary", "begins_at")),
    ),
)
