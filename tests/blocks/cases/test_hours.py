"""A place promises by the working hour: the case falls due at an instant, its card is raised then,
figures go by it, and pauses move it (GRASS-04)."""

import dataclasses
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from actors.blocks.cases.arithmetic import countings
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Accept, PauseClock, ResumeClock
from actors.blocks.cases.parse_items import element_faults
from actors.blocks.cases.timely import in_time
from actors.blocks.clocks.cards import level
from actors.blocks.clocks.load import load_card_policies, load_work_tables
from actors.kernel.calendar import Calendar
from tests import loaded
from tests.blocks.cases.city import (
    APPROVER_LEAD,
    HALL,
    LIBRARY,
    NOTICE,
    PERMIT,
    RESIDENT_A,
    SYSTEMS,
    application,
    nothing_yet,
)
from tests.blocks.cases.kit import Played, at

pytestmark = pytest.mark.feature("GRASS-04")
LIMITS = replace(PERMIT.limits, statutory=20, promised=1, promised_hours=4)
BY_THE_HOUR = replace(PERMIT, limits=LIMITS)
CALENDAR = loaded.library()[Calendar]
EVE = "2026-04-30 16:30"  # of a holiday of five days; offices work 8:30–12:00 and 14:30–17:30


def accepted() -> Played:
    items = {(BY_THE_HOUR.code, BY_THE_HOUR.version): BY_THE_HOUR}
    catalogue = dataclasses.replace(LIBRARY[Catalogue], items=items)
    case = nothing_yet(library=LIBRARY.having(catalogue, CALENDAR))
    case.when(RESIDENT_A, application(BY_THE_HOUR), EVE)
    case.when(HALL, Accept())
    return case


def test_four_working_hours_from_the_eve_of_a_holiday_end_on_the_morning_after() -> None:
    dues = accepted().state.dues

    assert dues.promised_at == at("2026-05-06 11:30").astimezone(UTC)
    assert str(dues.promised) == "2026-05-06"


def test_its_card_is_raised_at_that_hour() -> None:
    state = accepted().state
    [clock] = [each for each in state.clocks if each.name == "case"]
    time = load_work_tables(CALENDAR).of(state.unit)
    policy = load_card_policies()["national"]

    assert clock.promised_hours == 4
    assert level(clock, at("2026-05-06 11:30"), policy, time) in ("", "warning")
    assert level(clock, at("2026-05-06 11:30").replace(second=1), policy, time) == "yellow"


def test_a_pause_moves_the_hour_by_what_it_took() -> None:
    case = accepted()
    case.when(
        APPROVER_LEAD, PauseClock(procedure="hearing", days=3, reason="听证"), "2026-05-06 09:30"
    )
    case.when(APPROVER_LEAD, ResumeClock(result="笔录"), "2026-05-07 09:30")

    assert case.state.dues.promised_at == at("2026-05-07 11:30").astimezone(UTC)


def test_pages_tell_how_the_hour_comes_about() -> None:
    state = accepted().state
    promised, statutory = countings(state, Basis(LIBRARY, BY_THE_HOUR))

    assert (promised.hours, promised.due_at) == (4, state.dues.promised_at)
    assert promised.since_at == state.since and statutory.hours == 0


def test_figures_go_by_the_hour_where_hours_were_promised() -> None:
    due = datetime(2026, 5, 6, 3, 30, tzinfo=UTC)
    dues = {"promised": "2026-05-06", "promised_at": due}

    assert in_time(dues, due, "2026-05-06") is True
    assert in_time(dues, due.replace(second=1), "2026-05-06") is False
    assert in_time({"promised": "2026-05-06"}, due.replace(hour=9), "2026-05-06") is True
    assert in_time({}, due, "2026-05-06") is None


@pytest.mark.parametrize(
    "limits",
    [replace(LIMITS, promised_hours=9), replace(LIMITS, promised_hours=-1),
     replace(NOTICE.limits, promised_hours=1)],
)  # fmt: skip
def test_hours_lie_within_the_promised_working_days(limits: object) -> None:
    item = replace(PERMIT, limits=limits)
    faults = element_faults(item, SYSTEMS["investment_approval"], {item.unit}, None, None)

    assert "limits.promised_hours" in [place for place, _ in faults]
