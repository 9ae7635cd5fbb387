"""What is measured of a release, and how its columns are masked."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from actors.systems.open_data.measures.masking import Way, keyed_hash, masked, type_after
from actors.systems.open_data.measures.privacy import EpsilonBudget, Privacy, measure
from actors.systems.open_data.measures.quality import CRITERIA, score
from actors.systems.open_data.measures.value import Use, value

ILL = [
    (23, "440605011", "男", "感冒"), (27, "440605011", "男", "感冒"),
    (25, "440605121", "女", "胃炎"), (29, "440605121", "女", "高血压"),
    (34, "440605122", "男", "感冒"), (36, "440605122", "男", "感冒"),
    (31, "440605123", "女", "高血压"), (38, "440605123", "女", "感冒"),
    (33, "440605122", "女", "胃炎"), (24, "440605124", "男", "高血压"),
]  # fmt: skip
KEY = bytes(range(32))


def ill(*, age: Way = "none", town: Way = "none", sex: Way = "none") -> Privacy:
    rows = [
        {
            "age": masked(age, years, size=10),
            "town": masked(town, place, size=6),
            "sex": masked(sex, man),
            "illness": illness,
        }
        for years, place, man, illness in ILL
    ]
    return measure(rows, ("age", "town", "sex"), ("illness",))


@pytest.mark.parametrize(
    ("ways", "k", "diversity"),
    [
        ({}, 1, 1),
        ({"age": "bucket"}, 1, 1),
        ({"age": "bucket", "town": "generalise"}, 2, 1),
        ({"age": "bucket", "town": "generalise", "sex": "suppress"}, 5, 3),
    ],
)
def test_only_what_hides_each_among_five_with_two_values_passes(
    ways: dict[str, Any], k: int, diversity: int
) -> None:
    found = ill(**ways)

    assert (found.k, found.diversity, found.passes) == (k, diversity, k == 5)
    assert found.risk == 1 / k


def test_without_quasi_identifiers_there_is_nothing_to_measure() -> None:
    assert measure([{"a": 1}], (), ()) == measure([], ("a",), ("b",)) == Privacy()
    assert measure([{"a": 1}] * 5, ("a",), ()) == Privacy(5, None)


def test_a_question_beyond_the_budget_is_not_answered_and_costs_nothing() -> None:
    budget, answered = EpsilonBudget(Decimal("1.0")), list[bool]()
    for epsilon in ("0.3", "0.3", "0.3", "0.3", "0.1"):
        after = budget.ask(Decimal(epsilon))
        answered.append(after is not None)
        budget = after or budget

    assert answered == [True, True, True, False, True]
    assert budget.rest == 0 and budget.ask(Decimal(0)) is None


@pytest.mark.feature("OPEN-11")
def test_a_keyed_hash_is_that_of_everybody_with_the_key() -> None:
    digest = "80cb00e6c93ad29bdb99853d0e653aaab9af785a3e2a58d9baf414cd8edf87b8"

    assert keyed_hash("440605189912310019", KEY) == digest
    assert masked("keyed_hash", "440605189912310019", key=KEY) == digest


@pytest.mark.feature("OPEN-11")
@pytest.mark.parametrize(
    ("way", "value", "size", "after"),
    [
        ("none", 7, 0, 7),
        ("suppress", "张三", 0, None),
        ("mask", "13800000001", 3, "138********"),
        ("generalise", "440605011", 6, "440605"),
        ("generalise", date(2026, 3, 5), 7, "2026-03"),
        ("bucket", 23, 10, "20-29"),
        ("bucket", -1, 5, "-5--1"),
        ("mask", None, 3, None),
    ],
)
def test_a_value_is_masked(way: Way, value: Any, size: int, after: Any) -> None:
    assert masked(way, value, size=size) == after


@pytest.mark.feature("OPEN-11")
def test_days_of_one_person_are_moved_together_and_not_far() -> None:
    begun, ended = date(2026, 1, 5), date(2026, 2, 1)
    moved: set[int] = set()
    for whose in map(str, range(50)):
        first = masked("date_shift", begun, size=10, key=KEY, whose=whose)
        last = masked("date_shift", ended, size=10, key=KEY, whose=whose)
        assert last - first == ended - begun
        moved.add((first - begun).days)

    assert moved <= set(range(-10, 11)) and len(moved) > 10
    assert (type_after("date_shift", "date"), type_after("bucket", "integer")) == ("date", "text")


@pytest.mark.feature("OPEN-35")
def test_each_of_ten_criteria_is_a_tenth() -> None:
    assert score({}) == 0
    assert score(dict.fromkeys(CRITERIA, True)) == 1
    assert score({"licence": True, "cycle": True, "spatial": False}) == pytest.approx(0.2)


def test_the_value_of_a_dataset_follows_from_its_use_and_its_keeping() -> None:
    used = Use(
        downloads=1200, calls=450_000, users=310, applications=2, derivatives=1,
        fresh=11 / 12, quality=0.92, demand_met=3 / 4,
    )  # fmt: skip

    assert round(value(used), 2) == 79.42
    assert round(value(Use(fresh=1, quality=0.92, demand_met=1)), 2) == 48.40
