"""Administrators make an item on pages and by program, another publishes it, and it is there."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

from actors.blocks.designs import commands as c
from actors.kernel.turn import Command
from serve_apps.front.problem import path_name
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.blocks.designs.making import BEGIN, WRITTEN, described
from tests.waiting import until

pytestmark = pytest.mark.feature("GRASS-03", "HALL-03", "HALL-22")
AUTHOR, REVIEWER = "administrator", "administrator_2"
CODE = "YMCS-01"
AT = f"/admin/designs/{CODE}"
IMPLEMENTATION = "11440600SAMPLE778X4778001009000"


def send(client: httpx.Client, command: Command, code: str = CODE) -> httpx.Response:
    body: dict[str, Any] = msgspec.to_builtins(command)
    del body["type"]
    name = path_name(type(command).__name__)
    return client.post(f"/api/v1/item_designs/{code}/{name}", json=body, headers=key())


def written(client: httpx.Client, code: str, implementation: str) -> None:
    for command in (BEGIN, described(implementation_code=implementation), *WRITTEN[1:]):
        answer = send(client, command, code)
        assert answer.status_code == 200, answer.text


def play_tests(site: Site, client: httpx.Client, code: str) -> str:
    assert send(client, c.RunTests(), code).status_code == 200

    def over() -> str:
        assert site.services is not None
        state = site.run(site.services.sender.show(f"item_design:{code}")).state
        return "" if state.run.state == "running" else json.dumps(msgspec.to_builtins(state.run))

    return until(over)


@pytest.fixture(scope="module")
def drafted(site: Site) -> Iterator[Site]:
    with site.client(AUTHOR) as author:
        written(author, CODE, IMPLEMENTATION)
    yield site


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "address",
    ["", "/item", "/form", "/form/area", "/form/new", "/flow", "/limits", "/output", "/fee",
     "/draw", "/run", "/differences", "/export", "/preview/resident/0", "/preview/resident/1",
     "/preview/agent/2", "/preview/clerk/0", "/preview/reviewer/0", "/preview/phone/2",
     "/preview/terminal/0"],
)  # fmt: skip
def test_every_page_of_a_draft_is_there(drafted: Site, address: str, language: str) -> None:
    with drafted.client(AUTHOR, language=language) as author:
        page = author.get(f"{AT}{address}", params={"lang": language})

    assert page.status_code == 200, page.text[:2000]


def test_an_item_is_designed_by_one_published_by_another_and_applied_for_at_once(
    drafted: Site,
) -> None:
    with drafted.client(AUTHOR) as author, drafted.client(REVIEWER) as reviewer:
        page = author.get(AT, params={"lang": "en"}).text
        assert "Nothing is wrong with the content" in page
        refused = send(author, c.SubmitDesign())
        assert [each["code"] for each in refused.json()["errors"]] == ["item_design.not_tested"]
        assert '"red"' not in play_tests(drafted, author, CODE)
        assert send(author, c.SubmitDesign()).status_code == 200
        assert send(author, c.ApproveDesign()).status_code == 403
        assert send(reviewer, c.ApproveDesign()).status_code == 200
    with drafted.client() as anybody:
        guide = until(lambda: _found(anybody.get(f"/items/{CODE}")), 2.0)
        assert "¥20.00" in guide and "粤发改价格" in guide
        item = anybody.get(f"/api/v1/items/{CODE}").json()
        assert item["version"] == 1
        assert [stage["name"] for stage in item["flow"]["stages"]][:2] == [
            "first_review",
            "second_review",
        ]
        assert "临时占用公共场地许可" in anybody.get("/items", params={"q": "公共场地"}).text


def _found(answer: httpx.Response) -> str:
    return answer.text if answer.status_code == 200 else ""
