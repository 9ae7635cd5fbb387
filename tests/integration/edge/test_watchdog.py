"""A screen whose agent is dead shows nobody's name."""

import os
import signal
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.acceptance.kiosk.journeys import fill_in
from tests.loaded import library
from tests.offline_kiosk import offline_kiosk
from tests.ports import free_port
from tests.simulated_kiosk import SimulatedKiosk

expect.set_options(timeout=40_000)  # milliseconds; how soon a page answers proves nothing
NAME, TAIL = "陈嘉慧", "0028"
BROKEN = ("本机出现故障，暂停服务", "This kiosk is out of order")


async def someone_at_the_check(kiosk: SimulatedKiosk, page: Page) -> None:
    await fill_in(kiosk, library())
    await expect(page.get_by_text(NAME)).to_be_visible()


async def shows_nobody(page: Page) -> None:
    for sentence in BROKEN:
        await expect(page.get_by_role("heading", name=sentence)).to_be_visible()
    text = await page.content()
    assert NAME not in text
    assert TAIL not in text


@pytest.mark.feature("KIOSK-08")
async def test_the_screen_wipes_itself_when_its_agent_is_frozen_or_killed_or_another(
    tmp_path: Path,
) -> None:
    folder, port = tmp_path / "kiosk", str(free_port())
    pictures = Path(os.environ.get("YIMEN_PICTURES", str(tmp_path)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        page = await browser.new_page(viewport={"width": 1080, "height": 1920})
        async with offline_kiosk(folder, screen_port=port) as kiosk:
            await page.goto(kiosk.screen)
            await someone_at_the_check(kiosk, page)
            kiosk.process.send_signal(signal.SIGSTOP)
            await shows_nobody(page)
            await page.screenshot(path=pictures / "kiosk-dead.png")
            kiosk.process.send_signal(signal.SIGCONT)
            await expect(page.get_by_role("heading", level=1)).to_have_text("请选择要办理的事项")
            assert (await kiosk.state())["step"] == "home"
            await someone_at_the_check(kiosk, page)
            kiosk.kill()
            await kiosk.process.wait()
            await shows_nobody(page)
        async with offline_kiosk(folder, screen_port=port) as kiosk:
            await expect(page.get_by_role("heading", level=1)).to_have_text("请选择要办理的事项")
            await someone_at_the_check(kiosk, page)
            kiosk.kill()  # and another agent is there before the screen has missed this one
            await kiosk.process.wait()
            async with offline_kiosk(folder, screen_port=port) as other:
                await expect(page.get_by_text(NAME)).to_have_count(0)
                assert (await other.state())["step"] == "home"
        await browser.close()
