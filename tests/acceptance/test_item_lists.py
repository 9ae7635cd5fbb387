"""The implementation list by page and by program: out, checked, published by a person."""

import json

import pytest

from tests.acceptance.site import Site
from tests.acceptance.steps import key

pytestmark = pytest.mark.feature("HALL-02")


def test_the_list_goes_out_is_checked_and_a_bad_one_changes_nothing(site: Site) -> None:
    with site.client("administrator") as client:
        document = client.get("/api/v1/implementation-list").json()
        same = client.post("/api/v1/implementation-list/check", json=document).json()
        assert (same["faults"], same["differences"]) == ([], [])

        for row in document["items"]:
            row["promised"] = row["statutory"] + 1
        wrong = client.post("/api/v1/implementation-list/check", json=document).json()
        assert {fault["row"] for fault in wrong["faults"]} == set(range(1, same["rows"] + 1))
        sent = {"effective": "2030-01-01", "reason": "longer", "list": document}
        refused = client.post("/api/v1/implementation-list", json=sent, headers=key())
        assert refused.status_code == 422 and len(refused.json()["faults"]) == same["rows"]

        shown = client.post(
            "/admin/item-list/check", files={"list": ("list.json", json.dumps(document))}
        )
        assert shown.status_code == 422 and "没有发布任何内容" in shown.text
        assert "还没有发布过" in client.get("/admin/item-list").text


def test_who_is_no_administrator_checks_and_publishes_nothing(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        assert resident.post("/api/v1/implementation-list/check", json={}).status_code == 403
        assert resident.get("/admin/item-list").status_code == 403
        assert resident.get("/api/v1/implementation-list").status_code == 200
