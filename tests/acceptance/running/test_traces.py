"""One request is one trace, from HTTP in one process to the commit in another."""

import json
from typing import Any
from uuid import uuid4

from tests.acceptance.running.yimen import Yimen, until
from tests.acceptance.site import Site
from tests.acceptance.steps import application, key

ACCOUNT, ITEM = "chen_jiahui", "SPJY-01"


def spans(yimen: Yimen, trace: str) -> list[dict[str, Any]]:
    """Return the spans of `trace` that any process has written."""
    lines = [line for file in yimen.traces.iterdir() for line in file.read_text().splitlines()]
    found = [json.loads(line) for line in lines if line.endswith("}")]
    return [span for span in found if span["context"]["trace_id"] == f"0x{trace}"]


def service(span: dict[str, Any]) -> str:
    return str(span["resource"]["attributes"]["service.name"])


def test_an_application_is_one_trace_from_http_to_its_commit(yimen: Yimen) -> None:
    site = Site(yimen.status()["url"], yimen.passwords())
    trace, caller = uuid4().hex, "b7ad6b7169203331"
    wish = application(site, ITEM, ACCOUNT)
    with site.client(ACCOUNT) as client:
        headers = key() | {"traceparent": f"00-{trace}-{caller}-01"}
        answer = client.post("/api/v1/cases", json=wish, headers=headers)
    assert (answer.status_code, answer.headers["x-trace-id"]) == (201, trace)

    until(lambda: {"commit", "POST /api/v1/cases"} <= {one["name"] for one in spans(yimen, trace)})
    found = {one["context"]["span_id"]: one for one in spans(yimen, trace)}
    [submit] = [
        one
        for one in found.values()
        if one["name"] == "entity" and one["attributes"]["yimen.command"] == "Submit"
    ]
    stages = [one for one in found.values() if one["parent_id"] == submit["context"]["span_id"]]
    send = found[submit["parent_id"]]
    request = found[send["parent_id"]]

    assert {one["name"] for one in stages} == {"wait", "turn", "commit"}
    assert service(submit).startswith("host-") and {service(one) for one in stages} == {
        service(submit)
    }
    assert (send["name"], service(send)) == ("send", "web")
    assert (request["name"], request["parent_id"]) == ("POST /api/v1/cases", f"0x{caller}")


def test_a_problem_names_the_trace_of_its_request(yimen: Yimen) -> None:
    site = Site(yimen.status()["url"], yimen.passwords())
    trace = uuid4().hex
    with site.client(ACCOUNT) as client:
        headers = key() | {"traceparent": f"00-{trace}-b7ad6b7169203331-00"}
        answer = client.post("/api/v1/cases", json={}, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["instance"] == f"urn:trace:{trace}"
