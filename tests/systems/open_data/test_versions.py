"""Versions that are live, or were: how they are cited, and what differs between two (OPEN-41)."""

from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from msgspec.structs import replace

from actors.systems.open_data.dataset.state import Field
from actors.systems.open_data.describing.versions import cited, columns_between, version_told
from actors.systems.open_data.shell.rendering import render
from actors.systems.open_data.shell.settings import Settings
from actors.systems.open_data.shell.stores import OpenStore
from actors.systems.open_data.views import PUBLISHED
from serve_apps.systems.open_data.differences import Difference, difference
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.open_data.opening import SLUG, STOPS, WORDING, published
from tests.systems.open_data.test_dcat import AROUND

RENAMED = replace(WORDING, title="公交站")
ROW = published(RENAMED, STOPS + "里水,103,王五\r\n".encode(), number=2, before=published())
BEFORE = [
    {"town": "桂城", "line": 101}, {"town": "狮山", "line": 102}, {"town": "狮山", "line": 102},
    {"town": "大沥", "line": None},
]  # fmt: skip
AFTER = [
    {"town": "桂城", "line": 101}, {"town": "狮山", "line": 102}, {"town": "大沥", "line": 9},
    {"town": "里水", "line": 103},
]  # fmt: skip


def stored(folder: Path, rows: Any, *types: tuple[str, Any]) -> Path:
    fields = [Field(name=name, type=of) for name, of in types]
    made = render(OpenStore(folder), fields, [{n: row[n] for n, _ in types} for row in rows])
    parquet = next(each for each in made if each.format == "parquet")
    return OpenStore(folder).path(parquet.sha256, "parquet")


def test_a_version_is_cited_by_what_it_was_called_and_where_it_stays() -> None:
    latest, first = ROW["versions"]

    assert cited(ROW, first, AROUND) == (
        f"民政局. 公交站点（第1版）. 2026. {AROUND.base}/datasets/{SLUG}/versions/1"
    )
    assert "公交站（第2版）" in cited(ROW, latest, AROUND)
    told = version_told(ROW, latest, AROUND)
    assert (told["version"], told["rows"]) == (2, 3)
    assert told["files"][0]["url"] == f"{AROUND.base}/datasets/{SLUG}/2.csv"


def test_columns_come_go_and_change_their_type() -> None:
    before = [{"name": n, "type": of} for n, of in (("a", "text"), ("b", "text"), ("c", "date"))]
    after = [{"name": n, "type": of} for n, of in (("d", "text"), ("b", "integer"), ("c", "date"))]
    found = columns_between(before, after)

    assert (found.added, found.gone, found.retyped, found.common) == (
        ("d",), ("a",), ("b",), ("c",),
    )  # fmt: skip


def test_rows_come_and_go_each_as_often_as_it_is_there(tmp_path: Path) -> None:
    types = (("town", "text"), ("line", "integer"))
    before, after = stored(tmp_path, BEFORE, *types), stored(tmp_path, AFTER, *types)

    assert difference(before, after, ("town", "line")) == Difference(
        ("town", "line"), 2, 2, [("大沥", 9), ("里水", 103)], [("大沥", None), ("狮山", 102)]
    )
    assert difference(before, after, ("town",)) == Difference(
        ("town",), 1, 1, [("里水",)], [("狮山",)]
    )
    assert difference(before, before, ("town",)) == Difference(("town",))
    assert difference(before, after, ()) == Difference()


@pytest.mark.parametrize("name", ['a"b', "before", "FROM"])
def test_columns_may_be_called_anything(tmp_path: Path, name: str) -> None:
    old = stored(tmp_path, [{name: "x"}], (name, "text"))
    new = stored(tmp_path, [{name: "y"}], (name, "text"))

    assert difference(old, new, (name,)).some_added == [("y",)]


def opened(site: Site, slug: str) -> Any:
    """Have a dataset with two versions stand in the catalogue, with their files."""
    assert site.services is not None
    store, row, wider = OpenStore(site.services[Settings].open), None, BEFORE[0] | {"stop": "a"}
    for number, rows in ((1, BEFORE), (2, [*AFTER, wider])):
        fields = [Field(name="town", type="text"), Field(name="line", type="integer")]
        fields += [Field(name="stop", type="text")] if number == 2 else []
        files = render(store, fields, [{"stop": None, **each} for each in rows])
        row = published(slug=slug, number=number, before=row)
        row["versions"][0] |= {
            "files": msgspec.to_builtins(files), "fields": msgspec.to_builtins(fields),
            "rows": len(rows),
        }  # fmt: skip
        row["files"] = row["versions"][0]["files"]
        said = {"title": "列", "title_en": "", "way": "none"}
        row["columns"] = [{**each, **said} for each in row["versions"][0]["fields"]]
    return row


def test_two_versions_are_compared_on_a_page_and_by_programs(site: Site) -> None:
    slug = f"stops-{uuid4().hex[:8]}"
    at, rows = f"/datasets/{slug}", site.database[PUBLISHED]
    site.run(rows.insert_one(opened(site, slug)))
    try:
        with site.client(language="zh") as anybody:
            told = anybody.get(f"{at}/versions/2.json", params={"limit": 1}).json()
            assert told["difference"] == {
                "since": 1,
                "columns": {"added": ["stop"], "removed": [], "retyped": []},
                "rows": {
                    "compared_by": ["town", "line"], "added": 3, "removed": 2,
                    "some_added": [{"town": "大沥", "line": 9}],
                    "some_removed": [{"town": "大沥", "line": None}],
                },
            }  # fmt: skip
            same = anybody.get(f"{at}/versions/2.json", params={"since": 2}).json()["difference"]
            assert (same["rows"]["added"], same["rows"]["removed"]) == (0, 0)
            assert anybody.get(f"{at}/versions/1.json").json()["difference"] is None
            listed = anybody.get(f"{at}/versions.json").json()["versions"]
            assert [each["version"] for each in listed] == [2, 1]
            file = next(each for each in listed[1]["files"] if each["format"] == "csv")
            content = anybody.get(file["url"]).content
            assert sha256(content).hexdigest() == file["sha256"]
            page = anybody.get(listed[0]["id"])
            assert listed[0]["citation"] in page.text and "新增 3 行，减少 2 行" in page.text
            for path in (f"{at}/versions/2?lang=zh", f"{at}/versions/1?since=2&lang=en"):
                assert list(faults(fetched(anybody, path))) == []
            assert f'href="{at}/versions/1"' in anybody.get(at).text
            for nothing in ("versions/3", "versions/2.json?since=9", "versions/3.json"):
                assert anybody.get(f"{at}/{nothing}").status_code == 404
            gone = {"state": "withdrawn", "reason": "来源数据有误"}
            site.run(rows.update_one({"_id": slug}, {"$set": gone}))
            for each in ("versions/2", "versions/2.json", "versions.json"):
                answer = anybody.get(f"{at}/{each}")
                assert answer.status_code == 410 and "来源数据有误" in answer.text
    finally:
        site.run(rows.delete_one({"_id": slug}))
