"""Other programs report lineage by OpenLineage, and levels follow from it."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from actors.systems.data_platform.dataset.terms import Check, Edge, Source
from actors.systems.data_platform.openlineage import LineageEvent, report, unnumbered, written
from actors.systems.data_platform.profile import profile
from tests.acceptance.site import Site
from tests.conformance import yardstick
from tests.systems.data_platform.test_loop_pages import reached

FIXTURES = sorted(yardstick("openlineage").joinpath("tests").rglob("*.json"))
SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
COMMON = {"eventTime": "2026-11-30T08:00:00Z", "producer": "urn:test", "schemaURL": SCHEMA}


def read(name: str, column: str, *hows: dict[str, Any], of: str = "yimen") -> dict[str, Any]:
    return {"namespace": of, "name": name, "field": column, "transformations": list(hows)}


def complete(source: str, made: str, run: str = "", **facets: Any) -> dict[str, Any]:
    """Return the event of a run that has made two columns of others, filtered by a third."""
    masked = {"type": "DIRECT", "masking": True, "description": "keyed_hash"}
    lineage = {
        "fields": {
            "代号": {"inputFields": [read(source, "身份证号", masked)]},
            "区": {
                "inputFields": [
                    read(source, "街道", {"type": "DIRECT", "subtype": "IDENTITY"}),
                    read(source, "收入", {"type": "INDIRECT", "subtype": "FILTER"}),
                    read("elsewhere", "x", of="others"),
                ]
            },
        }
    }
    passed = {"assertion": "rescan", "success": True, "column": "代号"}
    said = {"columnLineage": lineage, "dataQualityAssertions": {"assertions": [passed]}, **facets}
    output = {
        "namespace": "yimen",
        "name": made,
        "facets": said,
        "outputFacets": {"outputStatistics": {"rowCount": 12}},
    }
    return {
        **COMMON,
        "eventType": "COMPLETE",
        "run": {"runId": run or str(uuid4())},
        "job": {"namespace": "city", "name": "mask"},
        "inputs": [{"namespace": "yimen", "name": source}],
        "outputs": [output],
    }


def test_a_run_that_is_complete_is_a_version_with_edges_filters_and_checks() -> None:
    event = msgspec.convert(complete("register", "households"), LineageEvent)

    (output,) = written(event)
    assert unnumbered(event) == {"register"}
    found = report(event, output, {"register": 3}, profile().methods)
    made = {"dataset": "register", "version": 3}
    assert found.inputs == (
        Edge(**made, column="身份证号", to="代号", method="keyed_hash"),
        Edge(**made, column="街道", to="区"),
    )
    assert found.filters == (Source(**made, column="收入"),)
    assert found.checks == (Check(column="代号", name="rescan", passed=True),)
    assert found.rows == 12
    no_mask = report(event, output, {"register": 3}, {})
    assert no_mask.inputs[0].method == ""  # what is not in force lowers nothing
    again = {"version": {"datasetVersion": "A" * 64}}
    other = msgspec.convert(complete("register", "households", **again), LineageEvent)
    assert report(other, written(other)[0], {"register": 1}, {}).sha256 == "a" * 64


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_fixture_of_the_standard_is_taken(path: Path) -> None:
    facets = json.loads(path.read_text())
    if "eventTime" not in facets:  # a facet alone, in every place where one may stand
        facets = complete("a", "b") | {
            "run": {"runId": str(uuid4()), "facets": facets},
            "inputs": [{"namespace": "n", "name": "m", "facets": facets, "inputFacets": facets}],
            "outputs": [{"namespace": "n", "name": "m", "facets": facets, "outputFacets": facets}],
        }
    event = msgspec.convert(facets, LineageEvent)

    assert event.is_about_something and written(event) == []


def test_vector_10_and_a_version_by_the_api(site: Site) -> None:
    mark = uuid4().hex[:8]
    source, made = f"origin-{mark}", f"masked-{mark}"
    with site.client("data_steward") as program:

        def sent(path: str, body: Any) -> Any:
            answer = program.post(f"/api/v1/{path}", json=body, headers={"idempotency-key": "-"})
            return answer

        for code, sharing, columns in (
            (source, "internal", {"身份证号": 4, "街道": 1, "收入": 2}),
            (made, "conditional", {"代号": 1, "区": 1}),
        ):
            levels = [{"name": name, "level": level} for name, level in columns.items()]
            wish = {"code": code, "title": f"数据{code}", "sharing": sharing, "columns": levels}
            key = {"idempotency-key": uuid4().hex}
            at = f"/api/v1/shared_datasets/{code}/register_dataset"
            registered = program.post(at, json=wish, headers=key)
            assert registered.status_code in (200, 201), registered.text
        early = sent("lineage", complete(source, made))
        assert early.status_code == 409 and source in early.text
        of_nothing = complete(source, source)
        of_nothing["outputs"][0]["facets"] = {"columnLineage": {"fields": {}}}
        assert sent("lineage", of_nothing).status_code == 200
        reached(site, source, "live")

        event = complete(source, made, run=str(uuid4()))
        for _ in range(2):  # the second time changes nothing
            assert sent("lineage", event).status_code == 200
        reached(site, made, "live")
        assert site.services is not None
        state = site.run(site.services.sender.show(f"shared_dataset:{made}")).state
        assert (state.numbers, state.level, len(state.versions)) == (1, 2, 1)

        about = {**COMMON, "dataset": {"namespace": "n", "name": "m"}}
        batch = sent("lineage/batch", [event, about, COMMON])
        told = batch.json()
        assert (batch.status_code, told["status"]) == (200, "partial_success")
        assert told["summary"] == {"received": 3, "successful": 2, "failed": 1}
        assert [each["index"] for each in told["failed_events"]] == [2]
        assert sent("lineage", COMMON).status_code == 422
        for odd in ("a:b", "../x", "数据"):  # names that no dataset has
            assert sent("lineage", complete(odd, made)).status_code == 409
        far = complete(source, made)
        far["inputs"][0]["facets"] = {"version": {"datasetVersion": "9" * 40}}
        long = complete(source, made)
        lineage = long["outputs"][0]["facets"]["columnLineage"]
        lineage["dataset"] = [read(source, "x" * 500)]
        assert [sent("lineage", each).status_code for each in (far, long)] == [422, 422]
        assert sent("lineage", {**event, "run": {"runId": "x"}}).status_code == 422
    with site.client("hall_clerk") as clerk:
        refused = clerk.post("/api/v1/lineage", json=event)
        assert refused.status_code == 403
