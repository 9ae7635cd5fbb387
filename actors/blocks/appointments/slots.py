"""When people are received: the days on which a hall is open, and the slots (时段) of a day."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from actors.blocks.appointments.places import WEEKDAYS, Hall, Hours
from actors.kernel.calendar import ONE_DAY, Calendar
from actors.kernel.deadlines import CHINA


class Slot(NamedTuple):
    """A slot that is called by the local time at which it begins, "09:00"; instants in UTC, its end
    not included."""

    name: str
    begins: datetime
    ends: datetime


def slots(hall: Hall, day: date, calendar: Calendar) -> tuple[Slot, ...]:
    """Return the slots of the local `day` in their order, none on a day off. What is left of the
    hours and is shorter than a slot is none."""
    if not calendar.is_open(day):
        return ()
    found: list[Slot] = []
    long = timedelta(minutes=hall.slot_minutes)
    for opening, closing in hours(hall, day):
        begins = datetime.combine(day, opening, CHINA)
        while begins + long <= datetime.combine(day, closing, CHINA):
            ends = begins + long
            found.append(Slot(f"{begins:%H:%M}", begins.astimezone(UTC), ends.astimezone(UTC)))
            begins = ends
    return tuple(found)


def hours(hall: Hall, day: date) -> Hours:
    """Return the hours that `hall` has on the local `day`, if that is open."""
    return hall.weekdays.get(WEEKDAYS[day.weekday()], hall.hours)


def bookable_days(hall: Hall, today: date, calendar: Calendar) -> tuple[date, ...]:
    """Return the open days that bookings are taken for on the local day `today`."""
    days = (today + ONE_DAY * n for n in range(hall.days_ahead + 1))
    return tuple(day for day in days if calendar.is_open(day))


def day_in_id(on: date) -> str:
    """Return the local day `on` as ids have it: "20260302"."""
    return f"{on:%Y%m%d}"


def day_of_id(text: str) -> date | None:
    """Return the day that an id has, None if it is none; there is one way to write each."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on if day_in_id(on) == text else None
