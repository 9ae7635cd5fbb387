"""Whoever comes to a list from his own command sees it there, or is told it is being entered."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.responses import Response

from actors.systems.npc_motions.sample.deputies import CONGRESS, TERM
from serve_apps.pages.own_change import COOKIE, remember
from tests.acceptance.site import Site
from tests.systems.npc_motions.living import PEOPLE, seen, take_office

DEPUTY = PEOPLE[35]
ENTERING = "您刚才的办理正在登记"


@pytest.fixture(scope="module")
def deputy(site: Site) -> Iterator[httpx.Client]:
    take_office(site, [DEPUTY])
    seen(site, "deputies", f"{CONGRESS}-{TERM}-{DEPUTY.account}", status="active")
    with site.client(DEPUTY.account, language="zh") as client:
        yield client


def save(client: httpx.Client, at: str, **sent: Any) -> str:
    known = {"congress": CONGRESS, "term": TERM, "matter": "路灯不亮。", "key": uuid4().hex}
    answer = client.post(f"{at}/save_draft", data={**known, **sent})
    assert answer.status_code == 303
    return answer.headers["location"]


def test_each_of_many_commands_stands_in_the_list_that_comes_next_or_is_under_way(
    deputy: httpx.Client,
) -> None:
    for _ in range(5):
        title = f"关于路灯的建议 {uuid4().hex[:6]}"
        at = save(deputy, "/suggestions/new", title=title)
        first = deputy.get("/my/suggestions").text
        save(deputy, at, title=f"{title}（修改）")
        second = deputy.get("/my/suggestions").text

        assert f"{title}</a>" in first or ENTERING in first
        assert f"{title}（修改）</a>" in second or ENTERING in second


def test_what_does_not_come_in_time_is_said_to_be_under_way(
    deputy: httpx.Client, site: Site
) -> None:
    title = f"关于树木的建议 {uuid4().hex[:6]}"
    at = save(deputy, "/suggestions/new", title=title)
    seen(site, "proposals", at)
    key = f"suggestion:{at.rpartition('/')[2]}"
    carried = remember(site.services, Response(), key, 99)  # type: ignore[arg-type]
    cookie = carried.headers["set-cookie"].partition(";")[0]

    late = deputy.get("/my/suggestions", headers={"cookie": cookie}).text
    other_kind = deputy.get("/my/motions", headers={"cookie": cookie}).text
    forged = deputy.get("/my/suggestions", headers={"cookie": f"{COOKIE}={key}%4099.forged"}).text

    assert ENTERING in late
    assert title in late
    assert ENTERING not in other_kind
    assert ENTERING not in forged
