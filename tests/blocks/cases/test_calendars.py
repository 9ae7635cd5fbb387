"""Calendars published after the fact: what they do to the dues of open cases."""

from datetime import date

from msgspec.structs import replace

from actors.blocks.cases.commands import Accept, RecomputeDues
from actors.blocks.cases.events import DuesSet
from actors.kernel.calendar import CalendarYear
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from tests.blocks.cases.city import (
    APPROVER_LEAD,
    HALL,
    OPERATOR_1,
    RESIDENT_A,
    SUPERVISOR_1,
    SUPERVISOR_2,
    YEAR_2026,
    application,
    nothing_yet,
    submitted,
)
from tests.blocks.cases.kit import Played, at, make_void, observed
from tests.blocks.cases.test_applying import DRAFT
from tests.blocks.cases.test_clock import EXTENSION

YEAR_2027 = CalendarYear(
    year=2027, version=1, source="test", published=True, closed=(date(2027, 1, 1),)
)


def at_the_end_of_the_year() -> Played:
    """Accepted on Monday 21 December 2026; the calendar of 2027 is not published."""
    case = nothing_yet("2026-12-21 10:00")
    case.when(RESIDENT_A, application())
    case.when(HALL, Accept())
    return case


def publish(*years: CalendarYear) -> RecomputeDues:
    return RecomputeDues(calendars=years, version="2027.1", effective_at=at("2026-12-22 00:00"))


def test_a_due_date_in_an_unpublished_year_is_provisional_until_it_is_published() -> None:
    case = at_the_end_of_the_year()
    assert (case.state.dues.provisional, case.state.dues.statutory) == (True, date(2027, 1, 19))

    case.when(OPERATOR_1, publish(replace(YEAR_2027, closed=(date(2027, 1, 1), date(2027, 1, 4)))))

    assert (case.state.dues.provisional, case.state.dues.statutory) == (False, date(2027, 1, 20))
    dues = case.fresh[1]
    assert isinstance(dues, DuesSet)
    assert (dues.why, dues.before and dues.before.statutory) == ("calendar", date(2027, 1, 19))
    assert observed(case)["calendars"][0]["year"] == 2027


def test_the_same_notice_twice_changes_nothing() -> None:
    case = at_the_end_of_the_year()
    case.when(PLATFORM, publish(YEAR_2027))

    case.when(PLATFORM, publish(YEAR_2027))

    assert case.happened() == []


def test_a_due_date_that_was_told_is_never_shortened() -> None:
    case = at_the_end_of_the_year()
    told = case.state.dues

    case.when(PLATFORM, publish(replace(YEAR_2027, closed=(), made_up=(date(2027, 1, 2),))))

    assert case.state.dues.statutory == told.statutory
    assert case.state.dues.promised == told.promised
    case.when(APPROVER_LEAD, EXTENSION)
    assert case.state.dues.statutory == date(2027, 1, 29)


def test_a_later_notice_of_the_same_year_takes_the_place_of_the_earlier() -> None:
    case = at_the_end_of_the_year()
    case.when(PLATFORM, publish(YEAR_2027))
    case.when(PLATFORM, publish(replace(YEAR_2027, version=2, closed=(date(2027, 1, 4),))))

    assert [(year.year, year.version) for year in case.state.calendars] == [(2027, 2)]


def test_a_late_holiday_moves_the_alarm_of_the_notice_period() -> None:
    case = submitted()

    case.when(
        PLATFORM,
        publish(replace(YEAR_2026, version=2, closed=(date(2026, 3, 4),))),
        "2026-03-03 08:00",
    )

    assert case.alarms["notice"][0] == at("2026-03-11 00:00")


def test_calendars_concern_open_cases_only() -> None:
    draft, ended = nothing_yet(), submitted()
    draft.when(RESIDENT_A, DRAFT)
    make_void(ended, SUPERVISOR_1, SUPERVISOR_2)

    for case in (draft, ended):
        case.when(PLATFORM, publish(YEAR_2027))
        assert case.happened() == []
    for other in (RESIDENT_A, APPROVER_LEAD, CLOCK):
        assert submitted().refused(other, publish(YEAR_2027)).kind == "forbidden"


def test_only_the_clock_and_the_platform_act_without_a_person() -> None:
    nobody = Identity("platform", ())

    assert submitted().refused(nobody, publish(YEAR_2027)).kind == "forbidden"
