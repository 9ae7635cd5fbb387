"""The operators' page: hosts and shards, one entity looked into, and operations with a record."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from serve_apps.blocks.waiting.rooms import WaitingRooms
from storage.clock import WallClock
from storage.sealing import Seals
from storage.signing import FileSigner, make_key
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FOOD, applied, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import send
from tests.acceptance.test_waiting import ITEM, set_room
from tests.waiting import until_shown

A_WHILE = 6_000  # milliseconds; the page asks every 5 s


def hot_case(site: Site) -> str:
    """Apply and have the case asked again and again for what it refuses; return its id."""
    case = applied(site, FOOD)
    with site.client("chen_jiahui") as client:
        for _ in range(15):
            assert send(client, case, "rate", {"stars": 5}).status_code == 409
    return case


def test_an_operator_sees_the_hosts_and_what_stands_out(open_page: OpenPage, site: Site) -> None:
    case = hot_case(site)
    page = open_page("operator")
    page.goto("/operator")

    expect(page.get_by_role("table", name="全部宿主")).to_contain_text("运行")
    expect(page.get_by_role("table", name="最繁忙的实体")).to_contain_text(f"case:{case}")
    expect(page.get_by_role("table", name="最慢的回合")).to_contain_text("ms")
    expect(page.get_by_role("table", name="分片归属")).to_contain_text("0–1023")
    look_over(page, "operator")
    page.goto("/operator?lang=en")
    look_over(page, "operator-en")
    for account in ("chen_jiahui", "operator"):
        assert f"account:{account}" not in page.content()  # accounts are digests


@pytest.fixture
def old_seal(site: Site, tmp_path: Path) -> Iterator[None]:
    """A seal of two hours ago, while the test runs."""
    make_key(tmp_path / "key.pem")
    seals, signer = Seals(site.database), FileSigner(tmp_path / "key.pem")

    async def seal() -> None:
        async with site.database.client.start_session() as session:
            await seals.note([{"_id": "case:a/0000000001", "key": "case:a", "seq": 1}], session)
        assert await seals.seal(signer, WallClock().now() - timedelta(hours=2))

    async def forget() -> None:
        for name in ("seals", "seal_heads"):
            await site.database[name].delete_many({})

    site.run(seal())
    yield
    site.run(forget())


def test_an_operator_sees_how_old_the_last_seal_is_and_how_many_wait_in_rooms(
    open_page: OpenPage, site: Site, old_seal: None
) -> None:
    assert site.services is not None
    set_room(site, "on", 1)
    for number in range(4):
        site.run(site.services[WaitingRooms].place(ITEM, f"person:{number}"))
    page = open_page("operator", clock=True)
    page.goto("/operator")

    expect(page.locator(".figure", has_text="距上次封印")).to_contain_text("120 min")
    expect(page.locator(".figure", has_text="等候室人数")).to_have_text(re.compile("[34]$"))
    set_room(site, "off")
    page.clock.run_for(A_WHILE)
    expect(page.locator(".figure", has_text="等候室人数")).to_contain_text("0")


def test_the_page_goes_on_by_itself_and_keeps_what_is_being_typed(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("operator", clock=True)
    page.goto("/operator")
    page.get_by_label("分片编号").fill("7")
    case = hot_case(site)
    page.clock.run_for(A_WHILE)

    expect(page.get_by_role("table", name="最繁忙的实体")).to_contain_text(f"case:{case}")
    expect(page.get_by_label("分片编号")).to_have_value("7")


def test_an_entity_is_looked_into_without_personal_data_and_the_look_is_recorded(
    open_page: OpenPage, site: Site
) -> None:
    case = applied(site, FOOD)
    page = open_page("operator")
    page.goto("/operator")
    page.get_by_label("实体标识").fill(f"case:{case}")
    page.get_by_role("button", name="查看").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"case:{case}")
    expect(page.get_by_text("在内存中", exact=True)).to_be_visible()
    history = page.get_by_role("table", name="历史")
    expect(history).to_contain_text("Submitted")
    expect(history).to_contain_text("item=")
    expect(history).not_to_contain_text("applicant")
    assert "陈嘉" not in page.content() and "chen_jiahui" not in page.content()
    look_over(page, "entity")
    resident = open_page("chen_jiahui")
    resident.goto(f"/cases/{case}/access")
    row = resident.get_by_role("row").filter(has_text="运维排查")
    until_shown(row)  # the view follows the journal
    expect(row).to_have_count(1)
    page.goto(f"{page.url}&lang=en")
    look_over(page, "entity-en")


def test_an_operation_is_confirmed_first_and_its_refusal_stands_in_the_record(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("operator")
    page.goto("/operator")
    page.get_by_role("link", name=re.compile("^腾空")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("现在不能腾空")
    expect(page.get_by_role("main")).to_contain_text("没有其他运行中的宿主可以接管分片")

    look_over(page, "drain-not-now")

    host = page.url.split("/")[-2]
    with site.client("operator") as client:
        wish = {"key": "0" * 31 + "1"}
        answer = client.post(f"/operator/hosts/{host}/drain", data=wish)
    assert answer.status_code == 303
    page.goto(answer.headers["location"])
    expect(page.get_by_role("status").filter(has_text="未执行")).to_be_visible()
    record = page.get_by_role("table", name="最近的运维操作")
    expect(record).to_contain_text(f"腾空宿主 {host}")
    expect(record).to_contain_text("staff:operator")
    look_over(page, "operated")


def test_what_is_wrong_with_a_move_is_said_beside_the_field(open_page: OpenPage) -> None:
    page = open_page("operator")
    page.goto("/operator")
    page.get_by_label("分片编号").fill("2000")
    page.get_by_role("button", name="下一步").click()

    expect(page.get_by_role("alert")).to_contain_text("0 至 1023")
    look_over(page, "move-wrong")
    page.get_by_role("link", name=re.compile("1023")).click()
    expect(page.get_by_label("分片编号")).to_be_focused()


def test_what_is_no_key_is_answered_with_what_one_looks_like(open_page: OpenPage) -> None:
    page = open_page("operator")
    page.goto("/operator")
    page.get_by_label("实体标识").fill("7f3a")
    page.get_by_role("button", name="查看").click()

    expect(page.get_by_role("alert")).to_contain_text("标识形如 case:7f3a")
    look_over(page, "entity-wrong")
    expect(page.get_by_label("实体标识")).to_have_value("7f3a")


@pytest.mark.parametrize("account", ["supervisor", "market_clerk", "chen_jiahui"])
def test_nobody_but_operators_has_the_page(site: Site, account: str) -> None:
    with site.client(account) as client:
        assert client.get("/operator").status_code == 403
        assert client.get("/operator/entity", params={"key": "case:1"}).status_code == 403
        assert client.get("/operator/hosts/host-0/drain").status_code == 403
        assert client.post("/operator/move", data={"shard": 1, "host": "x"}).status_code == 403


def test_an_operation_from_elsewhere_is_refused(open_page: OpenPage, site: Site) -> None:
    page = open_page("operator")
    answer = page.request.post("/operator/move", form={"shard": "1", "host": "x", "key": "0" * 32})

    assert answer.status == 403  # a session without the token of its page
