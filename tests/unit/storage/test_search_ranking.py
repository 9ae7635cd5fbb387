"""Rows are put in order as if each of them had been compared on its own."""

import random

import pytest

from storage.search.query import query
from storage.search.ranking import Compared, ranked
from storage.search.score import ENOUGH, score_of_parts
from storage.search.synonyms import parse

SYNONYMS = parse({"same": [["老人", "高龄"]], "ignored": ["怎么办"]})
TITLES = ("食品经营许可", "居住证申领", "高龄津贴", "Food licence", "")
NAMES = ("张*", "李*", "佛山市*有限公司", "")
WEIGHTS = (1.0, 0.9, 0.7)
CHANCE = random.Random(5)
ROWS = [
    Compared(
        f"{number:04}",
        (f"11440600{number:09}", CHANCE.choice(TITLES), CHANCE.choice(NAMES)),
        CHANCE.randrange(9),
    )
    for number in range(300)
]


@pytest.mark.parametrize(
    "typed",
    ["食品", "老人", "juzhuzheng", "张", "1144060000000012", "food 许可", "居住 李", "怎么办"],
)
def test_rows_fit_as_well_together_as_each_alone(typed: str) -> None:
    asked = query(typed, SYNONYMS)
    alone = {
        row.id: score_of_parts(asked, list(zip(row.texts, WEIGHTS, strict=True))) for row in ROWS
    }

    found = ranked(asked, ROWS, WEIGHTS, 3, 0.5)

    assert {each.rank[3]: each.score for each in found} == {
        id: score for id, score in alone.items() if score >= ENOUGH
    }
    moments = {row.id: row.moment for row in ROWS}
    assert all(
        each.rank == (-round(each.score * 0.5, 4), -moments[each.rank[3]], 3, each.rank[3])
        for each in found
    )
