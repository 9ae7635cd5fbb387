"""The implementation list by page and by program: out, checked, published by a person."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from actors.blocks.calls.shell.finding import settings_file
from actors.blocks.cases.catalogue import Catalogue
from storage.own_files import write_over
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.ports import free_port
from tests.waiting import until

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


@pytest.fixture
def feed(site: Site, tmp_path: Path) -> Iterator[str]:
    """The code of an item that the item-standardisation system promises sooner; it is connected."""
    with site.client("administrator") as client:
        document = client.get("/api/v1/implementation-list").json()
    row = next(each for each in document["items"] if each["promised"] > 1)
    row["promised"] -= 1
    file, port = tmp_path / "list.json", free_port()
    file.write_text(json.dumps(document))
    command = [sys.executable, "-m", "serve_apps.standins.item_standards", "--port", str(port)]
    secrets = {"ITEM_STANDARDS_KEY": "feed-key"}
    process = subprocess.Popen(
        [*command, "--list", str(file)], stdout=subprocess.PIPE, env=os.environ | secrets
    )
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        with httpx.Client(transport=httpx.HTTPTransport(retries=6)) as client:
            client.post(f"{url}/behave", json={}).raise_for_status()
        lines = f'[item_standards]\nurl = {json.dumps(url)}\nkey = "feed-key"\n'
        write_over(settings_file(), lines.encode())
        yield row["code"]
    finally:
        settings_file().unlink(missing_ok=True)
        process.kill()
        process.communicate()


@pytest.mark.feature("HALL-42")
def test_the_feed_is_followed_its_differences_are_told_and_a_person_publishes(
    site: Site, feed: str
) -> None:
    before = site.library[Catalogue].item(feed)
    with site.client("administrator", language="zh") as client, site.client("hall_clerk") as clerk:
        followed = client.post("/admin/item-list/follow", data={"key": uuid4().hex})
        assert followed.status_code == 303, followed.text
        assert clerk.post("/admin/item-list/follow", data={"key": uuid4().hex}).status_code == 403
        until(lambda: feed in client.get("/admin/item-list").text)
        shown = client.get("/admin/item-list").text
        told = {"key": uuid4().hex, "effective": "2000-01-01", "reason": "早已过去"}
        late = client.post("/admin/item-list/publish", data=told)
        told |= {"key": uuid4().hex, "effective": "2031-01-01", "reason": "缩短承诺时限"}
        done = client.post("/admin/item-list/publish", data=told)
        after = client.get("/admin/item-list").text

    assert "还没有发布过" in shown and late.status_code == 422
    assert done.status_code == 303 and "缩短承诺时限" in after, done.text
    assert site.library[Catalogue].item(feed) == before  # until the day that a person said
