"""The screen of a kiosk, touched by a person."""

import asyncio
import os
from pathlib import Path

import pytest
from playwright.async_api import Route, async_playwright, expect

from tests.kiosk_platform import KioskPlatform
from tests.simulated_kiosk import SimulatedKiosk

AXE = Path(__file__).parents[1] / "vendor" / "axe-4.14.1.min.js"
SIZES = {"portrait": (1080, 1920), "narrow": (360, 740)}

expect.set_options(timeout=40_000)  # milliseconds; how soon a page answers proves nothing


@pytest.mark.feature("KIOSK-08")
@pytest.mark.parametrize("size", ["portrait", pytest.param("narrow", marks=pytest.mark.long)])
async def test_a_person_applies_by_touching_the_screen(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str, size: str, tmp_path: Path
) -> None:
    width, height = SIZES[size]
    axe = AXE.read_text("utf-8")
    pictures = Path(os.environ.get("YIMEN_PICTURES", str(tmp_path)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        page = await browser.new_page(viewport={"width": width, "height": height})
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(kiosk.screen)

        async def look(name: str) -> None:
            await page.wait_for_timeout(150)
            await page.screenshot(path=pictures / f"kiosk-{size}-{name}.png")
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide"
            heights = await page.eval_on_selector_all(
                "button:visible", "all => all.map(one => one.offsetHeight)"
            )
            assert min(heights) >= 40, f"{name} has a button of {min(heights)} px"
            found = await page.evaluate(f"{axe}; axe.run().then((run) => run.violations)")
            assert [violation["id"] for violation in found] == [], name

        await expect(page.get_by_role("heading", level=1)).to_have_text("请选择要办理的事项")
        await look("1-home")
        await page.get_by_role("button", name="无房证明").click()
        await expect(page.get_by_role("button", name="开始办理")).to_be_visible()
        await look("2-guide")
        await page.get_by_role("button", name="开始办理").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("请将身份证放在读卡区")
        await look("3-card")
        await kiosk.at_desk(lay="chen_jiahui")
        await expect(page.get_by_text("陈嘉慧")).to_be_visible()
        await page.get_by_role("button", name="下一步").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await look("4-faults")
        await page.get_by_label("仅本人").check()
        await page.get_by_label("禅城区").check()
        await page.get_by_role("button", name="下一步").click()
        typed = asyncio.Event()

        async def answer_later(route: Route) -> None:
            await typed.wait()
            await route.continue_()

        await page.route("**/act/look", answer_later)
        async with page.expect_response("**/act/look"):
            await page.get_by_label("子女入学").check()
            await page.get_by_label("份数").fill("1")
            await page.get_by_label("联系手机").fill("13800000001")
            typed.set()
        await expect(page.get_by_label("份数")).to_have_value("1")
        await look("5-form")
        await page.get_by_role("button", name="下一步").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("请核对您填写的内容")
        await look("6-check")
        await page.get_by_role("button", name="确认提交").click()
        await expect(page.get_by_text("请取走回执")).to_be_visible()
        await look("7-done")
        (case,) = await platform.cases(terminal)
        await expect(page.get_by_text(case.number)).to_be_visible()
        await page.get_by_role("button", name="返回首页").click()
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Choose what you would like to do"
        )
        await look("8-english")
        await browser.close()
    assert problems == []
