"""预警、黄牌、红牌: the published examples of the national thresholds, to the second."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actors.blocks.clocks.cards import (
    ClockFacts,
    Level,
    days_over,
    level,
    next_threshold,
)
from actors.blocks.clocks.load import load_card_policies, load_work_tables
from actors.kernel.calendar import Calendar, CalendarExhausted, CalendarYear
from actors.kernel.deadlines import CHINA
from actors.kernel.worktime import WorkTables, WorkTime

MONDAY_TO_FRIDAY = Calendar([CalendarYear(year=2018, version=1, source="x", published=True)])
STANDARD = load_work_tables(MONDAY_TO_FRIDAY).of("market_supervision")
POLICY = load_card_policies()["national"]
START = datetime(2018, 10, 15, 10, tzinfo=CHINA)  # a Monday
SECOND = timedelta(seconds=1)


def clock(
    name: str,
    promised: int,
    statutory: int,
    started_at: datetime = START,
    pauses: tuple[tuple[datetime, datetime | None], ...] = (),
    stopped_at: datetime | None = None,
) -> ClockFacts:
    return ClockFacts(
        name=name,
        started_at=started_at,
        promised=promised,
        statutory=statutory,
        pauses=pauses,
        stopped_at=stopped_at,
    )


def all_thresholds(facts: ClockFacts, time: WorkTime = STANDARD) -> list[tuple[datetime, Level]]:
    """Return when each level first holds, from the start on."""
    found: list[tuple[datetime, Level]] = []
    after = facts.started_at
    while (due := next_threshold(facts, after, POLICY, time)) is not None:
        found.append(due)
        after = due[0]
    return found


def october(day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2018, 10, day, hour, minute, tzinfo=CHINA)


@pytest.mark.feature("SUP-03")
@pytest.mark.parametrize(
    ("name", "promised", "statutory", "published"),
    [
        ("case", 7, 10, [(19, "warning"), (24, "yellow"), (29, "red")]),
        ("special", 7, 7, [(19, "warning"), (24, "yellow"), (25, "red")]),
        ("e_certificate", 3, 3, [(18, "yellow")]),
    ],
)
def test_the_level_changes_one_second_after_the_published_instant(
    name: str, promised: int, statutory: int, published: list[tuple[int, Level]]
) -> None:
    facts = clock(name, promised, statutory)
    before: Level = ""

    assert all_thresholds(facts) == [(october(day) + SECOND, then) for day, then in published]
    for day, then in published:
        at = october(day)
        assert level(facts, at, POLICY, STANDARD) == before
        assert level(facts, at + timedelta(milliseconds=999), POLICY, STANDARD) == before
        assert level(facts, at + SECOND, POLICY, STANDARD) == then
        before = then


@pytest.mark.feature("SUP-03")
def test_online_pre_acceptance_warns_after_two_days_and_cards_later() -> None:
    assert all_thresholds(clock("pre_acceptance", 2, 2)) == [
        (october(17) + SECOND, "warning"),
        (october(22) + SECOND, "yellow"),
        (october(24) + SECOND, "red"),
    ]


@pytest.mark.feature("SUP-03")
def test_a_complaint_is_carded_on_the_first_and_second_day_over() -> None:
    assert all_thresholds(clock("complaint", 5, 5)) == [
        (october(17) + SECOND, "warning"),
        (october(22) + SECOND, "yellow"),
        (october(23) + SECOND, "red"),
    ]


@pytest.mark.parametrize(
    ("at", "over"),
    [
        (october(15), -7),
        (october(19), -3),
        (october(19) + SECOND, -2),
        (october(24), 0),
        (october(24) + SECOND, 1),
        (october(25), 1),
        (october(25) + SECOND, 2),
    ],
)
def test_days_over_are_rounded_up(at: datetime, over: int) -> None:
    assert days_over(clock("case", 7, 10), at, "promised", STANDARD) == over


def test_two_days_before_means_that_fewer_than_three_full_days_remain() -> None:
    assert all_thresholds(clock("case", 5, 10))[0] == (october(17) + SECOND, "warning")


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_a_short_limit_warns_only_once_two_fifths_of_it_are_used(limit: int) -> None:
    facts = clock("case", limit, 10)
    at, first = all_thresholds(facts)[0]

    assert first == "warning"
    assert STANDARD.used(START, at) * 5 >= limit * STANDARD.day * 2
    assert level(facts, START, POLICY, STANDARD) == ""
    assert level(facts, at - SECOND, POLICY, STANDARD) == ""
    assert level(facts, at, POLICY, STANDARD) == "warning"


def test_a_special_procedure_of_one_day_moves_every_threshold_by_one_day() -> None:
    facts = clock("case", 7, 10, pauses=((october(16), october(17)),))

    assert [at for at, _ in all_thresholds(facts)] == [
        october(22) + SECOND,
        october(25) + SECOND,
        october(30) + SECOND,
    ]


def test_a_clock_that_stands_still_has_no_next_threshold() -> None:
    facts = clock("case", 7, 10, pauses=((october(16), None),))

    assert next_threshold(facts, october(16), POLICY, STANDARD) is None
    assert level(facts, october(31), POLICY, STANDARD) == ""


def test_a_stopped_clock_keeps_its_level() -> None:
    facts = clock("case", 7, 10, stopped_at=october(25))

    assert level(facts, october(31), POLICY, STANDARD) == "yellow"
    assert next_threshold(facts, october(31), POLICY, STANDARD) is None


def test_a_card_is_never_counted_on_days_without_a_published_calendar() -> None:
    start = datetime(2018, 12, 24, 10, tzinfo=CHINA)
    facts = clock("case", 7, 10, started_at=start)

    at, first = next_threshold(facts, start, POLICY, STANDARD) or (None, None)
    assert (at, first) == (datetime(2018, 12, 28, 10, 0, 1, tzinfo=CHINA), "warning")
    with pytest.raises(CalendarExhausted) as caught:
        next_threshold(facts, datetime(2018, 12, 31, 12, tzinfo=CHINA), POLICY, STANDARD)
    assert caught.value.day == date(2019, 1, 1)
    with pytest.raises(CalendarExhausted):
        level(facts, datetime(2019, 1, 2, 12, tzinfo=CHINA), POLICY, STANDARD)


def test_a_unit_of_other_hours_is_counted_by_its_own_table() -> None:
    standard = load_work_tables(MONDAY_TO_FRIDAY).of("x").table
    early = type(standard)(name="early", version=1, hours=((standard.hours[0]),))
    tables = WorkTables(MONDAY_TO_FRIDAY, standard, {"housing_fund": early})

    at, _ = all_thresholds(clock("e_certificate", 3, 3), tables.of("housing_fund"))[0]
    afternoon = clock("e_certificate", 3, 3, started_at=october(15, 16))
    assert at == october(18) + SECOND
    assert all_thresholds(afternoon, tables.of("housing_fund"))[0][0] == october(19, 8, 30) + SECOND
    assert all_thresholds(afternoon, tables.of("x"))[0][0] == october(18, 16) + SECOND


def test_instants_of_thresholds_are_in_utc() -> None:
    at, _ = all_thresholds(clock("case", 7, 10))[0]

    assert at.tzinfo is UTC
