"""Rows, tables, divisions and several files as they are seen and reached: at every width, by axe,
without a script, too."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FILE, begin, look_over

pytestmark = pytest.mark.feature("HALL-04", "HALL-37")
LIVING, COMPANY = "DBSQ-01", "GSSL-01"


def test_groups_tables_divisions_and_files_are_built_for_everybody(open_page: OpenPage) -> None:
    page = open_page("mai_xiaotong")
    case = begin(page, LIVING)
    page.goto(f"/apply/{case}/1")
    page.get_by_label("省、自治区、直辖市").select_option(label="广东省")
    page.get_by_role("button", name=re.compile("列出下级")).click()
    page.get_by_label("地级市、州；或者直辖的区县").select_option(label="佛山市")
    page.get_by_role("button", name=re.compile("列出下级")).click()
    expect(page.get_by_label("区、县、县级市")).to_be_visible()
    look_over(page, "form-division")

    page.goto(f"/apply/{case}/2")
    page.get_by_role("button", name=re.compile("再加一项")).click()
    page.get_by_label("成员 2 姓名").fill("罗小敏")
    go_on(page)
    page.get_by_role("link", name=re.compile("^成员 1 与申请人关系")).click()
    expect(page.get_by_label("成员 1 与申请人关系")).to_be_focused()
    look_over(page, "form-table")

    case = begin(page, COMPANY)
    page.goto(f"/apply/{case}/3")
    page.get_by_label("认缴出资额（元）").fill("no")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("股东 1 认缴出资额（元）")
    look_over(page, "form-rows")

    page.goto(f"/apply/{case}/materials")
    page.get_by_label("任职文件").set_input_files([FILE, {**FILE, "name": "b.png"}])
    with page.expect_navigation():
        page.get_by_role("button", name="保存，以后再填").click()
    page.goto(f"/apply/{case}/materials")
    look_over(page, "materials-of-several-files")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="保存并继续").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
