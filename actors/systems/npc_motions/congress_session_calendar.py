"""The sittings of a session as a calendar (RFC 5545), for telephones and desks."""

from datetime import datetime
from typing import Any

from icalendar import Calendar, Event

from actors.kernel.view import Row

PRODUCT = "-//Yimen//npc_motions//ZH"


def as_calendar(session: Row, stamp: datetime) -> bytes:
    """Return the sittings of a row of `sessions` as iCalendar, in the order in which they begin.

    `stamp` is the instant at which the calendar is written. Every sitting has an UID of its own
    that stays the same when it is moved; what is on its agenda is its description.
    """
    calendar = Calendar()
    _set(calendar, "prodid", PRODUCT)
    _set(calendar, "version", "2.0")
    _set(calendar, "x-wr-calname", session["title"])
    titles = {item["id"]: item["title"] for item in session["agenda"]}
    sittings: list[tuple[str, Any]] = sorted(
        session["sittings"].items(), key=lambda each: (each[1]["begins_at"], each[0])
    )
    for id, sitting in sittings:
        event = Event()
        _set(event, "uid", f"{id}@{session['_id']}")
        _set(event, "dtstamp", stamp)
        _set(event, "dtstart", sitting["begins_at"])
        _set(event, "dtend", sitting["ends_at"])
        _set(event, "summary", sitting["title"])
        _set(event, "location", sitting["room"])
        _set(event, "description", "\n".join(titles.get(item, item) for item in sitting["items"]))
        calendar.add_component(event)
    return calendar.to_ical()


def _set(component: Any, name: str, value: object) -> None:
    component.add(name, value)
