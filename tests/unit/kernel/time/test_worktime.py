"""工作时间: seconds worked between two instants, with lunch breaks, half days and festivals."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest

from actors.blocks.clocks.load import load_work_tables
from actors.kernel.calendar import CalendarExhausted
from actors.kernel.deadlines import CHINA
from actors.kernel.worktime import WorkTable, WorkTables, WorkTime
from actors.place.calendars.load import load_calendar

TABLES = load_work_tables(load_calendar())
TIME = TABLES.of("market_supervision")
DAY = 6 * 3600 + 1800  # 08:30-12:00 and 14:30-17:30
MORNING = ((time(8, 30), time(12)),)
HALF_FRIDAYS = WorkTime(
    TABLES.calendar, msgspec.structs.replace(TIME.table, name="half", weekdays={5: MORNING})
)


def at(day: int, hour: int = 0, minute: int = 0, second: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("since", "until", "seconds"),
    [
        (at(2, 10), at(2, 11), 3600),
        (at(2, 11), at(2, 15), 2 * 3600 - 1800),  # lunch
        (at(2, 12), at(2, 14, 30), 0),
        (at(2, 17, 29, 59), at(3, 8, 30, 1), 2),
        (at(2), at(3), DAY),
        (at(6, 16), at(9, 9, 30), 3600 + 5400),  # a weekend
        (at(7), at(9), 0),
        (at(2, 11), at(2, 10), 0),
        (at(2), at(2, month=4), 23 * DAY),
        (at(30, month=9), at(9, month=10), 2 * DAY),  # 30 September and 8 October
        (at(10, month=10), at(11, month=10), DAY),  # a Saturday that is worked
    ],
)
def test_working_seconds(since: datetime, until: datetime, seconds: int) -> None:
    assert TIME.day == DAY
    assert TIME.worked(since, until) == seconds
    assert TIME.worked(since.astimezone(UTC), until.astimezone(UTC)) == seconds


def test_working_time_runs_over_the_end_of_the_year() -> None:
    since = datetime(2024, 12, 31, 17, tzinfo=CHINA)
    until = datetime(2026, 1, 5, 9, tzinfo=CHINA)

    assert TIME.worked(since, until) == 1800 + 248 * DAY + DAY + 1800  # 4 January is worked


def test_what_was_submitted_outside_hours_starts_at_the_next_opening() -> None:
    assert TIME.reach(at(6, 20), 1) == at(9, 8, 30, 1)
    assert TIME.reach(at(2, 12, 30), 1) == at(2, 14, 30, 1)


def test_a_limit_that_is_reached_at_closing_time_is_reached_then() -> None:
    assert TIME.reach(at(2), DAY) == at(2, 17, 30)
    assert TIME.reach(at(2), DAY + 1) == at(3, 8, 30, 1)
    assert TIME.reach(at(2, 10), 0) == at(2, 10)


def test_parts_of_a_second_never_make_anything_early() -> None:
    since = at(2, 10) + timedelta(milliseconds=700)

    assert TIME.reach(since, 1) == at(2, 10, 0, 1)
    assert TIME.worked(since, at(2, 10, 0, 1) - timedelta(milliseconds=1)) == 0


def test_a_half_day_is_a_whole_working_day_whose_seconds_weigh_more() -> None:
    thursday_to_monday = HALF_FRIDAYS.worked(at(5), at(9))

    assert thursday_to_monday == 2 * HALF_FRIDAYS.day
    assert HALF_FRIDAYS.worked(at(6, 8, 30), at(6, 10, 15)) * 2 == HALF_FRIDAYS.day
    assert HALF_FRIDAYS.reach(at(5), 2 * HALF_FRIDAYS.day) == at(6, 12)
    assert HALF_FRIDAYS.worked(at(6, 12), at(6, 18)) == 0


def test_a_single_day_may_have_hours_of_its_own() -> None:
    table = msgspec.structs.replace(TIME.table, days={date(2026, 3, 3): MORNING})
    time_of_unit = WorkTime(TABLES.calendar, table)

    assert time_of_unit.worked(at(3, 13), at(3, 18)) == 0
    assert time_of_unit.worked(at(3), at(4)) == time_of_unit.day


def test_hours_may_begin_and_end_at_any_second() -> None:
    odd = WorkTable(name="odd", version=1, hours=((time(9, 0, 30), time(9, 1, 45)),))
    time_of_unit = WorkTime(TABLES.calendar, odd)

    assert time_of_unit.day == 75
    assert time_of_unit.reach(at(2), 10) == at(2, 9, 0, 40)
    assert time_of_unit.worked(at(2), at(2, 9, 1, 50)) == 75


def test_pauses_are_taken_out_once_even_where_they_overlap() -> None:
    pauses = ((at(3, 15), at(4, 10)), (at(4, 9), at(4, 11)), (at(1), at(2, 9)))

    worked = TIME.worked(at(2, 8, 30), at(5, 12))
    stood = 1800 + TIME.worked(at(3, 15), at(4, 11))
    assert TIME.used(at(2, 8, 30), at(5, 12), pauses) == worked - stood
    assert TIME.used(at(2, 8, 30), at(2, 9, 30), pauses) == 1800


def test_a_lasting_pause_keeps_a_limit_from_being_reached() -> None:
    lasting = ((at(3, 10), None),)

    assert TIME.reach_used(at(2, 10), DAY + 1, lasting) is None
    assert TIME.reach_used(at(2, 10), DAY, lasting) == at(3, 10)
    assert TIME.used(at(2, 10), at(31, 10), lasting) == DAY


def test_a_pause_that_ended_moves_the_limit_by_the_time_that_was_worked_in_it() -> None:
    pause = ((at(3, 10), at(5, 10)),)

    assert TIME.reach_used(at(2, 10), 3 * DAY, pause) == at(9, 10)


def test_working_time_is_not_guessed_where_no_calendar_is_published() -> None:
    new_year = datetime(2027, 1, 1, tzinfo=CHINA)
    december = datetime(2026, 12, 30, tzinfo=CHINA)

    for ask in (
        lambda: TIME.worked(december, new_year + timedelta(days=4)),
        lambda: TIME.reach(december, 3 * DAY),
        lambda: TIME.reach(new_year + timedelta(days=4), 1),
        lambda: TIME.worked(new_year, new_year + timedelta(days=4)),
    ):
        with pytest.raises(CalendarExhausted) as caught:
            ask()
        assert caught.value.day.year == 2027
    assert TIME.reach(december, 2 * DAY) == datetime(2026, 12, 31, 17, 30, tzinfo=CHINA)


def test_a_unit_without_hours_of_its_own_works_the_standard_ones() -> None:
    early = WorkTable(name="early", version=3, hours=MORNING)
    tables = WorkTables(TABLES.calendar, TIME.table, {"housing_fund": early})

    assert tables.of("housing_fund").day == 3 * 3600 + 1800
    assert tables.of("civil_affairs").day == DAY
    assert tables.of("housing_fund").version == f"early.3@{TABLES.calendar.version}"


@pytest.mark.parametrize(
    "hours",
    [
        (),
        ((time(12), time(8, 30)),),
        ((time(8, 30), time(8, 30)),),
        ((time(8, 30), time(12)), (time(11), time(17))),
    ],
)
def test_hours_that_are_not_in_order_are_refused(hours: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="not in order"):
        WorkTable(name="x", version=1, hours=hours)
