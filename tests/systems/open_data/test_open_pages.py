"""A dataset from its description to its withdrawal, by pages alone; and as programs read it."""

import asyncio
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pyarrow.parquet as pq
import pytest
from ckanapi import CKANAPIError, NotFound, RemoteCKAN, ValidationError
from lxml import html
from openpyxl import load_workbook

from actors.kernel.identity import PLATFORM
from actors.systems.open_data.dataset.commands import FreezeDataset, ThawDataset
from actors.systems.open_data.shell.settings import Settings
from serve_apps.systems.open_data.dcat.writing import NOTATIONS
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.open_data.opening import STOPS
from tests.waiting import until

AT = "/open-datasets"
WORDING = {
    "title_en": "Bus stops", "notes": "全市公交站点的名称和线路，每月更新一次，供大家使用。",
    "licence": "CC-BY-4.0", "cycle": "monthly", "theme": "public_services", "tags": "公交\n出行",
    "temporal": "2026", "spatial": "440600",
}  # fmt: skip
COLUMN = {"type": "auto", "level": "1", "part": "none", "way": "none", "size": "0", "target": "0"}


def columns(**allowed: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for at, (name, opened) in enumerate(allowed.items()):
        column = {**COLUMN, "name": name, "title": name, "allowed": opened}
        said |= {f"columns.{at}.{key}": value for key, value in column.items()}
    return said


def posted(client: httpx.Client, at: str, **sent: Any) -> str:
    answer = client.post(at, data={"key": uuid4().hex, **sent})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def reached(site: Site, slug: str, phase: str) -> None:
    """Wait until what is done beside everything else is done for a dataset."""
    assert site.services is not None
    sender = site.services.sender

    async def there() -> None:
        async with asyncio.timeout(60):
            while (await sender.show(f"open_dataset:{slug}")).state.phase != phase:
                await asyncio.sleep(0.05)

    site.run(there(), 25)


def row(site: Site, view: str, **where: Any) -> None:
    """Wait until a view has a row."""

    async def there() -> None:
        async with asyncio.timeout(60):
            while await site.database[view].find_one(where) is None:
                await asyncio.sleep(0.02)

    site.run(there(), 25)


@pytest.mark.feature("OPEN-08", "OPEN-14", "OPEN-46")
def test_a_dataset_is_opened_read_and_withdrawn(site: Site) -> None:
    assert site.services is not None
    folder = site.services[Settings]
    slug, title = f"stops-{uuid4().hex[:8]}", f"公交站点{uuid4().hex[:6]}"
    public = f"/datasets/{slug}"
    with site.client("open_steward", language="zh") as steward:
        said = {"slug": slug, "title": title, **WORDING}
        asked = columns(站名="true", 线路="true", 乘客="false")
        at = posted(steward, f"{AT}/new/add_dataset", **said, **asked)
        assert at == f"{AT}/{slug}"
        form = fetched(steward, f"{at}/table")
        assert list(faults(form)) == []
        none = steward.post(f"{at}/table", data={"key": "1"})
        assert none.status_code == 422 and "请选择 CSV 文件" in none.text
        file = {"file": ("stops.csv", STOPS + "少一格,103\r\n".encode(), "text/csv")}
        sent = steward.post(f"{at}/table", data={"key": uuid4().hex}, files=file)
        assert sent.status_code == 303, sent.text
        reached(site, slug, "openable")
        seen = steward.get(at).text
        assert "将要开放的前几行" in seen and "桂城" in seen and "张三" not in seen
        assert list(faults(fetched(steward, at))) == []
        assert f"{at}/rejects.csv" in seen
        assert steward.get(f"{at}/rejects.csv").text.splitlines()[1] == "4,cells,,少一格,103"
        posted(steward, f"{at}/hand_over")
    with site.client("open_head", language="zh") as head:
        posted(head, f"{at}/endorse_version")
        assert head.get(f"{at}/rejects.csv").status_code in (403, 404)
    with site.client("open_reviewer", language="zh") as reviewer:
        posted(reviewer, f"{at}/approve_version")
        reached(site, slug, "live")
        assert "张三" in held(folder.raw) and "张三" not in held(folder.open)
        row(site, "published_datasets", _id=slug, state="live")

        with site.client(language="zh") as anybody:
            listed = anybody.get("/datasets", params={"q": title, "theme": "public_services"}).text
            assert f'href="{public}"' in listed and "共 1 个数据集" in listed
            assert (
                "共 0 个数据集" in anybody.get("/datasets", params={"q": title, "unit": "x"}).text
            )
            for path in (f"/datasets?q={title}&lang=en", public, f"{public}?lang=en"):
                assert list(faults(fetched(anybody, path))) == []
            shown = anybody.get(public, params={"lang": "zh"}).text
            assert "桂城" in shown and "张三" not in shown and "质量评分 1.0" in shown
            downloaded(anybody, public)
            read_by_programs(anybody, slug, title)
            read_by_ckanapi(site, slug, title)
            held_back(site, anybody, slug)
            posted(reviewer, f"{at}/withdraw_dataset", reason="来源数据有误")
            row(site, "published_datasets", _id=slug, state="withdrawn")
            gone = anybody.get(public)
            assert gone.status_code == 410 and "来源数据有误" in gone.text
            assert anybody.get(f"{public}/1.csv").status_code == 404
            forms = (f"/dataset/{slug}.{each}" for each in NOTATIONS)
            for form in (*forms, f"{public}/datapackage.json", f"/dataset/{slug}/croissant.jsonld"):
                gone = anybody.get(form)
                assert gone.status_code == 410 and "来源数据有误" in gone.json()["detail"]
            assert called(anybody, "package_show", id=slug)["error"]["__type"] == "Not Found Error"
            assert anybody.get("/datasets/nobody-has-this").status_code == 404


def caught_up(site: Site, slug: str) -> None:
    """Wait until the public view has what has happened to a dataset."""
    assert site.services is not None
    services = site.services
    head = site.run(services.sender.show(f"open_dataset:{slug}")).seq
    until(lambda: site.run(services.views.seq_of("published_datasets", slug)) >= head)


def held_back(site: Site, anybody: httpx.Client, slug: str) -> None:
    """While its source may not be used, nobody sees it."""
    assert site.services is not None
    sender, told = site.services.sender, {"cause": "stops-register", "unit": "civil_affairs"}
    other = {**told, "cause": "lines-register"}
    for command, state in (
        (FreezeDataset(**told), "frozen"),
        (FreezeDataset(**other), "frozen"),
        (ThawDataset(**told), "frozen"),
        (ThawDataset(**other), "live"),
    ):
        send = sender.send(f"open_dataset:{slug}", command, id=uuid4().hex, by=PLATFORM)
        site.run(send)
        caught_up(site, slug)
        row(site, "published_datasets", _id=slug, state=state)
        if state == "frozen":
            page = anybody.get(f"/datasets/{slug}")
            assert page.status_code == 410 and "暂停开放" in page.text
            assert list(faults(html.document_fromstring(page.text))) == []
            assert anybody.get(f"/datasets/{slug}/1.csv").status_code == 404
            told_why = anybody.get(f"/dataset/{slug}.jsonld")
            assert told_why.status_code == 410 and "暂停开放" in told_why.text
            asked = called(anybody, "package_show", id=slug)
            assert asked["error"]["__type"] == "Not Found Error"
    assert anybody.get(f"/datasets/{slug}").status_code == 200


def held(folder: Path) -> str:
    """Return what the files below a folder hold."""
    found = (path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return b"".join(found).decode(errors="replace")


def downloaded(client: httpx.Client, public: str) -> None:
    """Check the four files of a version."""
    contents = {
        each: client.get(f"{public}/1.{each}") for each in ("csv", "json", "parquet", "xlsx")
    }
    assert {each.status_code for each in contents.values()} == {200}
    assert contents["csv"].content.decode("utf-8-sig").split("\r\n")[:2] == [
        "站名,线路",
        "桂城,101",
    ]
    assert contents["json"].json()[1] == {"站名": "狮山", "线路": 102}
    table = pq.read_table(io.BytesIO(contents["parquet"].content))
    assert table.column_names == ["站名", "线路"] and table.num_rows == 2
    book = load_workbook(io.BytesIO(contents["xlsx"].content))
    assert [cell.value for cell in next(iter(book.active.rows))] == ["站名", "线路"]  # type: ignore[union-attr]
    assert client.get(f"{public}/2.csv").status_code == 404


def called(client: httpx.Client, action: str, **sent: Any) -> Any:
    """Carry out an action as ckanapi does: by a POST of JSON, without redirects."""
    answer = client.post(f"/api/action/{action}", json=sent)
    assert answer.headers["content-type"].replace(" ", "") == "application/json;charset=utf-8"
    told = answer.json()
    assert told["help"].endswith(f"/api/3/action/help_show?name={action}")
    assert told["success"] is (answer.status_code == 200)
    return told if not told["success"] else told["result"]


def read_by_ckanapi(site: Site, slug: str, title: str) -> None:
    """Check that the client that most programs use works unchanged."""
    with RemoteCKAN(site.url) as remote:
        assert slug in remote.action.package_list()
        assert remote.action.package_show(id=slug)["title"] == title
        for wrong, error in ((NotFound, {"id": "nope"}), (ValidationError, {})):
            with pytest.raises(wrong):
                remote.action.package_show(**error)
        with pytest.raises(CKANAPIError):
            remote.action.bogus()
    command = [Path(sys.executable).with_name("ckanapi"), "search", "datasets", f"q={title}"]
    found = subprocess.run([*command, "-r", site.url], check=True, capture_output=True, timeout=60)
    assert [json.loads(line)["name"] for line in found.stdout.splitlines()] == [slug]


def read_by_programs(client: httpx.Client, slug: str, title: str) -> None:
    """Check the reading side of the action API."""
    for path in ("/api", "/api/3"):
        assert client.get(path).json() == {"version": 3}
    unknown = client.get("/api/3/action/bogus")
    assert unknown.status_code == 400
    assert unknown.json() == "Bad request: Action name not known: bogus"
    missing = client.get("/api/3/action/package_show", params={"id": "nope"})
    error = missing.json()["error"]
    assert (missing.status_code, error["__type"]) == (404, "Not Found Error")
    assert error["message"].startswith("Not found")
    invalid = client.post("/api/action/package_show", json={})
    assert invalid.status_code == 409
    assert invalid.json()["error"] == {"__type": "Validation Error", "id": ["Missing value"]}

    assert called(client, "site_read") is True and called(client, "status_show")["extensions"]
    assert slug in called(client, "package_list")
    package = called(client, "package_show", id=slug)
    assert package["organization"]["name"] == "civil_affairs"
    assert (package["state"], package["private"], package["type"]) == ("active", False, "dataset")
    first = package["resources"][0]
    assert (first["position"], first["format"], first["mimetype"]) == (0, "CSV", "text/csv")
    assert client.get(first["url"]).status_code == 200 and first["size"] > 0
    assert called(client, "resource_show", id=first["id"])["hash"] == first["hash"]
    assert "civil_affairs" in called(client, "organization_list")
    organisation = called(client, "organization_show", id="civil_affairs", include_datasets="True")
    assert slug in {each["name"] for each in organisation["packages"]}
    assert "public_services" in called(client, "group_list")
    assert "出行" in called(client, "tag_list")
    assert {each["id"] for each in called(client, "license_list")} == {"CC-BY-4.0", "CC0-1.0"}
    assert "resource_id" in called(client, "help_show", name="datastore_search")

    def searched(**sent: Any) -> Any:
        return called(client, "package_search", **sent)

    both = searched(q=title, fq="organization:civil_affairs tags:公交", rows=1,
                    **{"facet.field": ["organization", "tags"]})  # fmt: skip
    assert (both["count"], both["results"][0]["name"]) == (1, slug)
    assert both["facets"]["tags"] == {"公交": 1, "出行": 1}
    assert both["search_facets"]["organization"]["items"][0]["count"] == 1
    assert searched(q=title, rows=100, start=100, sort="id asc")["results"] == []
    assert searched(fq=f"name:{slug} -tags:公交", rows=0)["count"] == 0
    bad = client.get("/api/3/action/package_search", params={"fq": "nobody:1"})
    assert bad.status_code == 400 and bad.json()["error"]["__type"] == "Search Query Error"

    id = first["id"]
    page = called(client, "datastore_search", resource_id=id, limit=1, include_next_page=True)
    assert page["records"] == [{"_id": 1, "站名": "桂城", "线路": 101}]
    assert (page["total"], page["next_page"]) == (2, {"_id": {"gt": 1}})
    assert [each["type"] for each in page["fields"]] == ["int", "text", "int8"]
    filters = json.dumps({"线路": {"gte": 102}})
    sent = {"resource_id": id, "filters": filters, "fields": "站名", "records_format": "csv"}
    asked = client.get("/api/3/action/datastore_search", params=sent).json()["result"]
    assert (asked["records"], asked["total"]) == ("狮山\r\n", 1)
    wide = called(client, "datastore_search", resource_id=id, limit=40_000)
    assert wide["limit"] == 32_000
    assert called(client, "datastore_search", resource_id=id, limit=0)["records"] == []
    wrong = called(client, "datastore_search", resource_id=id, filters={"x": 1})
    assert wrong["error"]["__type"] == "Validation Error"
    assert called(client, "datastore_info", id=id)["meta"]["count"] == 2
    assert called(client, "resource_view_list", id=id) == []
    for q in ("狮山", {"站名": "狮"}, json.dumps({"线路": "102"})):
        assert called(client, "datastore_search", resource_id=id, q=q)["total"] == 1
    sent = {"fields": ["站名"], "distinct": True, "sort": "站名 desc", "limit": 1}
    once = called(client, "datastore_search", resource_id=id, **sent)
    assert (once["records"], once["total"], once["distinct"]) == ([{"站名": "狮山"}], 2, True)
    for wrong, named in (({"q": {"x": "1"}}, "q"), ({**sent, "sort": "线路"}, "sort")):
        refused = called(client, "datastore_search", resource_id=id, **wrong)
        assert refused["error"].keys() == {"__type", named}
    assert called(client, "package_autocomplete", q=slug)[0]["match_displayed"] == slug
