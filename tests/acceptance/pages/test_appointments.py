"""A visit is booked by label and role from the guide on, and the hall's screen follows the desk."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from serve_apps.front.visitor import COOKIE
from tests.acceptance.pages.conftest import OpenPage, Sessions
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site

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


@pytest.fixture
def machine(sessions: Sessions, site: Site) -> Iterator[BrowserContext]:
    """A browser of a hall's own, of which nobody else has anything afterwards."""
    context = sessions.begin(site.url, scripts=True)
    context.add_cookies([{"name": COOKIE, "value": site.token("hall_clerk_2"), "url": site.url}])
    yield context
    context.close()


@pytest.mark.feature("GRASS-10")
def test_a_hall_goes_on_without_a_line_and_tells_what_it_did(machine: BrowserContext) -> None:
    desk, screen = machine.new_page(), machine.new_page()
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto("/staff/hall/offline")
    expect(desk.get_by_text("已连接平台")).to_be_visible()
    desk.evaluate("navigator.serviceWorker.ready.then(() => true)")
    desk.reload()
    screen.goto("/staff/hall/offline/screen")
    desk.wait_for_function(
        "async () => (await (await caches.open('hall-line-1')).keys()).length > 5"
    )

    machine.set_offline(True)
    desk.reload()
    screen.reload()
    expect(desk.get_by_text("现在没有网络")).to_be_visible()
    desk.get_by_role("button", name="取号", exact=True).click()
    ticket = desk.get_by_text(re.compile(r"^排队号 L\d{3}$")).inner_text().split()[-1]
    window = desk.get_by_role("button", name=re.compile(r"^叫下一位 · \d+ 号窗口$")).first
    window.click()
    calls = screen.get_by_role("region", name="正在叫号")
    expect(calls.get_by_role("listitem")).to_contain_text(ticket)
    look_over(desk, "appointments-offline")
    look_over(screen, "appointments-offline-screen")
    desk.reload()  # the machine was shut off
    desk.get_by_role("button", name=re.compile("^已办理 · ")).first.click()
    expect(desk.get_by_text("待补录的步骤：3")).to_be_visible()
    expect(calls.get_by_role("listitem")).to_have_count(0)

    machine.set_offline(False)
    desk.reload()
    expect(desk.get_by_text("已连接平台")).to_be_visible()
    expect(desk.get_by_text("待补录的步骤：")).to_be_hidden()
    screen.goto("/halls/city_hall/screen")
    expect(screen.get_by_text(ticket)).to_be_visible()
