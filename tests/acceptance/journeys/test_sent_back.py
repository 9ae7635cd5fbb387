"""“我的申请被退回来了，他们要什么？” A resident finds out what is wanted, puts it right and has the
paper in hand that says so; with nothing but what the pages say."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FILE, FOOD, applied, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import send

RESIDENT, CLERK = "chen_jiahui", "market_clerk"
FAULTS = [
    {"field": "/form/address", "reason": "请填写到门牌号"},
    {"field": "/materials/floor_plan", "reason": "没有标明食品处理区，请重新绘制"},
]


def sign_in(page: Page, site: Site) -> None:
    """Sign in from the front page."""
    page.goto("/")
    page.get_by_role("link", name="登录").first.click()
    page.get_by_label("账号").fill(RESIDENT)
    page.get_by_label("密码").fill(site.password(RESIDENT))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.feature("HALL-09", "HALL-34")
def test_my_application_was_sent_back_what_do_they_want(open_page: OpenPage, site: Site) -> None:
    case = applied(site, FOOD)
    with site.client(CLERK) as clerk:
        send(clerk, case, "request_correction", {"faults": FAULTS}).raise_for_status()
    page = open_page()
    sign_in(page, site)

    page.get_by_role("link", name="我的办件").first.click()
    waiting = page.get_by_role("row").filter(has_text="待补正")
    expect(waiting.first).to_contain_text("请在")
    waiting.first.get_by_role("link").first.click()

    for fault in FAULTS:
        expect(page.get_by_text(fault["reason"]).first).to_be_visible()
    look_over(page, "sent back")
    page.get_by_role("link", name="补正材料").click()
    expect(page.get_by_role("heading", level=1, name="补正")).to_be_visible()
    expect(page.get_by_text("逾期不补正的，视为撤回申请")).to_be_visible()
    page.get_by_role("link", name=f"经营场所地址：{FAULTS[0]['reason']}").click()
    page.get_by_label("经营场所地址").fill("禅城区示例路 66 号二层 201")
    page.get_by_role("link", name=f"经营场所布局及操作流程示意图：{FAULTS[1]['reason']}").click()
    page.get_by_label("经营场所布局及操作流程示意图").set_input_files(FILE)
    page.get_by_role("button", name="提交补正").click()

    expect(page.get_by_text("已申报，待受理").first).to_be_visible()
    expect(page.get_by_text("逾期不告知视为受理")).to_be_visible()
    page.get_by_text("经营场所", exact=True).click()
    expect(page.get_by_text(re.compile("申请人补正时修改")).first).to_be_visible()
    receipts = page.get_by_role("link", name="申请材料接收凭证")
    expect(receipts).to_have_count(2, timeout=60_000)
    with page.expect_download() as download:
        receipts.last.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    look_over(page, "put right")
