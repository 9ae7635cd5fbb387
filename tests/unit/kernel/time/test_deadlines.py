"""期间: the arithmetic of due dates, by the examples that law and policies publish."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actors.blocks.clocks.load import load_deadline_policies
from actors.kernel.calendar import Calendar, CalendarYear
from actors.kernel.deadlines import (
    CHINA,
    NATIONAL,
    Correction,
    DeadlinePolicy,
    Due,
    LimitUnit,
    corrected_due,
    due,
    due_date,
    end_of_day,
    local_day,
    never_shorter,
    paused_days,
    start_of_day,
)
from actors.place.calendars.load import load_calendar

CALENDAR = load_calendar()
MONDAY_TO_FRIDAY = Calendar([CalendarYear(year=2026, version=1, source="x", published=True)])
FRANCE = load_deadline_policies()["france"]
DEPOSIT = date(2023, 5, 15)
TODAY = date(2023, 6, 1)


def test_twenty_working_days_pass_over_two_autumn_festivals_and_their_make_up_days() -> None:
    assert due_date(date(2026, 9, 18), 20, CALENDAR) == date(2026, 10, 22)
    assert due_date(date(2026, 9, 18), 20, MONDAY_TO_FRIDAY) == date(2026, 10, 16)


def test_the_day_of_the_act_is_day_0() -> None:
    assert due_date(date(2026, 3, 2), 1, CALENDAR) == date(2026, 3, 3)
    assert due_date(date(2026, 3, 6), 1, CALENDAR) == date(2026, 3, 9)


def test_a_make_up_saturday_is_a_working_day() -> None:
    assert due_date(date(2026, 10, 9), 1, CALENDAR) == date(2026, 10, 10)


def test_a_limit_that_reaches_a_year_without_a_notice_is_provisional() -> None:
    found = due(date(2026, 11, 23), 45, CALENDAR)

    assert found.provisional
    assert found.on == date(2027, 1, 26)
    assert due(date(2026, 11, 23), 20, CALENDAR) == Due(date(2026, 12, 21), False)


def test_the_notice_makes_a_provisional_date_certain() -> None:
    notice = CalendarYear(
        year=2027,
        version=1,
        source="x",
        published=True,
        closed=(date(2027, 1, 1), date(2027, 1, 25)),
    )

    assert due(date(2026, 11, 23), 45, CALENDAR.with_years([notice])) == Due(date(2027, 1, 27))


def test_paused_days_do_not_count_even_where_they_overlap() -> None:
    hearing = (date(2026, 3, 3), date(2026, 3, 5))
    review = (date(2026, 3, 4), date(2026, 3, 9))

    assert due_date(date(2026, 3, 2), 3, CALENDAR, (review, hearing)) == date(2026, 3, 12)
    assert due_date(date(2026, 3, 2), 3, CALENDAR) == date(2026, 3, 5)


@pytest.mark.parametrize("limit", [0, -3])
def test_a_limit_below_one_is_a_mistake_in_the_code(limit: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        due_date(date(2026, 3, 2), limit, CALENDAR)
    with pytest.raises(ValueError, match="at least 1"):
        due(date(2026, 3, 2), limit, CALENDAR, unit="month")


@pytest.mark.parametrize(
    ("unit", "start", "limit", "last"),
    [
        ("calendar_day", date(2026, 9, 1), 15, date(2026, 9, 16)),
        ("calendar_day", date(2026, 9, 16), 15, date(2026, 10, 8)),  # 1 October, shifted
        ("calendar_day", date(2026, 9, 10), 10, date(2026, 9, 20)),  # a Sunday that is worked
        ("week", date(2026, 3, 2), 2, date(2026, 3, 16)),
        ("month", date(2026, 1, 31), 1, date(2026, 2, 28)),  # no 31 February; a worked Saturday
        ("month", date(2023, 11, 30), 3, date(2024, 2, 29)),
        ("month", date(2026, 3, 7), 3, date(2026, 6, 8)),  # 7 June is a Sunday
        ("month", date(2025, 11, 24), 12, date(2026, 11, 24)),
    ],
)
def test_days_weeks_and_months_end_as_the_civil_code_says(
    unit: LimitUnit, start: date, limit: int, last: date
) -> None:
    assert due(start, limit, CALENDAR, unit=unit) == Due(last)


def test_paused_days_lengthen_a_limit_in_months() -> None:
    pause = (date(2026, 3, 10), date(2026, 3, 12))

    assert due(date(2026, 3, 2), 1, CALENDAR, unit="month", pauses=[pause]) == Due(
        date(2026, 4, 7)  # 2 April and three days is Sunday the 5th; the 6th is a holiday
    )


def test_only_a_shifted_last_day_makes_a_calendar_limit_provisional() -> None:
    assert due(date(2026, 12, 1), 60, CALENDAR, unit="calendar_day").provisional
    assert not due(date(2026, 12, 1), 30, CALENDAR, unit="calendar_day").provisional


def test_where_the_first_day_counts_a_limit_ends_a_day_earlier() -> None:
    korea = DeadlinePolicy(name="korea", version=1, base="day_before")

    assert due(date(2026, 3, 5), 6, CALENDAR, policy=korea) == Due(date(2026, 3, 12))
    assert due(date(2026, 3, 5), 6, CALENDAR) == Due(date(2026, 3, 13))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 3, 1), 1, date(2026, 3, 31)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),  # no 31 April: the month's last day
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 15), 2, date(2026, 5, 14)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
    ],
)
def test_months_are_added_before_the_first_day_is_counted(
    start: date, months: int, last: date
) -> None:
    korea = DeadlinePolicy(name="korea", version=1, base="day_before", last_day_closed="keep")

    assert due(start, months, CALENDAR, unit="month", policy=korea).on == last


@pytest.mark.parametrize(
    ("limit", "unit", "last"),
    [
        (2, "month", date(2023, 7, 16)),
        (30, "calendar_day", date(2023, 6, 15)),
        (8, "week", date(2023, 7, 11)),
    ],
)
def test_the_second_policy_counts_from_the_day_after_the_deposit(
    limit: int, unit: LimitUnit, last: date
) -> None:
    assert due(DEPOSIT, limit, CALENDAR, unit=unit, policy=FRANCE) == Due(last)


def second_policy(*corrections: Correction, policy: DeadlinePolicy = FRANCE) -> Due:
    return corrected_due(
        DEPOSIT,
        2,
        CALENDAR,
        unit="month",
        policy=policy,
        corrections=corrections,
        today=TODAY,
    )


def test_the_second_policy_adds_the_days_of_a_correction() -> None:
    answered = Correction(created=date(2023, 5, 20), resolved=date(2023, 5, 25))

    assert second_policy(answered) == Due(date(2023, 7, 22))
    assert second_policy() == Due(date(2023, 7, 16))


def test_an_unanswered_correction_counts_as_if_answered_today() -> None:
    open_one = Correction(created=date(2023, 5, 30))

    assert second_policy(open_one) == Due(date(2023, 7, 16) + timedelta(days=3))


def test_an_incomplete_application_starts_the_limit_again() -> None:
    before = Correction(created=date(2023, 5, 16), resolved=date(2023, 5, 18))
    incomplete = Correction(created=date(2023, 5, 20), resolved=date(2023, 5, 25), incomplete=True)
    after = Correction(created=date(2023, 5, 27), resolved=date(2023, 5, 28))

    assert second_policy(after, incomplete, before) == Due(date(2023, 7, 28))


def test_a_policy_may_start_again_at_every_correction_or_know_none() -> None:
    answered = Correction(created=date(2023, 5, 20), resolved=date(2023, 5, 25))
    reset = DeadlinePolicy(
        name="x", version=1, base="day_after", last_day_closed="keep", correction="reset"
    )

    assert second_policy(answered, policy=reset) == Due(date(2023, 7, 26))
    assert second_policy(answered, policy=NATIONAL) == second_policy(policy=NATIONAL)


def test_a_corrected_limit_is_shifted_once_at_its_end() -> None:
    shifting = DeadlinePolicy(name="x", version=1, base="day_after", correction="add")
    answered = Correction(created=date(2023, 5, 20), resolved=date(2023, 5, 25))

    assert second_policy(policy=shifting) == Due(date(2023, 7, 17))  # 16 July is a Sunday
    assert second_policy(answered, policy=shifting) == Due(date(2023, 7, 24))  # 22 is a Saturday


def test_the_national_way_of_counting_is_the_one_in_the_file() -> None:
    assert load_deadline_policies()["national"] == NATIONAL


def test_the_local_day_begins_at_midnight_in_china() -> None:
    assert local_day(datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert local_day(datetime(2026, 3, 2, 16, tzinfo=UTC)) == date(2026, 3, 3)
    assert start_of_day(date(2026, 3, 3)) == datetime(2026, 3, 2, 16, tzinfo=UTC)


def test_an_alarm_at_the_end_of_a_day_never_rings_on_that_day() -> None:
    at = end_of_day(date(2026, 3, 2))

    assert local_day(at) == date(2026, 3, 3)
    assert local_day(at - timedelta(milliseconds=1)) == date(2026, 3, 2)


def test_a_day_on_which_the_clock_stood_still_for_a_part_is_paused() -> None:
    since = datetime(2026, 3, 2, 16, tzinfo=CHINA)
    until = datetime(2026, 3, 4, 9, tzinfo=CHINA)

    assert paused_days(since, until) == (date(2026, 3, 2), date(2026, 3, 4))


def test_a_deadline_that_was_told_is_never_shortened() -> None:
    told = Due(date(2027, 1, 26), True)

    assert never_shorter(told, Due(date(2027, 1, 25))) == Due(date(2027, 1, 26))
    assert never_shorter(told, Due(date(2027, 1, 27))) == Due(date(2027, 1, 27))
    assert never_shorter(None, Due(date(2027, 1, 25))) == Due(date(2027, 1, 25))
