"""What operators do on the page happens to the hosts, and stays in the record."""

import getpass
import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from actors.runtime.placement import shard_of
from tests.acceptance.running.yimen import Yimen, until
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send


@pytest.fixture(scope="module")
def site(yimen: Yimen) -> Site:
    """The channels of the running platform."""
    return Site(yimen.status()["url"], yimen.passwords())


@pytest.fixture
def operator(site: Site) -> Iterator[httpx.Client]:
    """A client that is signed in as an operator and reads English."""
    with site.client("operator") as client:
        client.cookies.set("language", "en")
        yield client


def owner(operator: httpx.Client, key: str) -> str:
    """Return the host of the entity `key`, as the page says."""
    page = operator.get("/operator/entity", params={"key": key}).text
    found = re.search(r"<dt>Host</dt><dd>(host-\d+)</dd>", page)
    assert found, page
    return found[1]


def test_the_page_shows_every_host_alive_with_its_beat(
    yimen: Yimen, operator: httpx.Client
) -> None:
    page = operator.get("/operator").text

    names = {host["name"] for host in yimen.status()["host_list"]}
    assert len(names) >= 2
    for name in names:
        row = page[page.index(f'<th scope="row">{name}<') :].partition("</tr>")[0]
        assert "Up" in row and " ago" in row


def test_a_moved_shard_takes_its_cases_along_and_the_move_is_recorded(
    site: Site, operator: httpx.Client
) -> None:
    with site.client("chen_jiahui") as resident:
        case = apply(resident, application(site, "SPJY-01")).json()["case"]
        key = f"case:{case}"
        shard, old = shard_of(key), owner(operator, key)
        new = next(host for host in ("host-0", "host-1") if host != old)
        asked = operator.get("/operator/move", params={"shard": shard, "host": new}).text
        assert f"Move shard {shard} to {new}?" in asked and f"{old} finishes" in asked

        wish = {"shard": shard, "host": new, "key": uuid4().hex}
        answer = operator.post("/operator/move", data=wish, timeout=60)
        assert answer.status_code == 303
        withdrawn = send(resident, case, "withdraw", {"reason": "搬家"})

    assert withdrawn.status_code == 200
    page = operator.get(answer.headers["location"]).text
    assert re.search(rf"Move shard {shard} → {new} · Done", page)
    record = operator.get("/operator/entity", params={"key": "operations:cluster"}).text
    assert f"host={new}" in record and "staff:operator" in record


def test_a_repeated_confirmation_is_one_operation(operator: httpx.Client) -> None:
    key = uuid4().hex
    for _ in range(2):
        operator.post("/operator/hosts/host-99/drain", data={"key": key}, timeout=60)
    page = operator.get("/operator", params={"operation": key}).text

    assert page.count("Drain host-99") == 2  # in the notice and in the table
    assert "There is no such host" in page


def test_what_is_done_on_the_command_line_is_recorded_under_the_name_of_the_user(
    yimen: Yimen, operator: httpx.Client
) -> None:
    name = yimen.status()["host_list"][0]["name"]
    assert f"2 shard(s) are at {name} now" in yimen("hosts", "move", "8-9", name).stdout
    assert "no host host-98 is up" in yimen("hosts", "drain", "host-98").stdout
    wrong = yimen("hosts", "move", "4096", name)
    assert "there is no shard 4096: shards are 0 to 1023" in wrong.stderr
    assert wrong.returncode == 1
    page = operator.get("/operator").text

    who = f"shell:{getpass.getuser()}"
    assert re.search(rf"Move shard 8-9 → {name}<.*?Done.*?{who}", page, re.DOTALL)
    assert re.search(rf"Drain host-98<.*?Failed.*?{who}", page, re.DOTALL)


def test_a_host_that_is_asked_about_says_what_draining_means(operator: httpx.Client) -> None:
    until(lambda: operator.get("/operator/hosts/host-0/drain").status_code == 200)
    page = operator.get("/operator/hosts/host-0/drain").text

    assert "Drain host-0?" in page and "host-1" in page
    assert "cannot be changed or deleted" in page
