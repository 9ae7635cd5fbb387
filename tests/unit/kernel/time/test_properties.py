"""Laws of counting time, against an independent oracle that walks day by day, second by second.

The oracle knows nothing of our calendars: it asks `chinesecalendar`.
"""

from datetime import date, datetime, time, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from actors.blocks.clocks.cards import ClockFacts, level, next_threshold, severity
from actors.blocks.clocks.load import load_card_policies, load_work_tables
from actors.kernel.deadlines import CHINA, due, due_date
from actors.kernel.worktime import WorkTime
from actors.place.calendars.load import load_calendar

CALENDAR = load_calendar()
TABLES = load_work_tables(CALENDAR)
TIME = TABLES.of("any")
POLICY = load_card_policies()["national"]
FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
ONE_DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
SPANS = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))

days = st.dates(FIRST, date(2026, 6, 30))
limits = st.integers(1, 60)
spans = st.tuples(days, st.integers(0, 20)).map(lambda p: (p[0], p[0] + timedelta(days=p[1])))
instants = st.datetimes(datetime(2007, 1, 1), datetime(2026, 6, 30), timezones=st.just(CHINA)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
lengths = st.timedeltas(timedelta(0), timedelta(days=40))


def is_worked(day: date) -> bool:
    return chinese_calendar.is_workday(day)


def naive_due_date(start: date, limit: int, paused: set[date]) -> date:
    worked = [
        day
        for day in (start + timedelta(days=n) for n in range(1, 400))
        if day <= LAST and is_worked(day) and day not in paused
    ]
    return worked[limit - 1]


def naive_worked(since: datetime, until: datetime) -> int:
    """Walk through the days and take what of each span lies between the two seconds."""
    since, until = (at.astimezone(CHINA).replace(microsecond=0) for at in (since, until))
    total, day = timedelta(0), since.date()
    while day <= until.date():
        if is_worked(day):
            for opens, closes in SPANS:
                begin = max(since, datetime.combine(day, opens, CHINA))
                end = min(until, datetime.combine(day, closes, CHINA))
                total += max(end - begin, timedelta(0))
        day += ONE_DAY
    return int(total.total_seconds())


def naive_seconds(since: datetime, until: datetime) -> int:
    """Look at every single second; for short spans."""
    at = since.replace(microsecond=0)
    found = 0
    while at < until.replace(microsecond=0):
        if is_worked(at.date()) and any(a <= at.time() < b for a, b in SPANS):
            found += 1
        at += SECOND
    return found


@given(days, limits, st.lists(spans, max_size=3))
def test_due_dates_agree_with_a_walk_through_the_days(
    start: date, limit: int, pauses: list[tuple[date, date]]
) -> None:
    paused = {
        first + timedelta(days=n) for first, last in pauses for n in range((last - first).days + 1)
    }

    assert due_date(start, limit, CALENDAR, pauses) == naive_due_date(start, limit, paused)


@given(days, limits)
def test_a_working_day_limit_never_ends_on_a_day_off_and_is_certain(
    start: date, limit: int
) -> None:
    found = due(start, limit, CALENDAR)

    assert is_worked(found.on)
    assert not found.provisional
    assert CALENDAR.open_days(start, found.on) == limit


@given(days, st.integers(0, 30), limits, st.integers(0, 10))
def test_a_later_start_or_a_longer_limit_never_ends_earlier(
    start: date, later: int, limit: int, longer: int
) -> None:
    base = due_date(start, limit, CALENDAR)

    assert due_date(start + timedelta(days=later), limit, CALENDAR) >= base
    assert due_date(start, limit + longer, CALENDAR) >= base


@given(
    days,
    st.integers(1, 12),
    st.sampled_from(["working_day", "calendar_day", "week", "month"]),
    st.lists(spans, max_size=2),
    spans,
)
def test_a_pause_never_shortens_a_limit_in_any_unit(
    start: date,
    limit: int,
    unit: str,
    pauses: list[tuple[date, date]],
    another: tuple[date, date],
) -> None:
    without = due(start, limit, CALENDAR, unit=unit, pauses=pauses)

    assert due(start, limit, CALENDAR, unit=unit, pauses=[*pauses, another]).on >= without.on


@given(instants, lengths)
def test_working_seconds_agree_with_a_walk_through_the_days(
    since: datetime, length: timedelta
) -> None:
    until = since + length

    assert TIME.worked(since, until) == naive_worked(since, until)


@given(
    st.sampled_from([date(2026, 9, 30), date(2026, 10, 10), date(2026, 3, 6), date(2024, 12, 31)]),
    st.sampled_from([8 * 3600 + 1800, 12 * 3600, 14 * 3600 + 1800, 17 * 3600 + 1800, 86_400]),
    st.integers(-900, 300),
    st.integers(0, 900),
)
def test_working_seconds_agree_with_a_count_of_single_seconds(
    day: date, edge: int, begins: int, length: int
) -> None:
    since = datetime.combine(day, time(), CHINA) + timedelta(seconds=edge + begins)
    until = since + timedelta(seconds=length)

    assert TIME.worked(since, until) == naive_seconds(since, until)


@given(instants, st.integers(1, 60 * TIME.day))
def test_the_inverse_finds_the_first_second(since: datetime, ticks: int) -> None:
    at = TIME.reach(since, ticks)

    assert TIME.worked(since, at) == ticks
    assert TIME.worked(since, at - SECOND) == ticks - 1


@given(instants, lengths, lengths)
def test_working_time_adds_up(since: datetime, first: timedelta, second: timedelta) -> None:
    middle, until = since + first, since + first + second

    assert TIME.worked(since, until) == TIME.worked(since, middle) + TIME.worked(middle, until)


half = WorkTime(
    CALENDAR, type(TIME.table)(name="half", version=1, hours=SPANS, weekdays={5: SPANS[:1]})
)


@given(instants, st.integers(1, 20 * half.day))
def test_the_inverse_holds_with_half_days(since: datetime, ticks: int) -> None:
    at = half.reach(since, ticks)

    assert half.worked(since, at) >= ticks
    assert half.worked(since, at - SECOND) < ticks


pause_lists = st.lists(
    st.tuples(lengths, st.timedeltas(timedelta(0), timedelta(days=9))), max_size=3
)


def facts_of(
    start: datetime, promised: int, more: int, pauses: list[tuple[timedelta, timedelta]]
) -> ClockFacts:
    return ClockFacts(
        name="case",
        started_at=start,
        promised=promised,
        statutory=promised + more,
        pauses=tuple((start + a, start + a + b) for a, b in pauses),
    )


clocks = st.builds(facts_of, instants, st.integers(1, 30), st.integers(0, 10), pause_lists)


@given(clocks, st.integers(1, 40 * TIME.day))
def test_time_used_is_reached_at_the_first_second_in_spite_of_pauses(
    facts: ClockFacts, ticks: int
) -> None:
    at = TIME.reach_used(facts.started_at, ticks, facts.pauses)

    assert at is not None
    assert TIME.used(facts.started_at, at, facts.pauses) == ticks
    assert TIME.used(facts.started_at, at - SECOND, facts.pauses) == ticks - 1


@given(clocks, st.lists(lengths, min_size=2, max_size=6))
def test_a_level_never_goes_down_as_time_passes(facts: ClockFacts, after: list[timedelta]) -> None:
    ranks = [
        severity(level(facts, facts.started_at + step, POLICY, TIME)) for step in sorted(after)
    ]

    assert ranks == sorted(ranks)


@given(clocks, lengths, lengths, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_further_pause_never_raises_a_level(
    facts: ClockFacts, after: timedelta, begins: timedelta, lasts: timedelta
) -> None:
    at = facts.started_at + after
    pause = (facts.started_at + begins, facts.started_at + begins + lasts)
    paused = ClockFacts(
        name=facts.name,
        started_at=facts.started_at,
        promised=facts.promised,
        statutory=facts.statutory,
        pauses=(*facts.pauses, pause),
    )

    assert severity(level(paused, at, POLICY, TIME)) <= severity(level(facts, at, POLICY, TIME))


@given(clocks, lengths)
def test_the_next_threshold_is_where_the_level_changes(facts: ClockFacts, after: timedelta) -> None:
    now = facts.started_at + after
    due_next = next_threshold(facts, now, POLICY, TIME)

    if due_next is None:
        assert level(facts, now, POLICY, TIME) == "red"
        return
    at, reached = due_next
    assert at > now
    assert level(facts, at - timedelta(milliseconds=1), POLICY, TIME) == level(
        facts, now, POLICY, TIME
    )
    assert level(facts, at, POLICY, TIME) == reached
