"""Due dates (到期日): the arithmetic of limits in days, weeks and months, on local days."""

import calendar as months
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

import msgspec
from msgspec.structs import replace

from actors.kernel.calendar import ONE_DAY, Calendar

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # one zone, no summer time since 1992
LimitUnit = Literal["working_day", "calendar_day", "week", "month"]
Pauses = Iterable[tuple[date, date]]


class Due(msgspec.Struct, frozen=True):
    """The last local day on which acting is still in time. `provisional` while a year on the way
    has no published calendar."""

    on: date
    provisional: bool = False


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A request to correct and its answer, as local days; `resolved` None while unanswered.
    `incomplete`: the application was not complete, so the limit starts again in any policy that
    knows corrections."""

    created: date
    resolved: date | None = None
    incomplete: bool = False


class DeadlinePolicy(msgspec.Struct, frozen=True, kw_only=True):
    """How a place counts; versioned data.

    `base`: the day that a limit is added to, so that counting begins on the day after it:
    "day_of_act" (民法典 Art. 201), "day_after" (France), "day_before" (Korea, where the first day
    counts). `last_day_closed`: whether a limit that ends on a day off ends on the next working day
    (民法典 Art. 203) or is kept. `correction`: a request to correct adds the days from its making
    to its answer, both included ("add"), starts the limit again from the answer ("reset"), or does
    neither ("none").
    """

    name: str
    version: int
    base: Literal["day_of_act", "day_after", "day_before"] = "day_of_act"
    last_day_closed: Literal["next_open", "keep"] = "next_open"
    correction: Literal["add", "reset", "none"] = "none"


NATIONAL = DeadlinePolicy(name="national", version=1)
_BASE = {"day_before": -1, "day_of_act": 0, "day_after": 1}


def local_day(at: datetime) -> date:
    """Return the day it is in China at the instant `at` (aware)."""
    return at.astimezone(CHINA).date()


def start_of_day(day: date) -> datetime:
    """Return the first instant of the local `day`, in UTC."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the first instant after the local `day`, in UTC: when an alarm for a limit that ends
    on `day` may ring, never early."""
    return start_of_day(day + ONE_DAY)


def due_date(start: date, limit: int, calendar: Calendar, pauses: Pauses = ()) -> date:
    """Return the last day on which acting is still in time (行政许可法 Art. 82).

    Args:
        start: local date of the act that starts the clock. It is day 0: counting begins the
            next day.
        limit: working days, at least 1.
        pauses: (first, last) days that do not count, both ends included, such as a hearing or
            an expert review (特别程序). They may overlap and come in any order.

    Raises:
        ValueError: `limit` is below 1. A mistake in the code, not in the case.
    """
    _positive(limit)
    paused = tuple(pauses)
    day, left = start, limit
    while left:
        day += ONE_DAY
        if calendar.is_open(day) and not _within(day, paused):
            left -= 1
    return day


def due(
    start: date,
    limit: int,
    calendar: Calendar,
    *,
    unit: LimitUnit = "working_day",
    pauses: Pauses = (),
    policy: DeadlinePolicy = NATIONAL,
) -> Due:
    """Return the due date of a limit in any unit, and whether it is provisional.

    Days and weeks run on without regard to days off; months end on the day of the same number or,
    where there is none, on the month's last (民法典 Art. 202). Paused days do not count in any
    unit. A last day that is a day off moves to the next working day if `policy` says so (Art. 203).

    Raises:
        ValueError: `limit` is below 1.
    """
    _positive(limit)
    paused = tuple(pauses)
    base = start + timedelta(days=_BASE[policy.base])
    if unit == "working_day":
        last = due_date(base, limit, calendar, paused)
        return Due(last, calendar.provisional_within(base, last))
    if unit == "month":
        end = _end_of_months(start, limit, policy)
    else:
        end = base + timedelta(days=limit * (7 if unit == "week" else 1))
    last = _count_days(base, (end - base).days, paused)
    if policy.last_day_closed == "keep":
        return Due(last)
    shifted = calendar.next_open(last)
    return Due(shifted, calendar.provisional_within(last, shifted))


def corrected_due(
    start: date,
    limit: int,
    calendar: Calendar,
    *,
    unit: LimitUnit,
    policy: DeadlinePolicy,
    corrections: Iterable[Correction],
    today: date,
) -> Due:
    """Return the due date of a limit that runs on while the applicant is asked to correct, as
    `policy` treats that; an unanswered request counts as if it were answered `today`.

    Raises:
        ValueError: `limit` is below 1.
    """
    added = 0
    for correction in sorted(corrections, key=lambda c: c.created):
        resolved = correction.resolved or today
        if policy.correction == "none":
            continue
        if policy.correction == "reset" or correction.incomplete:
            start, added = resolved, 0
        else:
            added += (resolved - correction.created).days + 1
    unshifted = replace(policy, last_day_closed="keep")
    last = due(start, limit, calendar, unit=unit, policy=unshifted)
    on = last.on + timedelta(days=added)
    if policy.last_day_closed == "keep":
        return Due(on, last.provisional)
    shifted = calendar.next_open(on)
    return Due(shifted, last.provisional or calendar.provisional_within(on, shifted))


def paused_days(since: datetime, until: datetime) -> tuple[date, date]:
    """Return the local days that a pause from `since` to `until` takes out of a limit in days: from
    the day on which it began to the day on which it ended, both included. A day on which the clock
    stood still for a part does not count; seconds are the business of `worktime.py`."""
    return local_day(since), local_day(until)


def never_shorter(told: Due | None, computed: Due) -> Due:
    """Return what holds after a recomputation: never a day before the one already told."""
    if told is None or told.on <= computed.on:
        return computed
    return Due(told.on, computed.provisional)


def add_months(day: date, count: int) -> date:
    """Return the day of the same number `count` months later, earlier if it is negative; where
    there is none, the month's last (民法典 Art. 202).

    Raises:
        ValueError: the calendar has no such year.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _positive(limit: int) -> None:
    if limit < 1:
        raise ValueError(f"a time limit is at least 1, not {limit}")


def _within(day: date, spans: tuple[tuple[date, date], ...]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _count_days(base: date, days: int, paused: tuple[tuple[date, date], ...]) -> date:
    """Return the day on which the `days`th day after `base` that is not paused falls."""
    day, left = base, days
    while left:
        day += ONE_DAY
        if not _within(day, paused):
            left -= 1
    return day


def _end_of_months(start: date, count: int, policy: DeadlinePolicy) -> date:
    """Return the last day of `count` months, which are added before days are taken off: where the
    first day counts, one month from 1 March ends on 31 March, as that day would be 1 April."""
    if policy.base != "day_before":
        return add_months(start + timedelta(days=_BASE[policy.base]), count)
    same_day = add_months(start, count)
    return same_day - ONE_DAY if same_day.day == start.day else same_day
