"""Whoever was served rates by touch at a street kiosk, once, with the proof that shows the case."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright, expect

from actors.blocks.ratings.records import Said
from tests.acceptance.kiosk.journeys import ITEM, look_up
from tests.acceptance.kiosk.test_screen import AXE
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send
from tests.kiosk_platform import KioskPlatform
from tests.simulated_kiosk import SimulatedKiosk


async def touched(kiosk: SimulatedKiosk, level: str) -> None:
    """Have somebody touch a level on the screen, which is drawn as it should be."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        page = await browser.new_page(viewport={"width": 1080, "height": 1920})
        await page.goto(kiosk.screen)
        await expect(page.get_by_role("heading", name="请评价这次服务")).to_be_visible()
        found = await page.evaluate(
            f"{AXE.read_text('utf-8')}; axe.run().then((r) => r.violations)"
        )
        assert [violation["id"] for violation in found] == []
        pictures = os.environ.get("YIMEN_PICTURES")
        if pictures:
            await page.screenshot(path=Path(pictures) / "kiosk-rating.png")
        await page.get_by_role("button", name=level, exact=True).click()
        await expect(page.get_by_text("已收到您的评价，谢谢")).to_be_visible()
        await browser.close()


@pytest.mark.feature("HALL-18")
async def test_a_service_is_rated_at_a_kiosk_once_it_is_over_and_once(
    site: Site, platform: KioskPlatform, kiosk: SimulatedKiosk
) -> None:
    with site.client("chen_jiahui") as resident, site.client("hall_clerk") as clerk:
        filed: dict[str, Any] = apply(resident, application(site, ITEM)).json()
        case, number = filed["case"], filed["number"]
        assert (await look_up(kiosk, number))["rating"] == ""
        await kiosk.act("rate", stars=5)
        assert send(clerk, case, "accept", {}).status_code == 200
        denied = {"outcome": "denied", "reason": "名下已有住房"}
        assert send(clerk, case, "decide", denied).status_code == 200

    assert (await look_up(kiosk, number))["rating"] == "open"
    assert (await kiosk.act("rate", stars=6))["rating"] == "open"
    await touched(kiosk, "满意")
    assert (await kiosk.act("rate", stars=1))["rating"] == "kept"
    await kiosk.act("finish")
    assert (await look_up(kiosk, number))["rating"] == "once"

    async def shown(key: str) -> Any:
        show = platform.services.sender.show(key)
        return (await asyncio.to_thread(site.run, show)).state

    state = await shown(f"case:{case}")
    async with asyncio.timeout(60):
        while not (told := await shown(f"rating:{state.rating}")).phase:
            await asyncio.sleep(0.05)
    assert told.said == Said(stars=4, channel="kiosk")
