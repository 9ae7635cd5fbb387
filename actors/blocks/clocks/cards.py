"""Clocks under supervision and the cards they raise (预警、黄牌、红牌). Arithmetic: SUP-03."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import msgspec

from actors.kernel.calendar import CalendarExhausted
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.worktime import WorkTime

Level = Literal["", "warning", "yellow", "red"]
Against = Literal["promised", "statutory"]
CLOCKS = (  # those that are counted in working time, by a policy
    "case",  # promised and statutory limit, from acceptance
    "special",  # special procedure, the days told
    "pre_acceptance",  # online pre-acceptance, 2 days
    "e_certificate",  # 3 days from the decision
    "complaint",  # consultation and complaint
)
"""The clocks that this block declares; other owners declare their own."""
LEVELS: tuple[Level, ...] = ("", "warning", "yellow", "red")


class Mark(msgspec.Struct, frozen=True):
    """`level` holds from the beginning of the local day `on`."""

    level: Literal["warning", "yellow", "red"]
    on: date


class ClockFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The facts of one clock, enough to work out its level at any instant.

    `name` is one of `System.clocks` of its owner. `promised` and `statutory` are working days
    (equal where a clock has one limit), `promised_hours` working hours that were promised instead
    of days, 0 for none; `pauses` are (from, to) instants, `to` None while it lasts;
    `stopped_at` None while it runs. `policy` names the thresholds ("national").

    A clock that is counted by dates has no such limit but `due`, its last local day in time, and
    `marks`, the days from which its levels hold, both as the rules of its owner have them. While
    a pause lasts it stands still; what a pause that is over changed is in the dates already.
    """

    name: str
    started_at: datetime
    promised: int = 0
    promised_hours: int = 0
    statutory: int = 0
    due: date | None = None
    marks: tuple[Mark, ...] = ()
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    stopped_at: datetime | None = None
    policy: str = "national"


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """`level` holds from the moment that d is at least `days`, where d = ceil((used - limit) / one
    working day) against the limit named `against`. Because of the ceiling, d is -2 as soon as
    fewer than three full days remain.

    It does not hold before `used_percent` of that limit are used: of a limit of two days, fewer
    than three full days remain from the first minute."""

    level: Literal["warning", "yellow", "red"]
    against: Against
    days: int
    used_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


class CardPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What raises which level, clock by clock; versioned data, see `policies/`."""

    name: str
    version: int
    clocks: dict[str, tuple[Threshold, ...]]


def severity(level: Level) -> int:
    """Return 0 for no level up to 3 for a red card."""
    return LEVELS.index(level)


def most_severe(levels: Iterable[Level]) -> Level:
    """Return the highest of `levels`; "" if there is none."""
    ranks = [severity(level) for level in levels]
    return LEVELS[max(ranks, default=0)]


def days_over(facts: ClockFacts, at: datetime, against: Against, time: WorkTime) -> int:
    """Return d: working days over the limit, rounded up, or calendar days over the date by which
    something is due; negative while within it.

    After the clock has stopped d stays what it was.

    Raises:
        CalendarExhausted: a day on the way has no published calendar.
    """
    until = at if facts.stopped_at is None else min(at, facts.stopped_at)
    if facts.due is not None:
        until = min([until, *_lasting(facts)])
        return (local_day(until) - facts.due).days
    used = time.used(facts.started_at, until, facts.pauses)
    return -((_limit(facts, against, time) - used) // time.day)


def holding(
    facts: ClockFacts, at: datetime, policy: CardPolicy, time: WorkTime
) -> Threshold | None:
    """Return the threshold of the highest level that holds at the instant `at`, or None.

    Raises:
        CalendarExhausted: a day on the way has no published calendar.
    """
    highest: Threshold | None = None
    for threshold in _thresholds(facts, policy):
        higher = highest is None or severity(threshold.level) > severity(highest.level)
        if higher and _holds(facts, at, threshold, time):
            highest = threshold
    return highest


def level(facts: ClockFacts, at: datetime, policy: CardPolicy, time: WorkTime) -> Level:
    """Return the highest level that holds at the instant `at`.

    Raises:
        CalendarExhausted: a day on the way has no published calendar.
    """
    highest = holding(facts, at, policy, time)
    return "" if highest is None else highest.level


def next_threshold(
    facts: ClockFacts, after: datetime, policy: CardPolicy, time: WorkTime
) -> tuple[datetime, Level] | None:
    """Return when a higher level than the one at `after` first holds, and which; None if none will,
    because the clock has stopped, stands still or is at its highest level.

    Raises:
        CalendarExhausted: it and all later ones lie beyond the published calendars; `day` is the
            first day that cannot be counted, so nothing falls due before that day begins.
    """
    if facts.stopped_at is not None:
        return None
    now = severity(level(facts, after, policy, time))
    coming: list[tuple[datetime, Level]] = []
    exhausted: CalendarExhausted | None = None
    for threshold in _thresholds(facts, policy):
        if severity(threshold.level) <= now:
            continue
        try:
            at = falls_due(facts, threshold, time)
        except CalendarExhausted as error:
            exhausted = exhausted or error
            continue
        if at is not None:
            coming.append((at, threshold.level))
    if not coming and exhausted is not None:
        raise exhausted
    return min(coming, key=lambda due: (due[0], -severity(due[1])), default=None)


def falls_due(facts: ClockFacts, threshold: Threshold, time: WorkTime) -> datetime | None:
    """Return the first instant (whole second) at which `threshold` holds, leaving aside that the
    clock may have stopped; None if a lasting pause keeps it away.

    Raises:
        CalendarExhausted: it lies beyond the published calendars.
    """
    if facts.due is not None:
        standing = bool(_lasting(facts))
        return None if standing else start_of_day(facts.due + timedelta(days=threshold.days))
    ticks = _limit(facts, threshold.against, time) + (threshold.days - 1) * time.day + 1
    ticks = max(ticks, _floor(facts, threshold, time))
    return time.reach_used(facts.started_at, ticks, facts.pauses)


def limit_used_up(facts: ClockFacts, against: Against, time: WorkTime) -> datetime | None:
    """Return the instant at which the limit named `against` is used up, leaving aside that the
    clock may have stopped; None if a lasting pause keeps it away.

    Raises:
        CalendarExhausted: it lies beyond the published calendars.
    """
    return time.reach_used(facts.started_at, _limit(facts, against, time), facts.pauses)


def _holds(facts: ClockFacts, at: datetime, threshold: Threshold, time: WorkTime) -> bool:
    if days_over(facts, at, threshold.against, time) < threshold.days:
        return False
    floor = _floor(facts, threshold, time)
    until = at if facts.stopped_at is None else min(at, facts.stopped_at)
    return not floor or time.used(facts.started_at, until, facts.pauses) >= floor


def _floor(facts: ClockFacts, threshold: Threshold, time: WorkTime) -> int:
    """Return the working time that is used before `threshold` can hold."""
    return -(-_limit(facts, threshold.against, time) * threshold.used_percent // 100)


def _thresholds(facts: ClockFacts, policy: CardPolicy) -> tuple[Threshold, ...]:
    if facts.due is None:
        return policy.clocks.get(facts.name, ())
    return tuple(
        Threshold(level=mark.level, against="promised", days=(mark.on - facts.due).days)
        for mark in facts.marks
    )


def _lasting(facts: ClockFacts) -> list[datetime]:
    """Return since when the clock stands still, if it does."""
    return [since for since, until in facts.pauses if until is None]


def _limit(facts: ClockFacts, against: Against, time: WorkTime) -> int:
    """Return the limit in ticks of working time."""
    if against == "statutory":
        return facts.statutory * time.day
    return facts.promised_hours * time.hour or facts.promised * time.day
