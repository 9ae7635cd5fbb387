"""A mother lets her son act for her, and he gets her the allowance: two people, two accounts."""

import re

import pytest
from playwright.sync_api import Page, expect

from actors.blocks.cases.applicants import example_on
from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.journeys.filling import go_through, sought
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.site import Site
from tests.acceptance.steps import today_of

MOTHER, SON = "he_yuexian", "liang_zhihao"
ALLOWANCE = "高龄津贴申领"


@pytest.mark.feature("HALL-08", "HALL-04")
def test_my_mother_is_eighty(open_page: OpenPage, site: Site) -> None:
    mother, son = open_page(MOTHER), open_page(SON)
    item = site.library[Catalogue].item("GLJT-01")
    give(mother)
    son.goto("/")
    son.get_by_role("link", name="我的办件").first.click()
    son.get_by_role("link", name="委托代办").click()
    son.get_by_role("button", name=re.compile("何月仙|何\\*\\*")).first.click()

    sought(son, "老人补贴", ALLOWANCE)
    son.get_by_role("link", name=re.compile("^(在线申请|立即申请|申请|在线办理)")).first.click()
    son.get_by_role("button", name="我已了解，开始填写").click()
    son.get_by_role("link", name=item.sections[0].title.zh).click()
    answers = example_on(item, site.library, today_of(site))
    go_through(son, item, answers | {"by_agent": True, "agent_name": "梁志豪"})
    son.get_by_role("button", name="确认并提交申请").click()
    expect(son.get_by_role("heading", name="申请已提交")).to_be_visible()

    mother.goto("/")
    mother.get_by_role("link", name="我的办件").first.click()
    expect(mother.get_by_role("link", name=ALLOWANCE).first).to_be_visible()
    son.get_by_role("link", name="委托代办").first.click()
    son.get_by_role("button", name="改为本人办理").click()
    expect(son.get_by_role("button", name="改为本人办理")).to_have_count(0)


def give(page: Page) -> None:
    """Let the son act, for this service alone."""
    page.goto("/")
    page.get_by_role("link", name="我的办件").first.click()
    page.get_by_role("link", name="委托代办").click()
    page.get_by_label("受托人的账号").fill(SON)
    page.get_by_label("受托人的姓名").fill("梁志豪")
    page.get_by_text("只限部分事项").click()
    page.get_by_label(ALLOWANCE).check()
    page.get_by_role("button", name="委托", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)
