"""Working time (工作时间): how many seconds offices work between two instants, and the inverse."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import lcm
from typing import NamedTuple

import msgspec

from actors.kernel.calendar import ONE_DAY, Calendar, CalendarExhausted, CalendarYear
from actors.kernel.deadlines import CHINA, local_day

Pauses = Iterable[tuple[datetime, datetime | None]]
Hours = tuple[tuple[time, time], ...]


class WorkTable(msgspec.Struct, frozen=True, kw_only=True):
    """The hours that an authority works, in local time; versioned data.

    `hours` are the (opening, closing) times of a normal day, ascending, the closing time not
    included. `weekdays` (1 Monday to 7 Sunday) and `days` give other hours, the second before the
    first: half days. Only days that the calendar opens are worked.

    Raises:
        ValueError: spans that overlap, run backwards or hold no second.
    """

    name: str
    version: int
    hours: Hours
    weekdays: dict[int, Hours] = {}
    days: dict[date, Hours] = {}

    def __post_init__(self) -> None:
        for hours in self.all_hours():
            times = [moment for span in hours for moment in span]
            if not times or any(a >= b for a, b in pairwise(times)):
                raise ValueError(f"working hours of {self.name} are not in order: {hours}")

    def hours_of(self, day: date) -> Hours:
        """Return the hours of an open `day`."""
        return self.days.get(day) or self.weekdays.get(day.isoweekday()) or self.hours

    def all_hours(self) -> tuple[Hours, ...]:
        """Return every set of hours that the table knows."""
        return (self.hours, *self.weekdays.values(), *self.days.values())


class _Day(NamedTuple):
    """An open day: `before` ticks were worked since the year began when it opens; `spans` are its
    (first, end) seconds since local midnight, each second worth `rate` ticks."""

    day: date
    before: int
    spans: tuple[tuple[int, int], ...]
    rate: int


class _Year(NamedTuple):
    days: tuple[_Day, ...]
    ticks: int


class WorkTime:
    """Counts working time on one calendar and one table.

    The unit is the tick. One working day has `day` ticks, whatever its hours: a half day is a
    whole working day, as the law counts days, and each of its seconds is worth more. Where all
    days are equally long, which is the rule, a tick is a second. Instants are cut to whole seconds
    first, so that nothing ever falls due early.

    Years are worked out once, when they are first asked about, and kept.
    """

    def __init__(self, calendar: Calendar, table: WorkTable) -> None:
        self.calendar = calendar
        self.table = table
        self.day = lcm(*(_seconds(_spans(hours)) for hours in table.all_hours()))
        self._years: dict[int, _Year] = {}

    @property
    def hour(self) -> int:
        """The ticks of an hour of a normal day."""
        return 3600 * (self.day // _seconds(_spans(self.table.hours)))

    @property
    def version(self) -> str:
        """Names what working time was counted by: the table and the calendar."""
        return f"{self.table.name}.{self.table.version}@{self.calendar.version}"

    def worked(self, since: datetime, until: datetime) -> int:
        """Return the ticks worked from `since` to `until`; 0 if `until` is not later.

        Raises:
            CalendarExhausted: a day on the way has no published calendar. A card is a sanction
                and never rests on a guess: an operator publishes the year, then it is counted.
        """
        if until <= since:
            return 0
        first, last = local_day(since), local_day(until)
        for year in range(first.year, last.year + 1):
            self._require(max(first, date(year, 1, 1)))
        ticks = self._into_year(until) - self._into_year(since)
        return ticks + sum(self._year(year).ticks for year in range(first.year, last.year))

    def reach(self, since: datetime, ticks: int) -> datetime:
        """Return the first instant (whole second, UTC) up to which `ticks` were worked from
        `since`; `since` itself, cut to the second, for none.

        Raises:
            CalendarExhausted: it lies in a year without a published calendar, or after one; `day`
                is the first day that cannot be counted.
        """
        start = since.astimezone(UTC).replace(microsecond=0)
        if ticks <= 0:
            return start
        year = local_day(start).year
        self._require(local_day(start))
        wanted = self._into_year(start) + ticks
        while wanted > self._year(year).ticks:
            wanted -= self._year(year).ticks
            year += 1
            self._require(date(year, 1, 1))
        days = self._year(year).days
        day = days[bisect_left(days, wanted, key=lambda day: day.before) - 1]
        seconds = -(-(wanted - day.before) // day.rate)
        midnight = datetime.combine(day.day, time(), CHINA)
        for opens, closes in day.spans:
            if seconds <= closes - opens:
                return (midnight + timedelta(seconds=opens + seconds)).astimezone(UTC)
            seconds -= closes - opens
        raise AssertionError("a day holds the ticks that it was found by")

    def used(self, since: datetime, until: datetime, pauses: Pauses = ()) -> int:
        """Return the ticks worked from `since` to `until` outside `pauses`, which may overlap, come
        in any order and reach beyond either end; one that still lasts ends with `until`.

        Raises:
            CalendarExhausted: as for `worked`.
        """
        stood = sum(self.worked(a, b or until) for a, b in _merged(since, until, pauses))
        return self.worked(since, until) - stood

    def reach_used(self, since: datetime, ticks: int, pauses: Pauses = ()) -> datetime | None:
        """Return the first instant at which `used` is `ticks`; None if a pause that still lasts
        keeps it from ever being reached.

        Raises:
            CalendarExhausted: as for `reach`.
        """
        at, left = since, ticks
        for begins, ends in _merged(since, None, pauses):
            before = self.worked(at, begins)
            if before >= left:
                return self.reach(at, left)
            left -= before
            if ends is None:
                return None
            at = ends
        return self.reach(at, left)

    def _require(self, day: date) -> None:
        if self.calendar.provisional(day):
            raise CalendarExhausted(day)

    def _into_year(self, at: datetime) -> int:
        """Return the ticks worked from the beginning of the local year to `at`."""
        local = at.astimezone(CHINA).replace(microsecond=0)
        days = self._year(local.year).days
        index = bisect_right(days, local.date(), key=lambda day: day.day) - 1
        if index < 0:
            return 0
        found = days[index]
        if found.day != local.date():
            return found.before + self.day
        second = local.hour * 3600 + local.minute * 60 + local.second
        gone = sum(max(0, min(second, closes) - opens) for opens, closes in found.spans)
        return found.before + gone * found.rate

    def _year(self, number: int) -> _Year:
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = self._work_out(number)
        return year

    def _work_out(self, number: int) -> _Year:
        days: list[_Day] = []
        ticks = 0
        day = date(number, 1, 1)
        while day.year == number:
            if self.calendar.is_open(day):
                spans = _spans(self.table.hours_of(day))
                days.append(_Day(day, ticks, spans, self.day // _seconds(spans)))
                ticks += self.day
            day += ONE_DAY
        return _Year(tuple(days), ticks)


class WorkTables:
    """The working time of every unit, on one calendar.

    Args:
        standard: the table of units that have none of their own.
        own: by code of the unit.
    """

    def __init__(
        self, calendar: Calendar, standard: WorkTable, own: Mapping[str, WorkTable] | None = None
    ) -> None:
        self.calendar = calendar
        self._tables = (standard, own or {})
        self._standard = WorkTime(calendar, standard)
        self._own = {unit: WorkTime(calendar, table) for unit, table in (own or {}).items()}
        self._later: dict[tuple[CalendarYear, ...], WorkTables] = {}

    def of(self, unit: str) -> WorkTime:
        """Return the working time of the unit with code `unit`."""
        return self._own.get(unit, self._standard)

    def with_years(self, years: tuple[CalendarYear, ...]) -> "WorkTables":
        """Return the same tables on a calendar that knows `years` too; made once and kept."""
        if not years:
            return self
        if years not in self._later:
            self._later[years] = WorkTables(self.calendar.with_years(years), *self._tables)
        return self._later[years]


def _spans(hours: Hours) -> tuple[tuple[int, int], ...]:
    return tuple((_second(opens), _second(closes)) for opens, closes in hours)


def _second(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _seconds(spans: tuple[tuple[int, int], ...]) -> int:
    return sum(closes - opens for opens, closes in spans)


def _merged(
    since: datetime, until: datetime | None, pauses: Pauses
) -> list[tuple[datetime, datetime | None]]:
    """Return the pauses within `since` and `until`, apart and in order; an end None never comes."""
    merged: list[tuple[datetime, datetime | None]] = []
    for begins, ends in sorted(pauses, key=lambda pause: pause[0]):
        begins = max(begins, since)
        if until is not None:
            ends = until if ends is None else min(ends, until)
        if ends is not None and ends <= begins:
            continue
        if merged and (merged[-1][1] is None or merged[-1][1] >= begins):
            last_begins, last_ends = merged[-1]
            both = None if last_ends is None or ends is None else max(last_ends, ends)
            merged[-1] = (last_begins, both)
        else:
            merged.append((begins, ends))
    return merged
