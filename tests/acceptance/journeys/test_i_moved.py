"""Somebody has moved to another district: the residence permit, begun, left and gone on with."""

import re

import pytest
from playwright.sync_api import expect

from actors.blocks.cases.applicants import example_on
from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.journeys.filling import answer_page, go_through, sought
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.site import Site
from tests.acceptance.steps import today_of

PERMIT = "居住证申领"


@pytest.mark.feature("HALL-04")
def test_i_moved_to_another_district(open_page: OpenPage, site: Site) -> None:
    page, item = open_page("ou_jianfeng"), site.library[Catalogue].item("JZZ-01")
    answers = example_on(item, site.library, today_of(site))
    sought(page, "居住证", PERMIT)
    page.get_by_role("link", name=re.compile("^(在线申请|立即申请|申请|在线办理)")).first.click()
    page.get_by_label(re.compile("^我同意用我的账户信息")).check()
    page.get_by_role("button", name="我已了解，开始填写").click()
    page.get_by_role("link", name=item.sections[0].title.zh).click()
    answer_page(page, item, answers)
    page.get_by_role("button", name="保存，以后再填").click()
    expect(page.get_by_text("已保存为草稿")).to_be_visible()

    sought(page, "居住证", PERMIT)
    page.get_by_role("link", name=re.compile("^(在线申请|立即申请|申请|在线办理)")).first.click()
    page.get_by_role("link", name=re.compile("^继续填写")).first.click()
    page.get_by_role("link", name=item.sections[0].title.zh).click()
    go_through(page, item, answers)
    expect(page.get_by_role("heading", level=1)).to_have_text("核对您的填写")
    page.get_by_role("button", name="确认并提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
