"""A visit is booked by label and role from the guide on, and the hall's screen follows the desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over

pytestmark = pytest.mark.feature("HALL-06")
NO_HOME = "WFZM-01"


def test_a_visit_is_booked_and_the_screen_shows_who_is_called(open_page: OpenPage) -> None:
    resident = open_page("mai_xiaotong")
    resident.goto(f"/items/{NO_HOME}")
    resident.get_by_role("link", name="预约到场办理").click()
    look_over(resident, "appointments-halls")
    resident.get_by_role("link", name="选择这个大厅").first.click()
    look_over(resident, "appointments-days")
    resident.get_by_role("row").last.get_by_role("link").click()
    resident.get_by_role("button", name="继续").click()
    expect(resident.get_by_role("alert")).to_contain_text("时段")
    look_over(resident, "appointments-slots")
    resident.get_by_label(re.compile("^10:00")).check()
    resident.get_by_role("button", name="继续").click()
    look_over(resident, "appointments-check")
    resident.get_by_role("button", name="确认预约").click()
    expect(resident.get_by_text("已预约", exact=True)).to_be_visible()
    look_over(resident, "appointments-booked")
    resident.get_by_role("link", name="English").click()
    look_over(resident, "appointments-booked-english")
    resident.get_by_role("link", name="中文").click()
    resident.get_by_role("link", name="我的预约").click()
    look_over(resident, "appointments")

    screen, desk = open_page(), open_page("hall_clerk_2")
    screen.goto("/halls/city_hall/screen")
    expect(screen.get_by_text("实时更新中")).to_be_visible()
    desk.goto("/staff/hall")
    desk.get_by_role("button", name="取号", exact=True).click()
    ticket = desk.get_by_text(re.compile(r"排队号 [A-Z]\d{3}")).inner_text().split()[-1]
    desk.get_by_role("link", name="3 号窗口").click()
    desk.get_by_role("button", name="叫下一位").click()
    expect(screen.get_by_role("listitem").filter(has_text="3 号窗口")).to_contain_text(ticket)
    look_over(desk, "appointments-desk")
    look_over(screen, "appointments-screen")
    desk.get_by_role("button", name="已办理").click()

    resident.get_by_role("table").first.get_by_role("link").first.click()
    resident.get_by_role("link", name="取消预约").click()
    look_over(resident, "appointments-cancel")
    resident.get_by_role("button", name="取消预约").click()
    expect(resident.get_by_text("已取消", exact=True)).to_be_visible()

    administrator = open_page("administrator")
    administrator.goto("/admin/halls")
    look_over(administrator, "appointments-closing")
