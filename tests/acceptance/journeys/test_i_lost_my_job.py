"""I lost my job: from the words that somebody in that plight types to the receipt, with only what
the pages say."""

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.journeys.asking import answer_all
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FILE, look_over
from tests.acceptance.site import Site

pytestmark = pytest.mark.feature("GRASS-05")


def test_who_was_dismissed_applies_for_unemployment_benefit(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("liang_zhihao", width=360)
    page.goto("/")
    page.get_by_role("searchbox").first.fill("被辞退")
    page.get_by_role("searchbox").first.press("Enter")
    page.get_by_role("main").get_by_role("link", name=re.compile("失业保险金申领")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("失业保险金")
    page.get_by_role("link", name=re.compile("办理|申请")).first.click()
    page.get_by_role("button", name="我已了解，开始填写").click()
    page.get_by_role("link", name="失业情况").click()
    answer_all(page, site, "SYJ-01", section=0)
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_label("收款银行账号")).to_be_visible()
    answer_all(page, site, "SYJ-01", section=1)
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("居民身份证或者社会保障卡").set_input_files(FILE)
    page.get_by_label(re.compile("^终止或者解除劳动关系证明")).set_input_files(FILE)
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("button", name="确认并提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    look_over(page, "unemployment benefit applied for")
