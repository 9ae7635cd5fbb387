"""Residents and houses are entered by their own place, looked after up to a day, and masked."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.systems.community_service.form_demand.kind import form_demand_kind
from actors.systems.community_service.register import house as h
from actors.systems.community_service.register import resident_records as r
from actors.systems.community_service.register.house import house_kind
from actors.systems.community_service.register.resident import facts, resident_kind
from actors.systems.community_service.sample.register import lived
from actors.systems.community_service.views.registers import HOUSES, RESIDENTS
from actors.testing import Scenario
from tests.blocks.cases.kit import at
from tests.systems.community_service.registers import (
    ENTER,
    ENTER_HOUSE,
    MARK,
    OTHER_PLACE,
    entered,
    no_house,
    nobody,
)
from tests.systems.community_service.station import (
    AGENT,
    COLLEAGUE,
    LIBRARY,
    RESIDENT_A,
    VILLAGE,
    WINDOW,
)

pytestmark = pytest.mark.feature("GRASS-05")


def test_a_place_enters_and_changes_its_own_residents() -> None:
    change = r.ChangeResident(phone="138 0000 0009", source="statement", reason="换号")

    entered().then_shown(unit=VILLAGE, phase="registered", source="visit").when(
        change, by=COLLEAGUE
    ).then_shown(phone="13800000009", living_at=ENTER.living_at, source="statement").run()


@pytest.mark.parametrize(
    ("by", "code"), [(OTHER_PLACE, "resident.unknown"), (WINDOW, "resident.unknown")]
)
@pytest.mark.parametrize(
    "wish", [r.ChangeResident(household="1", source="visit", reason="r"), MARK]
)
def test_nobody_changes_a_resident_of_another_place(by: Identity, code: str, wish: Command) -> None:
    entered().when(wish, by=by).then_refused(code).run()


@pytest.mark.parametrize("by", [WINDOW, RESIDENT_A])
def test_only_villages_and_communities_enter_residents(by: Identity) -> None:
    nobody().when(ENTER, by=by).then_refused("resident.forbidden").run()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"id_number": "440602193808150021"}, "resident_id.check_digit"),
        ({"id_number": "1"}, "resident_id.shape"),
        ({"phone": "1"}, "mobile.shape"),
    ],
)
def test_numbers_that_are_none_are_refused_by_field(changed: dict[str, Any], code: str) -> None:
    nobody().when(replace(ENTER, **changed), by=AGENT).then_refused(code).run()


def test_a_change_changes_something() -> None:
    same = r.ChangeResident(living_at=ENTER.living_at, source="visit", reason="r")

    entered().when(same, by=AGENT).then_refused("resident.nothing_changed").run()


def test_a_mark_has_a_source_a_purpose_and_a_last_day() -> None:
    marked = entered().when(MARK, by=AGENT)

    marked.then(alarms={"mark 1": "2027-01-01 00:00"}).run()
    marked.at("2026-12-31 23:00").then_shown(marked=1, care="marked").run()
    marked.at("2027-01-01 00:01").then_shown(marks=(), care="none").run()


def test_a_mark_that_is_renewed_runs_out_once_on_its_later_day() -> None:
    renewed = entered().when(MARK, by=AGENT).when(replace(MARK, until=date(2027, 6, 30)), by=AGENT)

    renewed.then(alarms={"mark 2": "2027-07-01 00:00"}).at("2027-01-02 09:00").then_shown(
        care="marked"
    ).run()


@pytest.mark.parametrize("until", [date(2026, 4, 23), date(2029, 4, 24)])
def test_a_mark_is_neither_over_nor_for_ever(until: date) -> None:
    wish = replace(MARK, until=until)

    entered().when(wish, by=AGENT).then_refused("resident.mark_until", "/until").run()


def test_an_account_has_an_entry_by_its_proven_number_alone() -> None:
    claim = r.ClaimResident(account="he_yuexian", person="x")

    entered().when(claim, by=RESIDENT_A).then_refused("resident.unknown").run()


def test_everything_of_a_person_is_read_for_a_purpose() -> None:
    state = r.Resident(phase="registered", unit=VILLAGE, account="he_yuexian")
    access = LIBRARY[Access]

    def fields(by: Identity, purpose: str) -> bool:
        verdict = access.permit(by, "resident.read", facts(state), purpose)
        return verdict.allowed and verdict.shows("who") and verdict.shows("marks")

    assert fields(AGENT, "handling") and fields(RESIDENT_A, "own")
    assert not fields(AGENT, "")
    assert not access.permit(OTHER_PLACE, "resident.read", facts(state), "handling").allowed
    assert access.permit(AGENT, "resident.read", facts(state), "").shows("masked_name")


def test_rows_have_a_mask_and_a_digest_and_hide_the_rest() -> None:
    event = {
        "type": "ResidentEntered", "at": at("2026-04-24 09:00"), "unit": VILLAGE,
        "who": {"name": ENTER.name, "id_number": ENTER.id_number}, "registration": "01",
        "details": {"living_at": ENTER.living_at}, "person": "d", "source": "visit", "reason": "r",
    }  # fmt: skip
    commit = {"key": "resident:1", "kind": "resident", "at": event["at"], "ev": [event]}
    row = RESIDENTS.fold(None, "1", commit)

    assert row is not None
    assert (row["masked_name"], row["masked_number"]) == ("何**", "440***********002X")
    assert ENTER.id_number not in str(row) and ENTER.name not in str(row)
    assert {"masked_name", "masked_number", "marks", "living_at"} <= set(RESIDENTS.hidden)


def test_the_sample_city_has_registers_and_demands_that_the_rules_accept() -> None:
    played = Scenario.of(resident_kind(LIBRARY), house_kind(LIBRARY), form_demand_kind(LIBRARY))
    keys: set[str] = set()
    for when, act in lived(LIBRARY, at("2026-11-30 09:00")):
        played = played.at(when).on(act.key).when(act.command, by=act.by)
        keys.add(act.key)

    played.on("form_demand:sample_1").then_shown(phase="listed").run()
    assert len(keys) == 20


def test_a_house_is_of_its_place_and_has_the_id_of_its_code() -> None:
    no_house().when(ENTER_HOUSE, by=OTHER_PLACE).then_refused("house.forbidden").run()
    no_house().when(replace(ENTER_HOUSE, code="C-1"), by=AGENT).then_refused("house.other_id").run()
    no_house().when(ENTER_HOUSE, by=AGENT).when(
        h.ChangeHouse(use="home", source="visit", reason="r"), by=AGENT
    ).then_refused("house.nothing_changed").run()
    assert HOUSES.hidden == ("address", "organisation")
