"""How tables and the catalogue are asked."""

from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from actors.systems.open_data.asking.filters import BadFilter, condition
from actors.systems.open_data.asking.matching import where
from actors.systems.open_data.asking.query import (
    BadQuery,
    Every,
    Range,
    Some,
    Term,
    Without,
    parse,
)
from actors.systems.open_data.asking.words import BadWords, sought

TOWNS = (
    "(VALUES (1, 2018, '桂城'), (2, 2019, '狮山'), (3, 2020, '桂城'), (4, 2021, '大沥'),"
    " (5, 2022, '狮山'), (6, NULL, '里水')) AS t(_id, year, town)"
)


def found(filters: dict[str, Any]) -> list[int]:
    said, values = condition(filters, {"year": "integer", "town": "text", "_id": "integer"})
    rows = duckdb.execute(f"SELECT _id FROM {TOWNS} WHERE {said} ORDER BY _id", values).fetchall()
    return [row[0] for row in rows]


@pytest.mark.feature("OPEN-39")
@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"year": {"gte": 2019, "lt": 2022}}, [2, 3, 4]),
        ({"year": [2018, 2022]}, [1, 5]),
        ({"$or": [{"year": {"lt": 2019}}, {"town": "狮山"}]}, [1, 2, 5]),
        ({"_id": {"gt": 2}}, [3, 4, 5, 6]),
        ({"year": None}, [6]),
        ({"year": [2018, None]}, [1, 6]),
        ({"year": []}, []),
        ({"year": "2020", "town": "桂城"}, [3]),
        ({"$and": [{"town": {"eq": "桂城"}}, {"year": {"gt": 2018}}]}, [3]),
        ({}, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_rows_are_filtered(filters: dict[str, Any], ids: list[int]) -> None:
    assert found(filters) == ids


@pytest.mark.parametrize(
    "filters",
    [
        {"nobody": 1}, {"year": "x"}, {"year": {"like": 1}}, {"year": {}}, {"$or": []},
        {"$or": [1]}, {"year": [[1]]}, {'year" OR true --': 1}, {"town": {"eq": ["桂城"]}},
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused(filters: dict[str, Any]) -> None:
    with pytest.raises(BadFilter):
        found(filters)


def holding(q: Any) -> list[int]:
    said, values = sought(q, ["year", "town"])
    rows = duckdb.execute(f"SELECT _id FROM {TOWNS} WHERE {said} ORDER BY _id", values).fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ({}, [1, 2, 3, 4, 5, 6]),
        ("桂", [1, 3]),
        ("2020 桂城", [3]),
        ("202", [3, 4, 5]),
        ({"town": "202"}, []),
        ({"town": "山", "year": 2022}, [5]),
        ({"town": None}, [1, 2, 3, 4, 5, 6]),
        ("%", []),
        ("'; DROP TABLE t", []),
    ],
)
def test_rows_are_found_by_their_words(q: Any, ids: list[int]) -> None:
    assert holding(q) == ids


@pytest.mark.parametrize("q", [{"nobody": "x"}, {"town": ["x"]}, "a " * 21])
def test_what_are_no_words_is_refused(q: Any) -> None:
    with pytest.raises(BadWords):
        holding(q)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Every()),
        ("*:*", Every()),
        (
            "organization:zjj AND -tags:测试",
            Every((Term("organization", "zjj"), Without(Term("tags", "测试")))),
        ),
        (
            "+organization:(zjj OR jtj) -tags:测试",
            Every(
                (
                    Some((Term("organization", "zjj"), Term("organization", "jtj"))),
                    Without(Term("tags", "测试")),
                )
            ),
        ),
        (
            "metadata_modified:[2026-09-01T00:00:00Z TO *]",
            Range("metadata_modified", "2026-09-01T00:00:00Z", ""),
        ),
        ("公交 站", Every((Term("", "公交"), Term("", "站")))),
        ("a OR b c", Some((Term("", "a"), Every((Term("", "b"), Term("", "c")))))),
        (r'title:"a \"b\"" NOT name:x\*', Every((Term("title", 'a "b"', exact=True),
                                                 Without(Term("name", "x*", exact=True))))),
        ("id:{1 TO 2]", Range("id", "1", "2", (False, True))),
        ("a-b", Term("", "a-b")),
    ],
)  # fmt: skip
def test_a_query_is_taken_apart(text: str, query: Any) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    "text", ["(", "a)", "a:", ":a", "AND", "a:b:c", "[1 TO 2]", "-" * 30 + "a", '"', "x" * 3000]
)
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        parse(text)


def asked(text: str) -> Any:
    return where(parse(text), lambda words: {"terms": words})


def test_a_query_is_a_condition_on_rows() -> None:
    since = datetime(2026, 9, 1, tzinfo=UTC)

    assert asked("metadata_modified:[2026-09-01T00:00:00.000Z TO *]") == {
        "modified_at": {"$gte": since}
    }
    assert asked("organization:zjj 公交 res_format:csv") == {
        "$and": [{"unit": "zjj"}, {"terms": "公交"}, {"formats": "CSV"}]
    }
    assert asked("name:bus-*") == {"slug": {"$regex": r"^bus\-.*$"}}
    assert asked("type:dataset") == asked("name:*") == {}
    assert asked("state:deleted") == {"_id": {"$in": []}}
    for unknown in ("nobody:1", "metadata_modified:yesterday", "title:[a TO b]"):
        with pytest.raises(BadQuery):
            asked(unknown)
