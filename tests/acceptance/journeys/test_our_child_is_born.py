"""A father has a child registered: from the front page, by the life event, to the number."""

import re

import pytest
from playwright.sync_api import expect

from actors.blocks.cases.applicants import example_on
from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.journeys.filling import go_through
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import today_of


@pytest.mark.feature("HALL-33", "HALL-04")
def test_our_child_is_born(open_page: OpenPage, site: Site) -> None:
    page, item = open_page("liang_zhihao"), site.library[Catalogue].item("CSDJ-01")
    page.goto("/")
    page.get_by_role("link", name="办事", exact=True).first.click()
    page.get_by_role("link", name=re.compile("^一件事一次办")).click()
    page.get_by_role("link", name="我家孩子出生了").click()
    look_over(page, "event")
    page.get_by_label("最低生活保障申请").uncheck()
    page.get_by_role("button", name="我已了解，开始填写").click()
    page.get_by_role("link", name=item.sections[0].title.zh).click()
    go_through(page, item, example_on(item, site.library, today_of(site)))

    expect(page.get_by_role("heading", level=1)).to_have_text("我家孩子出生了")
    look_over(page, "together")
    page.get_by_label(re.compile("^我是该儿童的父母")).check()
    page.get_by_role("button", name=re.compile("^一次提交")).click()
    expect(page.get_by_role("table", name="已提交的事项")).to_contain_text("出生登记")
    page.get_by_role("link", name="出生登记").click()
    expect(page.get_by_text("办件编号")).to_be_visible()
