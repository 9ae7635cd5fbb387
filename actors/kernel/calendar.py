"""Working-day calendars (工作日历): versioned data, one document a year."""

from datetime import date

import msgspec


class CalendarYear(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The State Council's notice for one year.

    `closed` are days off on what would be a weekday or weekend, `made_up` the weekend days worked
    instead (调休). `published` False: no notice yet; weekends and the statutory base only, and
    whatever is computed with it is provisional.
    """

    year: int
    version: int
    source: str
    published: bool
    closed: tuple[date, ...] = ()
    made_up: tuple[date, ...] = ()
