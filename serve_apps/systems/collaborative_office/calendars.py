"""Meetings and bookings for other programs (iCalendar, RFC 5545): one meeting, and all of one's
own."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from actors.blocks.access.vocabulary import seat
from actors.kernel.errors import Reason, Refusal
from actors.kernel.view import Row
from actors.systems.collaborative_office.meetings.calendar import Entry, as_calendar
from actors.systems.collaborative_office.meetings.state import OFFICE_MEETING
from actors.systems.collaborative_office.meetings.view import MEETINGS
from actors.systems.collaborative_office.resources.state import HELD
from actors.systems.collaborative_office.resources.view import BOOKINGS, RESOURCES
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import Officer
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records
from storage.mongo import Document

MINE = "/office-calendar/calendar.ics"
router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[A-Za-z0-9_.~-]{1,80}$")]
_PAST = timedelta(days=92)  # of a calendar of one's own
_MOST = 500


@router.get("/office-meetings/{id}/calendar.ics")
async def one_meeting(visitor: Officer, services: Wired, id: Id) -> Response:
    """Return a meeting as a calendar, without its agenda.

    Raises:
        Refusal: there is none that the visitor may read.
        PyMongoError: the database does not answer.
    """
    records = services[Records]
    row = await records.database[MEETINGS.name].find_one({"_id": id})
    judged = records.judging(visitor.identity, f"{OFFICE_MEETING}.read", {})
    if row is None or not (judged(row).shows("begins_at") and judged(row).shows("title")):
        raise Refusal(Reason(f"{OFFICE_MEETING}.unknown"), kind="unknown")
    return _answer(services, f"{id}.ics", row["title"], [_meeting(row)])


@router.get(MINE)
async def mine(request: Request, visitor: Officer, services: Wired) -> Response:
    """Return the meetings to which the visitor is invited, or which he plans, and what he has
    booked for himself, from some months ago on.

    Raises:
        PyMongoError: the database does not answer.
    """
    records, by = services[Records], visitor.identity
    since = services.clock.now() - _PAST
    seats = [seat(role, by.unit) for role in by.roles]
    invited: Document = {"told": True, "$or": [{"people": by.id}, {"named": {"$in": seats}}]}
    where: Document = {
        "$and": [{"begins_at": {"$gt": since}}, {"$or": [invited, {"secretary": by.id}]}]
    }
    meetings = await _found(records, MEETINGS.name, where)
    own: Document = {
        "by": by.id,
        "meeting": "",
        "progress": {"$in": list(HELD)},
        "begins_at": {"$gt": since},
    }
    bookings = await _found(records, BOOKINGS.name, own)
    there = {"_id": {"$in": sorted({each["resource"] for each in bookings})}}
    resources = {row["_id"]: row for row in await _found(records, RESOURCES.name, there, "_id")}
    judged = records.judging(by, f"{OFFICE_MEETING}.read", {})
    entries = [_meeting(row) for row in meetings if judged(row).shows("title")]
    entries += [_booking(each, resources.get(each["resource"], {})) for each in bookings]
    name = translations(language_of(request)).gettext("会议与预订")
    return _answer(services, "calendar.ics", name, entries)


async def _found(records: Records, view: str, where: Document, by: str = "begins_at") -> list[Row]:
    cursor = records.database[view].find(where).sort([(by, -1)]).limit(_MOST)
    return [row async for row in cursor]


def _meeting(row: Row) -> Entry:
    return Entry(
        uid=f"{row['_id']}@{OFFICE_MEETING}",
        title=row["title"],
        begins_at=row["begins_at"],
        ends_at=row["ends_at"],
        place=row["room_name"] or row["place"],
        moves=row["moves"],
        cancelled=row["state"] == "cancelled",
    )


def _booking(booking: Row, resource: Any) -> Entry:
    return Entry(
        uid=f"{booking['_id']}@office_booking",
        title=f"{booking['purpose']} · {resource.get('name', '')}",
        begins_at=booking["begins_at"],
        ends_at=booking["ends_at"],
        place=resource.get("place", ""),
    )


def _answer(services: Services, file: str, name: str, entries: list[Entry]) -> Response:
    named = {"content-disposition": f'attachment; filename="{file}"'}
    content = as_calendar(name, entries, services.clock.now())
    return Response(content, media_type="text/calendar; charset=utf-8", headers=named)
