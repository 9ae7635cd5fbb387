"""Meetings and bookings as a calendar (RFC 5545), for telephones and desks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

PRODUCT = "-//Yimen//collaborative_office//ZH"
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One meeting or booking. `uid` stays the same when it is moved; `moves` counts how often it
    was, `cancelled`: it does not take place."""

    uid: str
    title: str
    begins_at: datetime
    ends_at: datetime
    place: str = ""
    moves: int = 0
    cancelled: bool = False


def as_calendar(name: str, entries: Iterable[Entry], stamp: datetime) -> bytes:
    """Return `entries` as iCalendar in local time, with the rules of its zone; `stamp` is the
    instant at which it is written."""
    calendar = Calendar()
    _set(calendar, "prodid", PRODUCT)
    _set(calendar, "version", "2.0")
    _set(calendar, "x-wr-calname", name)
    for each in entries:
        event = Event()
        _set(event, "uid", each.uid)
        _set(event, "dtstamp", stamp)
        _set(event, "dtstart", each.begins_at.astimezone(_ZONE))
        _set(event, "dtend", each.ends_at.astimezone(_ZONE))
        _set(event, "summary", each.title)
        _set(event, "sequence", each.moves)
        _set(event, "status", "CANCELLED" if each.cancelled else "CONFIRMED")
        if each.place:
            _set(event, "location", each.place)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _set(component: Any, name: str, value: object) -> None:
    component.add(name, value)
