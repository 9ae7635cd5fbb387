"""Bounds of dates (日期范围): how they are written, and what is wrong with a day outside."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from actors.blocks.forms.layout import Field
from actors.kernel.calendar import ONE_DAY
from actors.kernel.deadlines import add_months
from actors.kernel.errors import Reason

IsOpen = Callable[[date], bool]
"""Whether offices work on a local day."""

_DISTANCE = re.compile(r"([+-][0-9]{1,4}) (day|month|year)s?")
_SEARCHED = 60  # days in which there is one on which offices work


def bound(written: str, today: date) -> date:
    """Return the day that a bound means, seen from the local day `today`.

    Raises:
        ValueError: it means none.
    """
    if written == "today":
        return today
    distance = _DISTANCE.fullmatch(written)
    if distance is None:
        return date.fromisoformat(written)
    count = int(distance[1])
    try:
        if distance[2] == "day":
            return today + timedelta(days=count)
        return add_months(today, count * (12 if distance[2] == "year" else 1))
    except OverflowError as error:
        raise ValueError(f"{written} is beyond the calendar") from error


def date_fault(
    field: Field, answer: str, place: str, *, today: date, is_open: IsOpen | None
) -> Reason | None:
    """Return what is wrong with the day `answer` (as ISO 8601) in the date field at the pointer
    `place`, None for nothing. Without `is_open` nobody knows when offices work."""
    day = date.fromisoformat(answer)
    if day < (earliest := bound(field.earliest, today)):
        return Reason("form.too_early", place, {"limit": earliest.isoformat()})
    if day > (latest := bound(field.latest, today)):
        return Reason("form.too_late", place, {"limit": latest.isoformat()})
    if field.working_days and is_open is not None and not is_open(day):
        return Reason("form.day_off", place)
    return None


def fitting(field: Field, answer: str, *, today: date, is_open: IsOpen) -> str:
    """Return the day `answer`, or the nearest one that the field takes on the local day `today`."""
    earliest, latest = bound(field.earliest, today), bound(field.latest, today)
    day = min(max(date.fromisoformat(answer), earliest), latest)
    if not field.working_days or is_open(day):
        return day.isoformat()
    step = ONE_DAY if day + _SEARCHED * ONE_DAY <= latest else -ONE_DAY
    return next(other.isoformat() for n in range(_SEARCHED) if is_open(other := day + n * step))
