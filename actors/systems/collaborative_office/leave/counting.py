"""Working days of a leave (请假天数), by the calendar of the place."""

from collections.abc import Mapping
from datetime import date, timedelta

from actors.kernel.calendar import ONE_DAY, Calendar


def working_days(first: date, last: date, calendar: Calendar) -> int:
    """Return how many of the local days from `first` to `last`, both included, are worked: days off
    count none, make-up days (调休上班日) one. `last` before `first` is no day."""
    return max(0, calendar.open_days(first - ONE_DAY, last))


def by_year(first: date, last: date, calendar: Calendar) -> Mapping[int, int]:
    """Return the working days from `first` to `last`, both included, by the year that they are in;
    only years with some."""
    found = dict[int, int]()
    for year in range(first.year, last.year + 1):
        begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        if days := working_days(begin, end, calendar):
            found[year] = days
    return found


def meet(first: date, last: date, other_first: date, other_last: date) -> bool:
    """Tell whether two spans of days, both ends included, have a day in common."""
    return first <= other_last and other_first <= last


def back_at_work(last: date, calendar: Calendar) -> date:
    """Return the first working day after the last day of a leave."""
    return calendar.next_open(last + timedelta(days=1))
