"""The registers answer the W3C Reconciliation API 0.2, by its own schemas (SDB-22)."""

import json
from functools import cache
from typing import Any

import httpx
import pytest
from jsonschema import Draft7Validator
from lxml import html
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults
from tests.conformance import yardstick

SWAGGER = "http://swagger.io/v2/schema.json"  # behind `authentication`, which is not asked here


@cache
def validator(name: str) -> Any:
    """Return what checks messages by the schema `name` of the protocol."""
    folder = yardstick("reconciliation-0.2") / "schemas"
    read = {file.name: json.loads(file.read_text("utf-8")) for file in folder.glob("*.json")}
    known = [
        (id, Resource.from_contents(content, default_specification=DRAFT7))
        for file, content in read.items()
        for id in {content.get("$id", ""), f"{_base(read[name])}/{file}"}
        if id
    ]
    known.append((SWAGGER, Resource.from_contents(read["openapi.json"], DRAFT7)))
    return Draft7Validator(read[name], registry=Registry().with_resources(known))


def _base(schema: dict[str, Any]) -> str:
    return str(schema["$id"]).rpartition("/")[0]


def asked(client: httpx.Client, queries: Any, **more: str) -> httpx.Response:
    return client.post("/reconcile", data={"queries": json.dumps(queries)} | more)


def fits(answer: httpx.Response, schema: str) -> Any:
    """Return what was answered, after it was held against the schema of the protocol."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    said = answer.json()
    assert [each.message for each in validator(schema).iter_errors(said)] == []
    return said


def test_the_examples_of_the_protocol_are_judged_by_its_schemas_as_they_are_labelled() -> None:
    folder = yardstick("reconciliation-0.2") / "examples" / "reconciliation-query-batch"
    schema = validator("reconciliation-query-batch.json")
    labelled = {file: file.parent.name == "valid" for file in sorted(folder.rglob("*.json"))}

    assert len(labelled) == 7
    for file, valid in labelled.items():
        assert schema.is_valid(json.loads(file.read_text("utf-8"))) is valid


def test_its_queries_are_taken_or_refused_as_the_examples_are_labelled(site: Site) -> None:
    folder = yardstick("reconciliation-0.2") / "examples" / "reconciliation-query-batch"
    with site.client() as client:
        for file in sorted(folder.rglob("*.json")):
            answer = asked(client, json.loads(file.read_text("utf-8")))
            assert answer.status_code == (200 if file.parent.name == "valid" else 400), file.name


def test_the_service_says_what_it_is(site: Site) -> None:
    with site.client() as client:
        said = fits(client.get("/reconcile"), "manifest.json")
        page = client.get(said["view"]["url"].replace("{{id}}", "division:440682") + "?lang=en")

    assert "0.2" in said["versions"]
    assert [each["id"] for each in said["defaultTypes"]] == ["division", "department", "item"]
    assert said["batchSize"] == 50
    read: Any = html.document_fromstring(page.text)
    assert list(faults(read)) == []
    assert "several successors" in page.text


def test_a_name_means_what_it_meant_on_the_day(site: Site) -> None:
    queries = {
        "q0": {
            "query": "南海市",
            "type": "division",
            "properties": [{"pid": "on", "v": "2001-06-01"}],
        },
        "q1": {"query": "440605"},
        "q2": {"query": "南海市", "properties": [{"pid": "on", "v": "2010-06-01"}]},
        "q3": {"query": "鼓楼区", "properties": [{"pid": "above", "v": "南京市"}]},
        "q4": {"query": "鼓楼区"},
    }
    with site.client() as client:
        posted = fits(asked(client, queries), "reconciliation-result-batch.json")
        got = client.get("/reconcile", params={"queries": json.dumps(queries)})

    assert got.json() == posted
    found = {
        name: [(each["id"], each["name"], each["match"]) for each in said["result"]]
        for name, said in posted.items()
    }
    assert found["q0"] == [("division:440682", "南海市", True)]
    assert found["q1"] == [("division:440605", "南海区", True)]
    assert found["q2"] == [  # it was split: all successors, and a person decides
        ("division:440604", "禅城区", False), ("division:440605", "南海区", False),
    ]  # fmt: skip
    assert found["q3"][0] == ("division:320106", "鼓楼区", True)
    assert not any(match for _, _, match in found["q4"])  # four cities have one


def test_departments_and_items_are_found_by_either_name(site: Site) -> None:
    item = site.library[Catalogue].item("SPJY-01")
    queries = {
        "by_name": {"query": item.title.zh, "type": "item"},
        "in_english": {"query": item.title.en},
        "traditional": {"query": "市市場監督管理局", "type": ["department", "item"]},
        "no_such_type": {"query": item.title.zh, "type": "division"},
        "by_property": {
            "type": "item",
            "limit": 50,
            "properties": [{"pid": "unit", "v": {"id": f"department:{item.unit}"}}],
        },
    }  # fmt: skip
    with site.client() as client:
        said = fits(asked(client, queries), "reconciliation-result-batch.json")

    first = {name: each["result"][0]["id"] for name, each in said.items() if each["result"]}
    assert first["by_name"] == first["in_english"] == "item:SPJY-01"
    assert first["traditional"] == "department:market_supervision"
    assert "item:SPJY-01" in {each["id"] for each in said["by_property"]["result"]}
    assert "no_such_type" not in first


@pytest.mark.parametrize(
    ("queries", "status"),
    [
        ({"q0": {"query": "x", "types": "d"}}, 400),
        ({"q0": {"limit": 3}}, 400),
        ({"q0": {"query": "x", "properties": [{"pid": "on", "v": "June"}]}}, 400),
        ([], 400),
        ({f"q{n}": {"query": "x"} for n in range(51)}, 413),
    ],
)
def test_what_is_not_of_the_protocol_is_refused_with_its_place(
    site: Site, queries: Any, status: int
) -> None:
    with site.client() as client:
        answer = asked(client, queries)

    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == "*"
    if status == 400 and isinstance(queries, dict):
        assert answer.json()["errors"][0]["pointer"].startswith("/q0")


def test_a_token_that_proves_nothing_and_what_is_no_json_are_told_so(site: Site) -> None:
    with site.client() as client:
        broken = client.post("/reconcile", data={"queries": "{"})
        refused = client.get("/reconcile", headers={"authorization": "Bearer invented"})

    assert (broken.status_code, refused.status_code) == (400, 401)
    for each in (broken, refused):
        assert each.headers["access-control-allow-origin"] == "*"


def test_a_table_is_filled_with_what_the_registers_say(site: Site) -> None:
    wanted: dict[str, Any] = {
        "ids": ["division:440682", "division:440602", "item:SPJY-01", "division:none"],
        "properties": [
            {"id": "successors", "settings": {"on": "2024-01-01"}},
            {"id": "since"},
            {"id": "promised"},
            {"id": "above"},
        ],
    }
    with site.client() as client:
        said = fits(
            client.post("/reconcile", data={"extend": json.dumps(wanted)}),
            "data-extension-response.json",
        )
        many: Any = {"ids": ["x"] * 51, "properties": []}
        too_many = client.post("/reconcile", data={"extend": json.dumps(many)})
        nothing = client.post("/reconcile", data={})

    assert validator("data-extension-query.json").is_valid(wanted)
    rows = said["rows"]
    assert [each["id"] for each in rows["division:440682"]["successors"]] == [
        "division:440604", "division:440605",
    ]  # fmt: skip
    assert rows["division:440682"]["since"] == [{"int": 1992}]
    assert rows["division:440602"]["above"][0]["name"] == "佛山市"  # 汾江区, its first meaning
    promised = site.library[Catalogue].item("SPJY-01").limits.promised
    assert rows["item:SPJY-01"]["promised"] == [{"int": promised}]
    assert rows["division:none"] == {each["id"]: [] for each in wanted["properties"]}
    assert (too_many.status_code, nothing.status_code) == (413, 400)


def test_entities_types_and_properties_are_suggested(site: Site) -> None:
    with site.client() as client:
        first = client.get("/reconcile/suggest/entity", params={"prefix": "南海"})
        named = fits(first, "suggest-entities-response.json")["result"]
        rest = client.get("/reconcile/suggest/entity", params={"prefix": "南海", "cursor": "1"})
        types = client.get("/reconcile/suggest/type", params={"prefix": "Dep"})
        properties = client.get("/reconcile/suggest/property", params={"prefix": "since"})
        proposed = client.get("/reconcile/properties", params={"type": "item", "limit": "3"})

    ids = [each["id"] for each in named]
    assert ids.index("division:440605") < ids.index("division:440682")  # what is in force first
    assert rest.json()["result"] == named[1:]
    assert fits(types, "suggest-types-response.json")["result"][0]["id"] == "department"
    assert fits(properties, "suggest-properties-response.json")["result"][0]["id"] == "since"
    assert len(fits(proposed, "data-extension-property-proposal.json")["properties"]) == 3
