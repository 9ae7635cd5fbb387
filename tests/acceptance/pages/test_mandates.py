"""Two people and a company: who may act for whom, given, used and taken back on the pages."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FOOD, apply_by_page, look_over
from tests.acceptance.site import Site
from tests.waiting import until_shown

pytestmark = pytest.mark.feature("HALL-08", "HALL-20")
HEAD, HELPER = "chen_jiahui", "huang_guoqiang"
COMPANY = "佛山市悦香餐饮管理有限公司"
FOOD_TITLE = "食品经营许可（餐饮服务）"


def test_a_company_lets_somebody_apply_for_it_and_takes_it_back(
    open_page: OpenPage, site: Site
) -> None:
    head, helper = open_page(HEAD), open_page(HELPER)
    give(head)
    act_for_company(helper)

    case = apply_by_page(helper, site, FOOD)
    expect(helper.locator(".nav__name")).to_contain_text(f"代 {COMPANY}")
    helper.goto("/mandates")
    look_over(helper, "mandates-acting")
    with helper.expect_navigation():
        helper.get_by_role("button", name="改为本人办理").click()
    helper.goto(f"/cases/{case}")
    look_over(helper, "case-of-represented")
    helper.get_by_role("button", name=f"代 {COMPANY} 办理").click()
    expect(helper).to_have_url(re.compile(f"/cases/{case}$"))

    head.goto("/mandates")
    head.get_by_role("link", name=f"委托他人：{COMPANY}").click()
    head.get_by_role("button", name="撤销委托：黄**").click()
    expect(head.get_by_text("还没有给出委托。")).to_be_visible()
    helper.reload()
    expect(helper.get_by_role("heading", level=1)).not_to_have_text(FOOD_TITLE)
    helper.get_by_role("link", name="委托代办").first.click()
    until_shown(helper.get_by_text("还没有人委托您。"))
    with helper.expect_navigation():
        helper.get_by_role("button", name="改为本人办理").click()
    helper.goto("/cases")
    helper.get_by_role("link", name="委托代办").click()
    expect(helper.get_by_role("button", name="改为本人办理")).to_have_count(0)


def give(page: Page) -> None:
    """Give a mandate for one service, after a slip."""
    page.goto("/mandates")
    page.get_by_role("link", name=f"委托他人：{COMPANY}").click()
    page.get_by_label("受托人的账号").fill(HELPER)
    page.get_by_label("受托人的姓名").fill("黄国")
    page.get_by_text("只限部分事项").click()
    page.get_by_label(FOOD_TITLE).check()
    page.get_by_role("button", name="委托", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("没有姓名与账号相符的个人账户")
    expect(page.get_by_label(FOOD_TITLE)).to_be_checked()
    look_over(page, "mandates-faults")
    page.get_by_label("受托人的姓名").fill("黄国强")
    page.get_by_role("button", name="委托", exact=True).click()
    expect(page.get_by_role("button", name="撤销委托：黄**")).to_be_visible()
    look_over(page, "mandates-given")


def act_for_company(page: Page) -> None:
    page.goto("/mandates")
    page.get_by_role("button", name=f"代其办理：{COMPANY}").click()
    expect(page).to_have_url(re.compile("/cases$"))
