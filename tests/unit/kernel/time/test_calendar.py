"""工作日历: which days are worked, and what is known about a year without a notice."""

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from actors.kernel.calendar import Calendar, CalendarExhausted, CalendarYear
from actors.place.calendars.load import load_calendar, read_years

NATIONAL = load_calendar()
DAYS_2007_TO_2026 = [date(2007, 1, 1) + timedelta(days=n) for n in range(7305)]
NO_NOTICE = CalendarYear(year=2027, version=0, source="no notice yet", published=False)
FIRST = CalendarYear(
    year=2027,
    version=1,
    source="the notice",
    published=True,
    closed=(date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 8)),
    made_up=(date(2027, 2, 14),),
)
SECOND = CalendarYear(year=2027, version=2, source="a later notice", published=True)


def test_every_day_of_twenty_years_agrees_with_an_independent_calendar() -> None:
    assert DAYS_2007_TO_2026[-1] == date(2026, 12, 31)
    differing = [
        day
        for day in DAYS_2007_TO_2026
        if NATIONAL.is_open(day) != chinese_calendar.is_workday(day)
    ]

    assert differing == []


def test_only_years_with_a_notice_are_certain() -> None:
    assert not NATIONAL.provisional(date(2026, 12, 31))
    assert NATIONAL.provisional(date(2027, 1, 1))
    assert NATIONAL.provisional(date(2031, 6, 1))
    assert NATIONAL.provisional_within(date(2026, 12, 1), date(2027, 1, 1))
    assert not NATIONAL.provisional_within(date(2025, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize("year", [2027, 2040])
def test_a_year_without_a_notice_has_weekends_and_the_holidays_of_fixed_date(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    closed_weekdays = {day for day in days if day.weekday() < 5 and not NATIONAL.is_open(day)}
    fixed = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}

    assert closed_weekdays == {
        day for day in (date(year, *md) for md in fixed) if day.weekday() < 5
    }
    assert not NATIONAL.is_open(date(2027, 1, 2))  # a Saturday


def test_a_notice_may_close_days_of_the_december_before() -> None:
    published = NATIONAL.with_years([FIRST])

    assert NATIONAL.is_open(date(2026, 12, 31))
    assert not published.is_open(date(2026, 12, 31))
    assert published.is_open(date(2027, 2, 14))  # a Sunday, worked
    assert not published.is_open(date(2027, 2, 8))


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_the_highest_version_of_a_year_holds(order: tuple[CalendarYear, CalendarYear]) -> None:
    calendar = Calendar([NO_NOTICE, *order])

    assert calendar.is_open(date(2027, 2, 8))
    assert calendar.version == "2027.2"


def test_the_version_names_what_the_calendar_was_made_of() -> None:
    assert NATIONAL.version == "2007-2018.1,2019-2020.2,2021-2026.1,2027.0?"
    assert NATIONAL.with_years([FIRST]).version == "2007-2018.1,2019-2020.2,2021-2027.1"


def test_the_closed_days_of_a_place_make_another_calendar() -> None:
    here = NATIONAL.with_closed([date(2026, 11, 24)])
    there = NATIONAL.with_closed([date(2026, 11, 25)])

    assert NATIONAL.is_open(date(2026, 11, 24))
    assert not here.is_open(date(2026, 11, 24))
    assert here.is_open(date(2026, 11, 25))
    assert len({NATIONAL.version, here.version, there.version}) == 3
    assert here.with_years([FIRST]).is_open(date(2026, 11, 24)) is False


def test_the_next_working_day_after_the_national_holiday_is_found() -> None:
    assert NATIONAL.next_open(date(2026, 10, 1)) == date(2026, 10, 8)
    assert NATIONAL.next_open(date(2026, 10, 8)) == date(2026, 10, 8)


def test_working_days_are_counted_in_both_directions() -> None:
    assert NATIONAL.open_days(date(2026, 9, 18), date(2026, 10, 22)) == 20
    assert NATIONAL.open_days(date(2026, 10, 22), date(2026, 9, 18)) == -20
    assert NATIONAL.open_days(date(2026, 9, 18), date(2026, 9, 18)) == 0


def test_all_mistakes_of_calendar_files_are_told_at_once(tmp_path: Path) -> None:
    year = {"version": 1, "source": "x", "published": True}
    (tmp_path / "2020.json").write_text(json.dumps(year | {"year": 2021}))
    (tmp_path / "2022.json").write_text(json.dumps(year | {"year": 2022, "closed": ["2022-02-30"]}))
    twice = {"closed": ["2023-01-02"], "made_up": ["2023-01-02"]}
    (tmp_path / "2023.json").write_text(json.dumps(year | {"year": 2023} | twice))

    with pytest.raises(ValueError) as caught:
        read_years(tmp_path)

    told = str(caught.value)
    assert "2020.json: it is the calendar of 2021" in told
    assert "2022.json: " in told and "$.closed[0]" in told
    assert "2023.json: 2023-01-02 is both closed and worked" in told


def test_an_exhausted_calendar_names_the_day_that_is_missing() -> None:
    assert CalendarExhausted(date(2027, 1, 1)).day == date(2027, 1, 1)
    assert "2027-01-01" in str(CalendarExhausted(date(2027, 1, 1)))
