"""Rows of a file of the open store, and rows of the published catalogue, as they are asked for."""

import asyncio
import io
import json
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from actors.systems.open_data.asking.filters import BadFilter
from actors.systems.open_data.asking.query import Term, parse
from actors.systems.open_data.dataset.state import Field
from actors.systems.open_data.shell.rendering import render
from actors.systems.open_data.shell.stores import OpenStore
from actors.systems.open_data.views import PUBLISHED_VIEW
from serve_apps.systems.open_data.catalogue import Catalogue
from serve_apps.systems.open_data.ckan.catalogue_actions import package_autocomplete
from serve_apps.systems.open_data.ckan.doing import Doing
from serve_apps.systems.open_data.ckan.search import package_search
from serve_apps.systems.open_data.rows import Asked, ask
from storage.mongo import Database
from storage.search.index import terms_of_row
from tests.systems.open_data.opening import LIBRARY, published

TOWNS = [
    (2018, "桂城"), (2019, "狮山"), (2020, "桂城"), (2021, "大沥"), (2022, "狮山"), (None, "里水"),
]  # fmt: skip
TYPES: Any = {"year": "integer", "town": "text"}
FOUR = ("南海区公交站点", "政府數據開放目錄", "佛山市南海區企業資料", "水文数据")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    fields = tuple(Field(name=name, type=of) for name, of in TYPES.items())
    rows = [{"year": year, "town": town} for year, town in TOWNS]
    made = {each.format: each for each in render(OpenStore(tmp_path), fields, rows)}
    return OpenStore(tmp_path).path(made["parquet"].sha256, "parquet")


@pytest.mark.feature("OPEN-39")
def test_rows_have_numbers_and_are_told_page_by_page(path: Path) -> None:
    first = ask(path, TYPES, Asked(limit=2))
    after = ask(path, TYPES, Asked(filters={"_id": {"gt": 2}}, limit=2, total=False))
    down = ask(path, TYPES, Asked(columns=("town",), sort=(("year", False), ("_id", True))))

    assert (first.rows, first.total) == ([(1, 2018, "桂城"), (2, 2019, "狮山")], 6)
    assert ([row[0] for row in after.rows], after.total) == ([3, 4], None)
    assert [row[0] for row in down.rows] == ["狮山", "大沥", "桂城", "狮山", "桂城", "里水"]
    assert ask(path, TYPES, Asked(limit=0)).rows == []
    with pytest.raises(BadFilter):
        ask(path, TYPES, Asked(filters={"nobody": 1}))


def test_rows_are_found_by_words_and_told_once(path: Path) -> None:
    once = Asked(columns=("town",), distinct=True, sort=(("town", False),))
    both = Asked(filters={"year": {"gte": 2019}}, q={"town": "山"})

    assert ask(path, TYPES, once).total == 4
    assert len(ask(path, TYPES, once).rows) == 4
    assert ask(path, TYPES, Asked(q="202 狮山")).rows == [(5, 2022, "狮山")]
    assert [row[0] for row in ask(path, TYPES, both).rows] == [2, 5]
    with pytest.raises(BadFilter):
        ask(path, TYPES, Asked(q={"nobody": "x"}))


async def filled(database: Database, rows: list[dict[str, Any]]) -> Catalogue:
    whole = [
        {"state": "live", "notes": "", **row, "terms": terms_of_row(row, PUBLISHED_VIEW.texts)}
        for row in rows
    ]
    await database[PUBLISHED_VIEW.name].insert_many(whole)
    return Catalogue(cast("Any", SimpleNamespace(database=database)))


async def test_traditional_and_simplified_characters_find_the_same(database: Database) -> None:
    rows = [{"_id": str(n), "title": title} for n, title in enumerate(FOUR, 1)]
    catalogue = await filled(database, rows)

    async def found(text: str) -> list[str]:
        asked = await catalogue.find([parse(text)], order=(("_id", 1),))
        return [row["_id"] for row in asked.rows]

    assert await found("數據") == await found("数据") == ["2", "4"]
    assert await found("南海區") == ["1", "3"]
    assert await found("公交 站") == ["1"]
    assert await found("海") == ["1", "3"]


async def test_a_harvester_gets_what_its_query_says(database: Database) -> None:
    def row(id: str, day: datetime, unit: str, tag: str) -> dict[str, Any]:
        return {"_id": id, "title": id, "modified_at": day, "unit": unit, "tags": [tag]}

    catalogue = await filled(
        database,
        [
            row("a", datetime(2026, 8, 31, 23, 59, 59, tzinfo=UTC), "zjj", "公交"),
            row("b", datetime(2026, 9, 1, tzinfo=UTC), "zjj", "测试"),
            row("c", datetime(2026, 9, 15, tzinfo=UTC), "jtj", "公交"),
            {"_id": "d", "title": "d", "state": "withdrawn", "unit": "zjj", "tags": ["公交"]},
        ],
    )

    async def found(text: str) -> str:
        asked = await catalogue.find([parse(text)], order=(("_id", 1),), facets=["unit"])
        assert asked.count == len(asked.rows) == sum(asked.facets["unit"].values())
        return "".join(row["_id"] for row in asked.rows)

    assert await found("metadata_modified:[2026-09-01T00:00:00Z TO *]") == "bc"
    assert await found("organization:zjj AND -tags:测试") == "a"
    assert await found("+organization:(zjj OR jtj) -tags:测试") == "ac"
    assert (await catalogue.find([Term("", "nobody")])).count == 0


async def test_ckanapi_reads_two_thousand_datasets_in_four_requests(database: Database) -> None:
    """Vector 2 of the specification."""
    whole = {**published(), "notes": "", "title_en": ""}
    rows = [
        {**whole, "_id": f"set-{n:04}", "slug": f"set-{n:04}", "title": f"x {n}"}
        for n in range(2_345)
    ]
    catalogue = await filled(database, rows)
    services = cast("Any", Standing({Catalogue: catalogue}))
    doing, loop, asked = Doing(services, "https://x"), asyncio.get_running_loop(), list[Any]()

    class Near:
        """Does what the client asks for, without a way through HTTP."""

        def call_action(self, action: str, sent: Any, **_: Any) -> Any:
            asked.append((action, sent["rows"], sent["start"]))
            work = package_search(doing, sent)
            return asyncio.run_coroutine_threadsafe(work, loop).result(60)

    flags = dict.fromkeys(("--insecure", "--input-json", "--input", "--output", "--gzip"))
    written = io.BytesIO()
    arguments = {**flags, "KEY=STRING": ["q=x"]}
    search_datasets: Any = import_module("ckanapi.cli.search").search_datasets
    await asyncio.to_thread(search_datasets, Near(), arguments, stdout=written)

    lines = [json.loads(line)["name"] for line in written.getvalue().splitlines()]
    assert asked == [("package_search", 1_000, start) for start in (0, 1_000, 2_000, 2_345)]
    assert len(lines) == len(set(lines)) == 2_345
    suggested = await package_autocomplete(doing, {"q": "SET-000"})
    assert [each["match_field"] for each in suggested] == ["name"] * 10
    (one,) = await package_autocomplete(doing, {"q": "x 2344"})
    assert one == {
        "name": "set-2344", "title": "x 2344", "match_field": "title",
        "match_displayed": "x 2344 (set-2344)",
    }  # fmt: skip


class Standing(dict[Any, Any]):
    """What actions find things with."""

    library = LIBRARY
