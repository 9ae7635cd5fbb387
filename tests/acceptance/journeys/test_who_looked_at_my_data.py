"""A resident finds out who looked at her data: which unit, by which post, what for, each once."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance.journeys.conftest import OpenPage
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, wait_for
from tests.waiting import until_shown

pytestmark = pytest.mark.feature("PLAT-01", "HALL-19")
RESIDENT, CLERK = "huang_guoqiang", "hall_clerk"
HEADING = "谁查看过我的资料"


def signed_in(page: Page, site: Site) -> None:
    """Go from the front page to one's own account."""
    page.goto("/")
    page.get_by_role("link", name="登录").first.click()
    page.get_by_label("账号").fill(RESIDENT)
    page.get_by_label("密码").fill(site.password(RESIDENT))
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def readings(page: Page) -> Locator:
    """Go from wherever one is to who looked at one's data, and return the rows of it."""
    page.get_by_role("link", name="我的账号").first.click()
    page.get_by_role("link", name=HEADING).click()
    expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
    return page.get_by_role("table", name=HEADING).get_by_role("row")


def test_who_looked_at_my_data(open_page: OpenPage, site: Site) -> None:
    with site.client(RESIDENT) as resident:
        filed = apply(resident, application(site, "LHSY-01", RESIDENT)).json()
    wait_for(site, filed["number"])
    page = open_page()
    signed_in(page, site)
    rows = readings(page)
    in_full = rows.filter(has_text="窗口人员").filter(has_text="完整信息")
    before = in_full.count()
    outside = rows.filter(has_text="外部系统").filter(has_text="城市管理")
    expect(outside.first).to_contain_text("部门系统办理或核验")

    clerk = open_page()
    look_at(clerk, site, filed["number"])
    with site.client(CLERK) as program:
        asked = program.get(
            f"/api/v1/cases/{filed['case']}", params={"purpose": "window_service"}, headers=key()
        )
        assert asked.status_code == 200, asked.text
    until_shown(in_full.nth(before + 1))  # what is recorded is there once the view has followed
    expect(in_full).to_have_count(before + 2)  # one for each time that somebody looked
    expect(in_full.filter(has_text="办理本件").first).to_be_visible()
    served = in_full.filter(has_text="窗口服务").first
    expect(served).to_contain_text("政务服务")
    served.get_by_role("link", name="查看来源").click()
    expect(page).to_have_url(re.compile(f"/cases/{filed['case']}"))
    expect(page.get_by_role("main")).to_contain_text(filed["number"])


def look_at(page: Page, site: Site, number: str) -> None:
    """As a clerk, find a case by its number and open what it says."""
    page.goto("/")
    page.get_by_role("link", name="登录").first.click()
    page.get_by_label("账号").fill(CLERK)
    page.get_by_label("密码").fill(site.password(CLERK))
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    page.get_by_role("link", name="收件箱").first.click()
    page.get_by_role("link", name="查询全部办件").first.click()
    page.get_by_label("编号、事项或申请人").fill(number)
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_role("row").filter(has_text=number).get_by_role("link").click()
    page.get_by_label("查看目的").select_option(label="办理本件")
    page.get_by_role("button", name="显示完整信息").click()
    expect(page.get_by_role("main")).to_contain_text("本次查看已记录")
