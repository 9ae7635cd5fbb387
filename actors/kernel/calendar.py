"""Working-day calendars (工作日历): versioned data, one document a year."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise

import msgspec

from actors.kernel.errors import Fault

ONE_DAY = timedelta(days=1)
_STATUTORY_BASE = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


class CalendarYear(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The State Council's notice for one year.

    `closed` are days off on what would be a weekday or weekend, `made_up` the weekend days worked
    instead (调休); both may reach into the last days of the year before. `published` False: no
    notice yet; weekends and the statutory base only, and whatever is computed with it is
    provisional.
    """

    year: int
    version: int
    source: str
    published: bool
    closed: tuple[date, ...] = ()
    made_up: tuple[date, ...] = ()


class CalendarExhausted(Fault):
    """No published calendar holds for `day`. The operator publishes it, then work goes on."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no published working-day calendar for {day.isoformat()}")
        self.day = day

    def __reduce__(self) -> tuple[object, ...]:
        return CalendarExhausted, (self.day,)


class Calendar:
    """Which local days offices work. Immutable; a change is a new calendar of another `version`.

    A year without a published notice counts with weekends and those statutory holidays (全国年节及
    纪念日放假办法 Art. 2, as of 2025) that need no notice to be known: 1 January, 1 and 2 May, 1 to
    3 October. The holidays of the lunar year and the days swapped for weekends are left to the
    notice, so every result that touches such a year is provisional.

    Args:
        years: notices; of several for one year the highest version holds. Where the notices of two
            years speak of one day (the end of December), the later year's holds.
        overlay_closed: days on which this place alone is closed as well. For promised limits;
            legal deadlines are counted on the calendar without an overlay.
    """

    def __init__(self, years: Iterable[CalendarYear], overlay_closed: Iterable[date] = ()) -> None:
        latest: dict[int, CalendarYear] = {}
        for year in years:
            if year.year not in latest or latest[year.year].version <= year.version:
                latest[year.year] = year
        self.years = tuple(latest[number] for number in sorted(latest))
        self.overlay_closed = frozenset(overlay_closed)
        self._published = frozenset(year.year for year in self.years if year.published)
        open_or_not: dict[date, bool] = {}
        for year in self.years:
            open_or_not |= dict.fromkeys(year.closed, False) | dict.fromkeys(year.made_up, True)
        open_or_not |= dict.fromkeys(self.overlay_closed, False)
        self._exceptions = open_or_not
        self.version = _version(self.years, self.overlay_closed)

    def is_open(self, day: date) -> bool:
        """Tell whether `day` is a working day (工作日); make-up days are."""
        said = self._exceptions.get(day)
        if said is not None:
            return said
        if day.weekday() >= 5:
            return False
        return day.year in self._published or (day.month, day.day) not in _STATUTORY_BASE

    def provisional(self, day: date) -> bool:
        """Tell whether the notice that decides about `day` is still to come."""
        return day.year not in self._published

    def provisional_within(self, first: date, last: date) -> bool:
        """Tell whether any day from `first` to `last`, both included, is provisional."""
        return any(year not in self._published for year in range(first.year, last.year + 1))

    def next_open(self, day: date) -> date:
        """Return `day` if it is a working day, else the first one after it."""
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def open_days(self, after: date, until: date) -> int:
        """Count the working days after `after` up to `until`, included; negative if reversed."""
        if until < after:
            return -self.open_days(until, after)
        days = (until - after).days
        return sum(self.is_open(after + timedelta(days=n)) for n in range(1, days + 1))

    def with_years(self, years: Iterable[CalendarYear]) -> "Calendar":
        """Return a calendar that knows `years` too; of each year the highest version holds."""
        return Calendar((*self.years, *years), self.overlay_closed)

    def with_closed(self, days: Iterable[date]) -> "Calendar":
        """Return the calendar of a place that is closed on `days` as well."""
        return Calendar(self.years, self.overlay_closed | frozenset(days))


def _version(years: tuple[CalendarYear, ...], overlay: frozenset[date]) -> str:
    """Name what a calendar was made of: "2018-2026.1,2027.0?" is version 1 of nine years and an
    unpublished one; "+" and a digest of the days follow where a place has days of its own."""
    runs: list[list[CalendarYear]] = [[year] for year in years[:1]]
    for before, year in pairwise(years):
        follows = year.year == before.year + 1
        if follows and (year.version, year.published) == (before.version, before.published):
            runs[-1].append(year)
        else:
            runs.append([year])
    names = [
        f"{run[0].year}{f'-{run[-1].year}' if len(run) > 1 else ''}"
        f".{run[0].version}{'' if run[0].published else '?'}"
        for run in runs
    ]
    text = ",".join(names)
    if overlay:
        days = ",".join(sorted(day.isoformat() for day in overlay))
        text += "+" + sha256(days.encode()).hexdigest()[:8]
    return text
