"""Who has rooms, vehicles and supplies when (预订日历): of all on one day, of one in a week. Whose
booking it is sees what for; others see the unit and the time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from babel.dates import format_date
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from actors.kernel.deadlines import CHINA, local_day, start_of_day
from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office.resources.state import HELD, OFFICE_RESOURCE
from actors.systems.collaborative_office.resources.view import BOOKINGS, RESOURCES
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import Officer
from serve_apps.front.rendering import day_text, page, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word
from serve_apps.pages.panels import Shows
from serve_apps.pages.records import Records
from storage import rows
from storage.mongo import Document
from storage.rows import Order

AT = "/office-resources"
BY_DAY = "/office-bookings"
router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[A-Za-z0-9_.~-]{1,80}$")]
_WEEK = 7
_MOST = 500  # bookings of a table


@dataclass(frozen=True)
class Taken:
    """One booking in a table: its time, the unit, what for ("" for others), and how far it is."""

    time: str
    unit: str
    purpose: str
    state: str


@dataclass(frozen=True)
class Line:
    """One line of a table: a resource, or a day."""

    title: str
    href: str
    taken: Sequence[Taken]


@router.get(BY_DAY)
async def show_day(request: Request, visitor: Officer, services: Wired, day: str = "") -> Response:
    """Show when everything that the visitor may book is taken on a day.

    Raises:
        PyMongoError: the database does not answer.
    """
    records, language = services[Records], language_of(request)
    on = _day(day, local_day(services.clock.now()))
    action = f"{OFFICE_RESOURCE}.read"
    where: Document = {
        "$and": [{"state": "available"}, records.readable(visitor.identity, action, {})]
    }
    found = await rows.page(
        records.database, RESOURCES.name, where, Order(("name",)), size=rows.MOST
    )
    judged = records.judging(visitor.identity, action, {})
    there = [row for row in found.rows if judged(row).shows("busy")]
    taken = await _taken(services, visitor, there, on, on + timedelta(days=1), language)
    lines = [
        Line(row["name"], f"{AT}/{row['_id']}", [told for _, told in taken[row["_id"]]])
        for row in there
    ]
    context = {"lines": lines, "more": found.after is not None, **_around(BY_DAY, on, 1, language)}
    return page(request, "collaborative_office/booked_day.html", context)


@router.get(f"{AT}/{{id}}/week")
async def show_week(
    request: Request, visitor: Officer, services: Wired, id: Id, day: str = ""
) -> Response:
    """Show when a resource is taken in the week of a day.

    Raises:
        Refusal: there is none that the visitor may read.
        PyMongoError: the database does not answer.
    """
    records, language = services[Records], language_of(request)
    row = await records.database[RESOURCES.name].find_one({"_id": id})
    judged = records.judging(visitor.identity, f"{OFFICE_RESOURCE}.read", {})
    if row is None or not judged(row).shows("busy"):
        raise Refusal(Reason(f"{OFFICE_RESOURCE}.unknown"), kind="unknown")
    on = _day(day, local_day(services.clock.now()))
    monday = on - timedelta(days=on.weekday())
    lines = await week_of(services, visitor, row, monday, language)
    at = f"{AT}/{id}/week"
    context = {
        "lines": lines,
        "name": row["name"],
        "resource": f"{AT}/{id}",
        **_around(at, monday, _WEEK, language),
    }
    return page(request, "collaborative_office/booked_week.html", context)


async def week_of(
    services: Services, visitor: Visitor, row: Mapping[str, Any], first: date, language: Language
) -> list[Line]:
    """Return seven days of a resource, from `first` on.

    Raises:
        PyMongoError: the database does not answer.
    """
    days = [first + timedelta(days=n) for n in range(_WEEK)]
    until = days[-1] + timedelta(days=1)
    taken = (await _taken(services, visitor, [row], first, until, language))[row["_id"]]
    return [
        Line(
            f"{day_text(day, language)} {format_date(day, 'EEE', language)}",
            "",
            [told for booking, told in taken if _touches(booking, day)],
        )
        for day in days
    ]


def week_panel() -> Any:
    """Return what makes the part of the page of a resource that shows its next seven days."""

    async def made(services: Services, visitor: Visitor, id: str, state: Any, shows: Shows) -> Any:
        return {"at": f"{AT}/{id}/week", "by_day": BY_DAY} if shows("busy") else None

    return made


async def _taken(
    services: Services,
    visitor: Visitor,
    resources: Iterable[Mapping[str, Any]],
    first: date,
    until: date,
    language: Language,
) -> dict[str, list[tuple[Document, Taken]]]:
    """Return the bookings of each resource that hold it between two days, as they may be told."""
    there = {row["_id"]: row for row in resources}
    found: dict[str, list[tuple[Document, Taken]]] = {id: [] for id in there}
    where = {
        "resource": {"$in": list(there)},
        "begins_at": {"$lt": start_of_day(until)},
        "ends_at": {"$gt": start_of_day(first)},
        "progress": {"$in": list(HELD)},
    }
    database = services[Records].database
    cursor = database[BOOKINGS.name].find(where).sort([("begins_at", 1), ("_id", 1)]).limit(_MOST)
    judged = services[Records].judging(visitor.identity, f"{OFFICE_RESOURCE}.read", {})
    async for booking in cursor:
        row = there[booking["resource"]]
        mine = booking["by"] == visitor.identity.id or judged(row).shows("bookings")
        told = Taken(
            time=_span(booking["begins_at"], booking["ends_at"]),
            unit=unit_name(services.library, booking["organ"], language),
            purpose=booking["purpose"] if mine else "",
            state=known_word(f"{OFFICE_RESOURCE}.choices.progress.{booking['progress']}", language),
        )
        found[booking["resource"]].append((booking, told))
    return found


def _touches(booking: Document, day: date) -> bool:
    begins, ends = start_of_day(day), start_of_day(day + timedelta(days=1))
    return booking["begins_at"] < ends and begins < booking["ends_at"]


def _span(begins_at: datetime, ends_at: datetime) -> str:
    first, last = begins_at.astimezone(CHINA), ends_at.astimezone(CHINA)
    if first.date() == last.date():
        return f"{first:%H:%M}–{last:%H:%M}"
    return f"{first:%m-%d %H:%M} – {last:%m-%d %H:%M}"


def _day(text: str, today: date) -> date:
    """Return the day that an address names, today for none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs((day - today).days) < 3_660 else today


def _around(at: str, first: date, days: int, language: Language) -> dict[str, Any]:
    """Return the days of a table, and the addresses of those before and after."""
    last = first + timedelta(days=days - 1)
    text = day_text(first, language)
    return {
        "span": text if days == 1 else f"{text} – {day_text(last, language)}",
        "day": first.isoformat(),
        "at": at,
        "before": f"{at}?day={first - timedelta(days=days)}",
        "after": f"{at}?day={first + timedelta(days=days)}",
    }
