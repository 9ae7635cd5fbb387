"""What goes on by itself can be stopped, and goes on again (WCAG 2.2.2)."""

import pytest
from playwright.sync_api import Page, expect

from actors.blocks.waiting.commands import CallNext
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FOOD, applied, look_over
from tests.acceptance.pages.test_waiting_room import (
    A_WHILE,
    ITEM,
    ask,
    line,
    send,
    wait_for_ones_turn,
)
from tests.acceptance.site import Site
from tests.acceptance.test_waiting import set_room

__all__ = ["line"]


def pause(page: Page) -> None:
    """Pause the page by keyboard."""
    page.get_by_role("button", name="暂停自动更新").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="恢复自动更新")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="自动更新已暂停")).to_be_visible()


@pytest.mark.parametrize("address", ["/operator", "/terminals"])
def test_a_page_that_asks_every_few_seconds_stands_still_until_it_is_resumed(
    open_page: OpenPage, address: str
) -> None:
    page = open_page("operator", clock=True)
    page.goto(address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pause(page)
    asked.clear()
    page.clock.run_for(A_WHILE)
    assert not asked
    look_over(page, f"paused{address}")

    page.reload()
    expect(page.get_by_role("button", name="恢复自动更新")).to_be_visible()
    page.goto("/terminals" if address == "/operator" else "/operator")
    expect(page.get_by_role("button", name="暂停自动更新")).to_be_visible()  # each page its own
    page.goto(address)
    page.get_by_role("button", name="恢复自动更新").click()
    with page.expect_request(lambda request: "hx-request" in request.headers):
        page.clock.run_for(A_WHILE)


def test_the_wall_stands_still_and_catches_up(open_page: OpenPage, site: Site) -> None:
    still, other = open_page("supervisor"), open_page("supervisor")
    for page in (still, other):
        page.goto("/oversight")
        expect(page.get_by_text("实时更新中")).to_be_visible()
    pause(still)
    look_over(still, "wall-paused")
    wall = "[data-live]"
    before = other.locator(wall).inner_text()
    asked: list[str] = []
    still.on("request", lambda request: asked.append(request.url))
    applied(site, FOOD)
    expect(other.locator(wall)).not_to_have_text(before, use_inner_text=True)

    assert not asked
    still.get_by_role("button", name="恢复自动更新").click()
    expect(still.get_by_text("实时更新中")).to_be_visible()
    expect(still.locator(wall)).to_have_text(other.locator(wall).inner_text(), use_inner_text=True)


def test_who_stopped_the_numbers_of_the_line_is_told_all_the_same_when_it_is_his_turn(
    open_page: OpenPage, site: Site, line: None
) -> None:
    page = open_page("chen_jiahui", clock=True)
    page.goto(f"/waiting/{ITEM}")
    number = page.locator(".waiting__number")
    shown = number.inner_text()
    pause(page)
    look_over(page, "waiting-paused")
    set_room(site, "on", 60)
    send(site, CallNext())
    ask(page)
    expect(number).to_have_text(shown)

    set_room(site, "on", 60_000)
    send(site, CallNext())
    wait_for_ones_turn(page)
    expect(page.get_by_role("heading", name="到您了")).to_be_visible()
    expect(page.locator("#said")).to_have_text("到您了")
