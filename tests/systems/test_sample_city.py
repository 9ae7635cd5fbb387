"""The sample city holds what a visitor is promised, and nothing that could not be."""

import re
from datetime import date

from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.identifiers import Findings, check
from actors.library import load_city
from actors.place.divisions.load import load_divisions
from tests import loaded

CITY = load_city()
LIBRARY = loaded.library()
ITEMS = LIBRARY[Catalogue].current_items()
LENGTH = {"city": 6, "district": 6, "town": 9, "village": 12}


def test_it_has_the_size_that_was_promised() -> None:
    assert len(ITEMS) >= 80
    assert len(CITY.staff) >= 42
    assert len({unit for item in ITEMS for unit in units_of(item.code)}) >= 12
    assert [place.level for place in CITY.places.values()].count("district") == 5


def units_of(code: str) -> set[str]:
    """Return every unit that a case of the item may come to."""
    item = LIBRARY[Catalogue].item(code)
    branches = {branch.unit for stage in item.flow.stages for branch in stage.branches}
    return {item.unit} | branches


def test_a_code_is_as_long_as_its_level_and_begins_like_the_one_above() -> None:
    for place in CITY.places.values():
        assert len(place.code) == LENGTH[place.level]
        assert place.code.startswith(CITY.facts.code[:4])
        if place.level in ("town", "village"):
            assert place.code[:-3] == place.superior


def test_districts_are_in_force_today() -> None:
    divisions = load_divisions()

    for place in CITY.places.values():
        if place.level in ("city", "district"):
            assert any(last is None for _, last in divisions[place.code])


def test_the_invented_people_have_numbers_that_nobody_doubts() -> None:
    for person in CITY.applicants:
        found = check(
            person.id_type,
            person.id_number,
            today=date(2026, 11, 23),
            divisions=load_divisions(),
        )
        assert found == Findings(), person.account
        assert check("mobile", person.phone, today=date(2026, 11, 23), divisions={}).accepted, (
            person.account
        )


def test_addresses_and_numbers_say_that_they_are_samples() -> None:
    for unit in CITY.units.values():
        assert unit.address is not None
        assert "示例" in unit.address.zh
        assert "Sample" in unit.address.en
        assert re.fullmatch(r"0757-5550\d{4}", unit.phone)


def test_a_place_among_the_choices_of_a_form_is_a_place_of_the_city() -> None:
    for item in ITEMS:
        for section in item.sections:
            for field in section.fields:
                for value, title in field.choices:
                    if re.fullmatch(r"\d{6}(\d{3}){0,2}", value):
                        assert value in CITY.places, item.code
                        assert CITY.places[value].title.zh in title.zh or value == "440600"


def test_the_items_show_every_way_in_which_a_case_can_go() -> None:
    parallel = [stage for item in ITEMS for stage in item.flow.stages if stage.kind == "parallel"]
    branches = [branch for stage in parallel for branch in stage.branches]

    assert {stage.on_objection for stage in parallel} == {"end", "continue"}
    assert any(branch.when for branch in branches)
    assert any(not branch.when for branch in branches)
    assert {item.handling for item in ITEMS} == {"instant", "promised"}
    assert {item.limits.unit for item in ITEMS} == {"working_day", "calendar_day"}
    assert {kind for item in ITEMS for kind in item.special} >= {"inspection", "public_notice"}
    assert any(item.audience == ("legal",) for item in ITEMS)
    assert any(item.audience == ("natural",) for item in ITEMS)
    assert any(item.two_persons for item in ITEMS)
    assert any(item.fee_fen for item in ITEMS)
    assert any("promise" in material.sources for item in ITEMS for material in item.materials)
    assert any("kiosk" in item.channels and item.handling == "instant" for item in ITEMS)
    assert {item.theme for item in ITEMS} == set(CITY.facts.themes)
    events = {event for item in ITEMS for event in item.life_events}
    assert events == set(CITY.facts.life_events)


def test_what_an_item_takes_and_asks_for_is_told() -> None:
    for item in ITEMS:
        assert item.life_events and item.words, item.code
        assert all(material.issuer for material in item.materials), item.code
        assert item.limits.promised <= item.limits.statutory
        assert bool(item.fee_fen) is bool(item.fee_basis), item.code
