"""What a case costs at a window, and limits of working hours (GRASS-04, GRASS-06)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from actors.blocks.clocks.load import load_work_tables
from actors.kernel.calendar import Calendar
from actors.systems.community_service.service_cost import cost_id, per_case, service_cost_kind
from actors.systems.community_service.views.service_costs import SERVICE_COSTS
from actors.testing import Scenario
from tests.blocks.cases.kit import at
from tests.systems.community_service.scenarios import COST
from tests.systems.community_service.station import AGENT, ITEM, LIBRARY, RESIDENT_A, TOWN, WINDOW

KEY = f"service_cost:{cost_id(TOWN, 2026, '2', ITEM)}"


def row(amount_fen: int, cases: int) -> str:
    """Return what the row of a cost says of a case."""
    event = {"type": "CostRecorded", "unit": TOWN, "year": 2026, "window": "2", "item": ITEM}
    event |= {"amount_fen": amount_fen, "cases": cases}
    commit = {"key": KEY, "kind": "service_cost", "at": at("2026-12-31 09:00"), "ev": [event]}
    found = SERVICE_COSTS.fold(None, KEY.partition(":")[2], commit)
    assert found is not None
    return str(found["per_case"])


@pytest.mark.feature("GRASS-06")
def test_twelve_thousand_over_480_cases_is_25_and_without_cases_there_is_a_dash() -> None:
    assert row(1_200_000, 480) == "25.00"
    assert row(1_200_000, 0) == "–"
    assert per_case(1, 2) == 1
    assert per_case(0, 3) == 0


@pytest.mark.feature("GRASS-06")
def test_an_organisation_records_its_own_costs() -> None:
    nothing = Scenario.of(service_cost_kind(LIBRARY)).on(KEY)

    nothing.when(COST, by=AGENT).then_refused("service_cost.forbidden").run()
    nothing.when(COST, by=RESIDENT_A).then_refused("service_cost.forbidden").run()
    nothing.when(replace(COST, window="3"), by=WINDOW).then_refused("service_cost.other_id").run()
    nothing.when(COST, by=WINDOW).then_shown(amount_fen=1_200_000, cases=480).run()


@pytest.mark.feature("GRASS-04")
def test_four_working_hours_from_the_eve_of_the_holidays_end_on_the_morning_after() -> None:
    time = load_work_tables(LIBRARY[Calendar]).of(TOWN)
    morning = at("2026-04-30 08:30")
    hour = time.worked(morning, morning + timedelta(hours=1))

    assert time.reach(at("2026-04-30 16:30"), 4 * hour) == at("2026-05-06 11:30")
