"""The supervision wall and the kiosks, with past cases that ran through the real engine."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from actors.library import load_city
from serve_apps.cli.past.run import History
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FOOD, applied, violations
from tests.acceptance.site import Site
from tests.acceptance.steps import key


@pytest.fixture(scope="module")
def past(site: Site) -> Iterator[int]:
    """Past cases, some of them late; how many."""
    assert site.services is not None
    history = History(
        site.database,
        site.library,
        load_city(),
        cases=150,
        seed=11,
        until=datetime.now(UTC).replace(microsecond=0),
    )
    made = site.run(history.make(), timeout=200)
    yield made.cases


@pytest.mark.feature("SUP-10")
def test_the_wall_shows_cards_by_department_and_leads_to_the_case(
    open_page: OpenPage, past: int
) -> None:
    page = open_page("supervisor")
    page.goto("/oversight/cards?state=all")
    expect(page.locator("tbody tr").first).to_be_visible(timeout=60_000)
    levels = page.locator("tbody .tag").all_inner_texts()
    assert any("黄牌" in level or "红牌" in level for level in levels)
    page.goto("/oversight")
    expect(page.get_by_text("各部门在办灯牌").first).to_be_visible()
    page.get_by_text("以表格查看数据").last.click()
    expect(page.locator("figure table").last).to_be_visible()
    page.goto("/oversight/cards?state=all")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="办理经过")).to_be_visible()
    expect(page.get_by_text("申请内容")).to_have_count(0)  # not before a purpose is stated
    reason = page.get_by_label("查阅事由")
    if reason.count():  # the case is closed
        page.get_by_role("button", name="显示完整信息").click()
        expect(page.get_by_role("alert")).to_contain_text("请写明为何还要查阅")
        reason.fill("抽查已办结的办件")
    page.get_by_role("button", name="显示完整信息").click()
    expect(page.get_by_role("heading", name="申请内容")).to_be_visible()


@pytest.mark.feature("SUP-10")
def test_the_wall_counts_what_arrives_without_being_reloaded(
    open_page: OpenPage, site: Site, past: int
) -> None:
    page = open_page("supervisor")
    page.goto("/oversight")
    expect(page.get_by_text("实时更新中")).to_be_visible()
    today = page.locator(".figure", has_text="今日收件").locator("dd")
    before = int(today.inner_text())
    applied(site, FOOD, "chen_jiahui")
    expect(today).not_to_have_text(str(before))
    assert int(today.inner_text()) > before


@pytest.mark.feature("KIOSK-21")
def test_kiosks_are_listed_for_operators_only(open_page: OpenPage, site: Site) -> None:
    with site.client("operator") as client:
        wish = {"name": "同济社区服务站 9 号机", "place": "440604012"}
        path = "/api/v1/terminals/tongji-09/register"
        client.post(path, json=wish, headers=key()).raise_for_status()
    page = open_page("operator")
    page.goto("/terminals")
    row = page.get_by_role("row", name="同济社区服务站 9 号机")
    expect(row).to_contain_text("未启用", timeout=40_000)  # the page asks anew every few seconds
    assert not violations(page)
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("同济社区服务站 9 号机")
    expect(page.get_by_text("终端还没有报告设备。")).to_be_visible()
    assert not violations(page)
    clerk = open_page("market_clerk")
    answer = clerk.goto("/terminals")
    assert answer is not None and answer.status == 403
