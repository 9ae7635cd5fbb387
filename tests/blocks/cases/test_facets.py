"""Items are narrowed down by facets, combined and counted; and found by letters and events."""

from actors.blocks.cases.catalogue import Catalogue
from serve_apps.blocks.appointments.plans import plan_of
from serve_apps.blocks.cases.blank_form import facts_of
from serve_apps.blocks.cases.browsing import by_letter, spelling
from serve_apps.blocks.cases.facets import FACETS, address, facets_of, narrowed
from tests import loaded

LIBRARY = loaded.library()
ITEMS = LIBRARY[Catalogue].current_items()


def codes(**chosen: str) -> set[str]:
    return {item.code for item in narrowed(ITEMS, chosen, LIBRARY)}


def test_facets_are_combined() -> None:
    shops = codes(event="shop")
    both = codes(event="shop", unit="market_supervision")

    assert {"SPJY-01", "GTGS-01", "LGTZ-01"} <= shops
    assert "SPJY-01" in both and "LGTZ-01" not in both
    assert both == shops & codes(unit="market_supervision")


def test_nothing_chosen_leaves_everything() -> None:
    assert len(codes()) == len(ITEMS)
    assert codes(theme="", audience="") == codes()


def test_what_a_value_counts_is_what_remains_with_it() -> None:
    chosen = {"audience": "natural", "event": "birth"}
    for facet in facets_of(ITEMS, "", chosen, LIBRARY):
        for value in facet.values:
            remaining = codes(**{**chosen, facet.name: value.code})
            assert value.count == len(remaining), (facet.name, value.code)
            assert value.count or value.chosen


def test_every_facet_is_in_the_address() -> None:
    chosen = dict.fromkeys(FACETS, "a")
    said = address("面", chosen)

    assert said.startswith("/items?q=%E9%9D%A2&")
    assert all(f"{name}=a" in said for name in FACETS)
    assert address("", {}) == "/items"


def test_a_place_is_where_somebody_may_go() -> None:
    assert "SPJY-01" in codes(place="440605011")
    assert "GLJT-01" in codes(place="440604012")


def test_every_item_stands_under_one_letter_of_its_pinyin() -> None:
    letters = by_letter(ITEMS, "zh")

    assert sum(len(found) for _, found in letters) == len(ITEMS)
    assert [letter for letter, _ in letters] == sorted({letter for letter, _ in letters})
    under = {item.code: letter for letter, found in letters for item in found}
    assert (under["SPJY-01"], under["JZZ-01"], under["HZ-01"]) == ("S", "J", "P")
    assert spelling("居住证") == "juzhuzheng"


def test_the_blank_form_asks_what_the_pages_ask() -> None:
    item = LIBRARY[Catalogue].item("SPJY-01")
    facts = dict(facts_of(item))
    asked = facts["asked"]

    assert isinstance(asked, list)
    assert len(asked) == sum(len(section.fields) for section in item.sections)
    assert facts["materials"] == [material.title.zh for material in item.materials]


def test_the_windows_of_an_item_stand_on_the_sketch() -> None:
    plan = plan_of(LIBRARY, "SPJY-01", "health")

    assert [window.hall.en for window in plan.windows] == [
        "Municipal Administrative Service Centre",
        "Guicheng Subdistrict Service Centre",
    ]
    assert {division.title.zh for division in plan.divisions} == {
        "禅城区", "南海区", "顺德区", "三水区", "高明区",
    }  # fmt: skip
    assert plan.windows[0].hours == (("09:00", "12:00"), ("13:30", "17:00"))
    assert all(window.at for window in plan.windows)
