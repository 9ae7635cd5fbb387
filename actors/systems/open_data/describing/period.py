"""Of which time a dataset is (时间范围), read from what a steward says of it."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_POINT = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[年月日]?")
_PARTED = re.compile(r"\s*(?:/|至|到|—+|–|~|～)\s*")


@dataclass(frozen=True)
class Period:
    """From the first day to the last; None is open."""

    first: date | None
    last: date | None


def period(said: str) -> Period | None:
    """Return the time that `said` names: a year, month or day, or from one to another, either end
    of which may be left open ("2007/"). None if it names none.

    >>> period("2007/2026-03")
    Period(first=datetime.date(2007, 1, 1), last=datetime.date(2026, 3, 31))
    """
    parts = _PARTED.split(said.strip())
    if len(parts) == 1:
        parts *= 2
    if len(parts) != 2 or not any(parts):
        return None
    ends = [_days(part) if part else (None, None) for part in parts]
    if any(part and not end[0] for part, end in zip(parts, ends, strict=True)):
        return None
    first, last = ends[0][0], ends[1][1]
    return None if first and last and first > last else Period(first, last)


def _days(said: str) -> tuple[date, date] | tuple[None, None]:
    """Return the first and the last day of a year, a month or a day."""
    found = _POINT.fullmatch(said)
    if found is None:
        return None, None
    year, month, day = (int(each) if each else 0 for each in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None, None
    if day:
        return first, first
    end = month or 12
    return first, date(year, end, monthrange(year, end)[1])
