"""“春天我们要结婚。” The day and the hour are booked at once, and nothing is left to guess."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from actors.blocks.cases.applicants import example_on
from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import local_day
from tests.acceptance.journeys.applying import begin, fill_in, find
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.site import Site


@pytest.mark.feature("HALL-36", "HALL-38")
def test_we_marry_in_spring(open_page: OpenPage, site: Site) -> None:
    library = site.library
    item = library[Catalogue].item("JHYY-01")
    today = local_day(datetime.now(UTC))
    spring = next(
        day
        for day in (today.replace(year=today.year + 1, month=3, day=n) for n in range(8, 29))
        if library[Calendar].is_open(day)
    )
    page = open_page()
    find(page, "领证", item.title.zh)
    expect(page.get_by_text("男不早于二十二周岁，女不早于二十周岁")).to_be_visible()

    begin(page, site, "mai_xiaotong")
    wish = example_on(item, library, today) | {"comes_on": f"{spring}", "ceremony": False}
    fill_in(page, item, wish)
    page.get_by_role("button", name="确认并提交申请").click()

    expect(page.get_by_role("heading", level=1, name="已经当场办结")).to_be_visible()
    page.get_by_role("link", name="查看办理进度").click()
    page.get_by_text("时间与地点", exact=True).click()
    booked = re.compile(rf"{spring.year}\s*年\s*0?{spring.month}\s*月\s*0?{spring.day}\s*日")
    expect(page.get_by_text(booked).first).to_be_visible()
    expect(page.get_by_text("证明文书").first).to_be_visible()
