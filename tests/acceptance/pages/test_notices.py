"""Notices: the bell counts them on every page, the list shows them, and they are marked as read."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import expect

from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.messages.mailbox_state import Urgency, notice_id
from actors.kernel.identity import PLATFORM
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site

CLERK, UNIT = "market_clerk", "market_supervision"
READER = f"staff:{CLERK}"
OWN, ROLE = to_somebody(READER), to_role("window_clerk", UNIT)
NUMBER = "11440600007040001X4440119001000202603020001"


@pytest.fixture(autouse=True)
def everything_read(site: Site) -> None:
    """Have the clerk read what came in other tests."""
    if site.run(unread(site)):
        mark(site, everything="true")
        site.run(until(site, 0))


async def unread(site: Site) -> int:
    where = {"mailbox": {"$in": [OWN, ROLE]}, "read_by": {"$ne": READER}}
    return await site.database["notices"].count_documents(where)


async def until(site: Site, count: int) -> None:
    """Wait until the view has `count` notices that the clerk has not read."""
    async with asyncio.timeout(60):
        while await unread(site) != count:
            await asyncio.sleep(0.02)


def mark(site: Site, **sent: str) -> httpx.Response:
    with site.client(CLERK) as client:
        return client.post("/notices/read", data=sent)


def tell(site: Site, addresses: Sequence[str], urgency: Urgency = "normal") -> None:
    """Have a notice come to each of `addresses`, and wait until pages show it."""

    async def send() -> None:
        assert site.services is not None
        for address in addresses:
            notice = PutNotice(
                template="tasks.HandedOver",
                facts={"number": NUMBER, "task": "review"},
                urgency=urgency,
                about="case:7f3a",
            )
            receipt = await site.services.sender.send(
                f"mailbox:{address}", notice, id=uuid4().hex, by=PLATFORM
            )
            async with asyncio.timeout(60):
                row = {"_id": notice_id(address, receipt.reply)}
                while await site.database["notices"].find_one(row) is None:
                    await asyncio.sleep(0.02)

    site.run(send())


def test_the_bell_counts_what_came_for_somebody_and_for_his_role(
    open_page: OpenPage, site: Site
) -> None:
    tell(site, [OWN])
    tell(site, [ROLE], "urgent")
    tell(site, [to_role("window_clerk", "health"), "person~chen_jiahui"])
    page = open_page(CLERK)
    page.goto("/items")
    expect(page.locator("[data-bell]")).to_contain_text("2")

    page.locator("[data-bell]").click()
    rows = page.locator("tbody tr", has=page.locator("input"))
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("紧急")
    expect(rows.first).to_contain_text("窗口人员")
    expect(rows.last).to_contain_text("本人")
    look_over(page, "notices")


def test_chosen_notices_are_marked_as_read_and_then_all_of_them(
    open_page: OpenPage, site: Site
) -> None:
    tell(site, [OWN, OWN, ROLE])
    page = open_page(CLERK, width=360)
    page.goto("/notices?unread=true")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="将所选标为已读").click()
    site.run(until(site, 2))
    page.goto("/notices?unread=true")
    expect(page.get_by_role("checkbox")).to_have_count(2)

    page.get_by_role("button", name="全部标为已读").click()
    site.run(until(site, 0))
    page.goto("/notices?unread=true&lang=en")
    expect(page.get_by_text("No notices")).to_be_visible()
    expect(page.locator("[data-bell]")).to_have_text("")


def test_notices_are_walked_through_by_keyboard(open_page: OpenPage, site: Site) -> None:
    tell(site, [OWN, OWN])
    page = open_page(CLERK)
    page.goto("/notices")
    links = page.locator("a[data-open]")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()


def test_what_cannot_be_marked_is_told(site: Site) -> None:
    strange = notice_id("person~chen_jiahui", 1)
    tell(site, ["person~chen_jiahui"])

    assert "请先选择通知" in mark(site).text
    refused = mark(site, notice=strange)
    assert refused.status_code == 422
    assert "没有这个信箱" in refused.text
    assert mark(site, notice="no such thing").status_code == 422


def test_nobody_reads_notices_without_signing_in(site: Site) -> None:
    for path in ("/notices", "/notices/unread"):
        assert httpx.get(f"{site.url}{path}").status_code == 401
