"""An analyst asks a question in SQL by what the pages say, and sees the answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FOOD, applied, look_over
from tests.acceptance.site import Site

QUESTION = "SELECT item_code, count(*) AS cases FROM cases GROUP BY item_code ORDER BY item_code"


@pytest.mark.feature("BIG-06", "PLAT-03")
def test_an_analyst_asks_a_question_and_sees_its_answer(open_page: OpenPage, site: Site) -> None:
    applied(site, FOOD)
    page = open_page("analyst")
    page.goto("/")
    page.get_by_role("link", name="批处理作业").first.click()
    page.get_by_role("link", name="提交作业").click()
    look_over(page, "jobs to start")
    page.get_by_role("link", name=re.compile("SQL 查询")).click()
    page.get_by_label("查询语句").fill("DROP TABLE cases")
    page.get_by_role("button", name="提交作业").click()
    expect(page.get_by_role("alert")).to_contain_text("只能查询")
    expect(page.get_by_label("查询语句")).to_have_value("DROP TABLE cases")
    look_over(page, "a question that is refused")

    page.get_by_label("查询语句").fill(QUESTION)
    page.get_by_role("button", name="提交作业").click()

    expect(page.get_by_role("columnheader", name="cases", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="CSV")).to_be_visible()
    look_over(page, "a job that is done")
    page.goto(f"{page.url}?lang=en")
    expect(page.get_by_role("heading", name="Question in SQL")).to_be_visible()
    look_over(page, "a job that is done, in English")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="CSV").click()
    assert "item_code,cases" in downloading.value.path().read_text("utf-8-sig")
