"""Levels follow from what a version is made of; walks see what was live at the moment."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from actors.systems.data_platform.levels import derive
from actors.systems.data_platform.lineage import Link, impact, made_of, points_before
from actors.systems.data_platform.profile import profile
from tests.systems.data_platform.sharing import CHECKS, EDGES, INCOME, LEVELS, OF, SOURCE

TOLD = {(SOURCE, 1): LEVELS}


def levels(*failed: str, filtered: bool = False) -> tuple[list[int], int]:
    """Return the levels of the columns and of all, with checks of this name failed."""
    checks = [replace(each, passed=each.name not in failed) for each in CHECKS]
    filters = (INCOME,) if filtered else ()
    found = derive(dict.fromkeys(OF, 1), EDGES, filters, checks, TOLD, profile().methods)
    return [found.columns[name] for name in OF], found.level


def test_vector_1_of_the_loop() -> None:
    assert levels() == ([2, 2, 2, 1], 2)
    assert levels("k") == ([2, 3, 3, 1], 3)
    assert levels("rescan") == ([4, 2, 2, 1], 4)
    assert levels(filtered=True) == ([2, 2, 2, 1], 3)


def test_what_a_person_declared_is_never_undercut_and_a_mask_never_makes_graver() -> None:
    found = derive({"pid": 3, "county": 1}, EDGES, (), CHECKS, TOLD, profile().methods)
    assert found.columns["pid"] == 3
    low = {(SOURCE, 1): dict.fromkeys(LEVELS, 1)}
    assert derive({}, EDGES, (), CHECKS, low, profile().methods).level == 1
    assert derive({}, EDGES, (), CHECKS, TOLD, {}).level == 4  # no method is in force
    with pytest.raises(KeyError):
        derive({}, EDGES, (), CHECKS, {}, profile().methods)


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


def link(of: str, column: str, reader: str, number: int, to: str, **when: datetime) -> Link:
    return Link(of=of, of_number=1, column=column, reader=reader, number=number, to=to, **when)


def test_vector_2_impact_goes_by_what_was_live_then() -> None:
    first = link("A", "phone", "B", 1, "mobile", live_from=day(9, 1), live_to=day(10, 1))
    second = link("A", "name", "B", 2, "name", live_from=day(10, 1))

    def names(at: datetime) -> list[list[tuple[str, int]]]:
        hops = impact([first, second], ("A", "phone"), at)
        return [[(each.reader, each.number) for each in hop] for hop in hops]

    assert names(day(9, 15)) == [[("B", 1)]]
    assert names(day(10, 2)) == []


def test_impact_goes_hop_by_hop_by_columns_and_through_filters_by_all_and_ends() -> None:
    since = {"live_from": day(9, 1)}
    links = [
        link("A", "phone", "B", 1, "mobile", **since),
        link("B", "mobile", "C", 1, "", **since),  # filtered by it: all of C
        link("C", "town", "D", 1, "town", **since),
        link("B", "name", "E", 1, "name", **since),
        link("D", "town", "B", 1, "mobile", **since),  # a circle ends
    ]

    hops = impact(links, ("A", "phone"), day(9, 2))
    assert [[each.reader for each in hop] for hop in hops] == [["B"], ["C"], ["D"], ["B"]]
    above = made_of(links, {("D", "town")}, day(9, 2))
    assert points_before(above) == {("C", "town")}
    above = made_of(links, points_before(above), day(9, 2))
    assert points_before(above) == {("B", "mobile")}  # by which all of C was filtered
    first = impact(links, ("B", ""), day(9, 2))[0]
    assert [each.reader for each in first] == ["C", "E"]
