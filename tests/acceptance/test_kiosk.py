"""The kiosk, end to end: card, screen, platform and paper (市民之窗)."""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from actors.kernel.case.state import CaseState
from actors.kernel.terminal.commands import GiveOrder
from storage.mongo import Database
from tests.kiosk_platform import PLACE, STAFF, KioskPlatform, running_platform
from tests.simulated_kiosk import SimulatedKiosk, running_kiosk

TERMINAL, ITEM = "zumiao-01", "WFZM-01"
CHEN = "440602199005060028"
SIZES = {"portrait": (1080, 1920), "narrow": (360, 740)}


@pytest_asyncio.fixture
async def platform(database: Database, tmp_path: Path) -> AsyncIterator[KioskPlatform]:
    """A running platform with the sample city."""
    async with running_platform(database, tmp_path) as platform:
        yield platform


@pytest_asyncio.fixture
async def kiosk(platform: KioskPlatform, tmp_path: Path) -> AsyncIterator[SimulatedKiosk]:
    """A kiosk that is enrolled, online and open."""
    code = await platform.code(TERMINAL)
    async with running_kiosk(platform.address, tmp_path / "kiosk", code) as kiosk:
        await kiosk.until(online=True, open=True)
        yield kiosk


async def fill_in(
    kiosk: SimulatedKiosk, platform: KioskPlatform, card: str = "chen_jiahui"
) -> None:
    """Go from the start to the check of the answers."""
    await kiosk.act("start", item=ITEM)
    await kiosk.act("lay_card")
    await kiosk.at_desk(lay=card)
    await kiosk.until(step="form")
    example = platform.services.library.item(ITEM).example
    while (await kiosk.act("answer", answers=example))["step"] == "form":
        pass
    await kiosk.until(step="check", faults=[], notice="")


async def cases(platform: KioskPlatform) -> list[CaseState]:
    """Return every case that has been submitted."""
    ids = [
        commit["key"]
        async for commit in platform.database["journal"].find({"ev.type": "Submitted"})
    ]
    return [(await platform.services.sender.show(key)).state for key in ids]


@pytest.mark.feature("KIOSK-08", "KIOSK-01", "KIOSK-02", "KIOSK-04")
async def test_a_card_starts_an_application_and_the_receipt_holds_its_number(
    platform: KioskPlatform, kiosk: SimulatedKiosk
) -> None:
    await fill_in(kiosk, platform)
    await kiosk.act("confirm")
    shown = await kiosk.until(step="done", receipt="printed")

    (case,) = await cases(platform)
    assert case.number == shown["number"]
    assert (case.channel, case.place) == ("kiosk", PLACE)
    assert case.applicant is not None
    assert (case.applicant.name, case.applicant.id_number) == ("陈嘉慧", CHEN)
    assert case.applicant.by_agent == f"terminal:{TERMINAL}"
    (receipt,) = await kiosk.receipts()
    assert case.number in receipt.splitlines()
    assert "陈" not in receipt
    assert CHEN not in receipt


@pytest.mark.feature("KIOSK-04", "KIOSK-19")
async def test_an_application_confirmed_without_a_link_is_submitted_once_it_is_back(
    database: Database, tmp_path: Path
) -> None:
    kiosk_folder = tmp_path / "kiosk"
    async with running_platform(database, tmp_path) as platform:
        port = int(platform.address.rpartition(":")[2])
        code = await platform.code(TERMINAL)
        async with running_kiosk(platform.address, kiosk_folder, code) as kiosk:
            await kiosk.until(online=True, open=True)
    async with running_kiosk(platform.address, kiosk_folder, "", answer_seconds="0.5") as kiosk:
        await kiosk.until(open=True)
        assert (await kiosk.state())["online"] is False
        await fill_in(kiosk, platform)
        await kiosk.act("confirm")
        shown = await kiosk.until(step="done", receipt="provisional")
        (receipt,) = await kiosk.receipts()
        assert shown["provisional"] in receipt
        kiosk.kill()
        await kiosk.process.wait()

    async with running_platform(database, tmp_path, port) as platform:
        async with running_kiosk(platform.address, kiosk_folder, "") as kiosk:
            await kiosk.until(online=True, open=True)
            async with asyncio.timeout(60):
                while not await kiosk.receipts():
                    await asyncio.sleep(0.1)
            (case,) = await cases(platform)
            (receipt,) = await kiosk.receipts()
            assert case.number in receipt
            assert shown["provisional"] in receipt


@pytest.mark.feature("KIOSK-04")
async def test_killing_the_agent_around_the_moment_of_sending_files_one_case_or_none(
    platform: KioskPlatform, tmp_path: Path
) -> None:
    code, folder = await platform.code(TERMINAL), tmp_path / "kiosk"
    confirmed = 0
    for seconds in (0.0, 0.02, 0.05, 0.1, 0.2):
        async with running_kiosk(platform.address, folder, code) as kiosk:
            await kiosk.until(online=True, open=True)
            await fill_in(kiosk, platform)
            confirming = asyncio.create_task(kiosk.act("confirm"))
            await asyncio.sleep(seconds)
            kiosk.kill()
            await asyncio.wait((confirming,))
            confirmed += confirming.exception() is None
    async with running_kiosk(platform.address, folder, code) as kiosk:
        await kiosk.until(online=True)
        spool = folder / "spool.sqlite"
        async with asyncio.timeout(60):
            while _waiting(spool):
                await asyncio.sleep(0.1)
        filed = await cases(platform)
        state = await platform.state(TERMINAL)

    assert confirmed <= len(filed) <= 5
    assert len({case.number for case in filed}) == len(filed)
    assert state.applications == len(filed)


def _waiting(spool: Path) -> int:
    with sqlite3.connect(spool) as database:
        return int(database.execute("SELECT COUNT(*) FROM entries").fetchone()[0])


@pytest.mark.feature("KIOSK-08")
async def test_what_the_platform_refuses_is_shown_with_its_reason_and_no_case_exists(
    platform: KioskPlatform, kiosk: SimulatedKiosk
) -> None:
    await kiosk.act("start", item=ITEM)
    await kiosk.act("lay_card")
    await kiosk.at_desk(lay="chen_jiahui")
    await kiosk.until(step="form")
    shown = await kiosk.act("answer", answers={"scope": "self"})

    assert shown["step"] == "form"
    assert [fault["field"] for fault in shown["faults"]] == ["area"]
    assert shown["faults"][0]["text"] not in ("", "form.required")
    assert await cases(platform) == []


@pytest.mark.feature("KIOSK-05")
async def test_a_kiosk_without_paper_is_closed_beforehand_and_the_operator_sees_why(
    platform: KioskPlatform, kiosk: SimulatedKiosk
) -> None:
    await kiosk.at_desk(paper="out")
    await kiosk.until(open=False)
    async with asyncio.timeout(30):
        while (await platform.state(TERMINAL)).devices["receipt_printer"].supplies != {
            "paper": "out"
        }:
            await asyncio.sleep(0.1)
    assert (await kiosk.act("start", item=ITEM))["step"] == "home"

    await kiosk.at_desk(paper="full")
    await kiosk.until(open=True)


@pytest.mark.feature("KIOSK-05")
async def test_an_operator_locks_a_kiosk_and_opens_it_again(
    platform: KioskPlatform, kiosk: SimulatedKiosk
) -> None:
    for id, operation, open in (("1", "lock", False), ("2", "unlock", True)):
        order = GiveOrder(id=id, operation=operation)
        await platform.services.sender.send(f"terminal:{TERMINAL}", order, id=id, by=STAFF)
        await kiosk.until(open=open)
    async with asyncio.timeout(30):
        while (await platform.state(TERMINAL)).orders:
            await asyncio.sleep(0.1)


@pytest.mark.feature("KIOSK-05")
async def test_restart_is_carried_out_once_and_the_kiosk_comes_back(
    platform: KioskPlatform, tmp_path: Path
) -> None:
    code = await platform.code(TERMINAL)
    async with running_kiosk(platform.address, tmp_path / "kiosk", code) as kiosk:
        await kiosk.until(online=True)
        boot = (await platform.state(TERMINAL)).boot
        order = GiveOrder(id="r1", operation="restart")
        await platform.services.sender.send(f"terminal:{TERMINAL}", order, id="r1", by=STAFF)
        async with asyncio.timeout(60):
            while (state := await platform.state(TERMINAL)).boot == boot or not state.online:
                await asyncio.sleep(0.1)
        boot = state.boot
        await asyncio.sleep(2.0)
        state = await platform.state(TERMINAL)

    assert (state.boot, state.orders) == (boot, ())


@pytest.mark.feature("KIOSK-08")
async def test_a_session_that_is_left_is_wiped(platform: KioskPlatform, tmp_path: Path) -> None:
    code = await platform.code(TERMINAL)
    async with running_kiosk(platform.address, tmp_path / "kiosk", code, idle_seconds="5") as kiosk:
        await kiosk.until(online=True, open=True)
        await fill_in(kiosk, platform)
        shown = await kiosk.until(step="home")
        assert "陈嘉慧" not in str(shown)
        async with asyncio.timeout(30):
            while (await platform.state(TERMINAL)).session:
                await asyncio.sleep(0.1)
        reports = [entry["report"] for entry in await platform.entries(TERMINAL)]

    assert reports[-1]["type"] == "session_closed"
    assert reports[-1]["why"] == "idle"


@pytest.mark.feature("KIOSK-04", "KIOSK-08")
async def test_nothing_personal_is_on_the_kiosks_disk_or_in_the_terminals_history(
    platform: KioskPlatform, kiosk: SimulatedKiosk, tmp_path: Path
) -> None:
    await fill_in(kiosk, platform)
    await kiosk.act("confirm")
    await kiosk.until(step="done", receipt="printed")
    await fill_in(kiosk, platform)
    await kiosk.act("finish")

    secrets = [
        form for text in ("陈嘉慧", CHEN) for form in (text.encode(), text.encode("utf-16-le"))
    ]
    files = [file for file in (tmp_path / "kiosk").rglob("*") if file.is_file()]
    assert any(file.name == "spool.sqlite" for file in files)
    for file in (*files, tmp_path / "kiosk.log"):
        assert not any(secret in file.read_bytes() for secret in secrets), file.name
    commits = [
        str(commit)
        async for commit in platform.database["journal"].find({"key": f"terminal:{TERMINAL}"})
    ]
    assert commits
    assert not any("陈嘉慧" in commit or CHEN in commit for commit in commits)


@pytest.mark.feature("KIOSK-03")
async def test_the_agent_is_light(platform: KioskPlatform, kiosk: SimulatedKiosk) -> None:
    await fill_in(kiosk, platform)
    await kiosk.act("confirm")
    await kiosk.until(step="done", receipt="printed")
    await kiosk.act("finish")
    status = Path(f"/proc/{kiosk.process.pid}/status").read_text()
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    assert int(kilobytes) < 80_000

    before, began = _processor_seconds(kiosk.process.pid), time.monotonic()
    await asyncio.sleep(5.0)
    used = _processor_seconds(kiosk.process.pid) - before
    assert used / (time.monotonic() - began) < 0.05


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.feature("KIOSK-08")
@pytest.mark.parametrize("size", SIZES)
async def test_a_person_applies_by_touching_the_screen(
    platform: KioskPlatform, kiosk: SimulatedKiosk, size: str, tmp_path: Path
) -> None:
    width, height = SIZES[size]
    pictures = Path(os.environ.get("YIMEN_TEST_PICTURES", str(tmp_path)))
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
        await page.get_by_label("子女入学").check()
        await page.get_by_label("份数").fill("1")
        await page.get_by_label("联系手机").fill("13800000001")
        await look("5-form")
        await page.get_by_role("button", name="下一步").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("请核对您填写的内容")
        await look("6-check")
        await page.get_by_role("button", name="确认提交").click()
        await expect(page.get_by_text("请取走回执")).to_be_visible(timeout=20_000)
        await look("7-done")
        (case,) = await cases(platform)
        await expect(page.get_by_text(case.number)).to_be_visible()
        await page.get_by_role("button", name="返回首页").click()
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Choose what you would like to do"
        )
        await look("8-english")
        await browser.close()
    assert problems == []
