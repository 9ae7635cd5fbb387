"""The views `office_resources`, one row a resource, and `office_bookings`, one row a booking."""

from collections.abc import Mapping, Sequence
from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.collaborative_office.resources.state import OFFICE_RESOURCE

_TOLD = (
    "organ", "category", "name", "place", "seats", "pieces", "opens", "closes", "owner_confirms",
    "shared",
)  # fmt: skip
_OF_A_BOOKING = ("by", "organ", "begins_at", "ends_at", "series")
_NOTHING = {"place": "", "seats": 0, "pieces": 1, "owner_confirms": False, "shared": False}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "state": "", "reason": ""}
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "ResourceRegistered":
                told = {name: event.get(name, _NOTHING.get(name)) for name in _TOLD}
                row |= {"state": "available", **told}
            case "ResourceWithdrawn":
                row |= {"state": "withdrawn", "reason": event["reason"]}
            case "ResourceRestored":
                row |= {"state": "available", "reason": ""}
            case _:
                pass
    return row


def _bookings(commit: Commit) -> Sequence[str]:
    found = list[int]()
    for event in commit["ev"]:
        found += [each["n"] for each in event.get("bookings", ())]
        found += event.get("numbers", ())
    return [f"{entity_id(commit)}.{n}" for n in dict.fromkeys(found)]


def _fold_booking(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "resource": entity_id(commit)}
    n = int(id.rpartition(".")[2])
    for event in commit["ev"]:
        for each in event.get("bookings", ()):
            if each["n"] == n:
                row |= _begun(each)
        if n in event.get("numbers", ()):
            row |= {"progress": event["progress"], "reason": event.get("reason", "")}
    return row


def _begun(booking: Mapping[str, Any]) -> Row:
    told: Row = {name: booking[name] for name in _OF_A_BOOKING}
    told |= {name: booking.get(name, "") for name in ("purpose", "meeting", "reason")}
    told |= {"pieces": booking.get("pieces", 1), "progress": booking.get("progress", "asked")}
    return told


RESOURCES = View(
    name="office_resources",
    purpose="rooms, vehicles and supplies by unit and category",
    kinds=(OFFICE_RESOURCE,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    searchable=("name", "place"),
    indexes=(
        Index(fields=("name", "_id")),
        Index(fields=("category", "name", "_id")),
        Index(fields=("organ", "name", "_id")),
        Index(fields=("state", "name", "_id")),
    ),
)
BOOKINGS = View(
    name="office_bookings",
    purpose="who has a resource when, for calendars",
    kinds=(OFFICE_RESOURCE,),
    rows=_bookings,
    fold=_fold_booking,
    sources=lambda id: (f"{OFFICE_RESOURCE}:{id.rpartition('.')[0]}",),
    parts="resource",
    indexes=(Index(fields=("resource", "begins_at")), Index(fields=("by", "begins_at"))),
)
