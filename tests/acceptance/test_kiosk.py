"""The kiosk, end to end: card, screen, platform and paper (市民之窗)."""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Route, async_playwright, expect

from actors.kernel.library import Library
from actors.kernel.terminal.commands import GiveOrder
from storage.mongo import Database
from tests.acceptance.site import Site
from tests.kiosk_platform import PLACE, KioskPlatform, platform_of, running_platform
from tests.simulated_kiosk import SimulatedKiosk, running_kiosk

ITEM = "WFZM-01"
CHEN = "440602199005060028"
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
SIZES = {"portrait": (1080, 1920), "narrow": (360, 740)}

expect.set_options(timeout=20_000)  # milliseconds; how soon a page answers proves nothing


@pytest.fixture
def platform(site: Site) -> KioskPlatform:
    """The running platform with the sample city."""
    return platform_of(site)


@pytest.fixture
def terminal() -> str:
    """A terminal of the test's own."""
    return f"kiosk-{uuid4().hex[:12]}"


@pytest_asyncio.fixture
async def kiosk(
    platform: KioskPlatform, terminal: str, tmp_path: Path
) -> AsyncIterator[SimulatedKiosk]:
    """A kiosk that is enrolled, online and open."""
    code = await platform.code(terminal)
    async with running_kiosk(platform.address, tmp_path / "kiosk", code) as kiosk:
        await kiosk.until(online=True, open=True)
        yield kiosk


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until `holds` answers yes."""
    async with asyncio.timeout(60):
        while not await holds():
            await asyncio.sleep(0.1)


async def fill_in(
    kiosk: SimulatedKiosk, library: Library, item: str = ITEM, **changed: object
) -> None:
    """Go from the start to the check of the answers: the item's example, with some `changed`."""
    await kiosk.act("start", item=item)
    await kiosk.act("lay_card")
    await kiosk.at_desk(lay="chen_jiahui")
    await kiosk.until(step="form")
    example = {**library.item(item).example, **changed}
    while (await kiosk.act("answer", answers=example))["step"] == "form":
        pass
    await kiosk.until(step="check", faults=[], notice="")


@pytest.mark.feature("KIOSK-08", "KIOSK-01", "KIOSK-02", "KIOSK-04")
async def test_a_card_starts_an_application_and_the_receipt_holds_its_number(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    await fill_in(kiosk, platform.services.library)
    await kiosk.act("confirm")
    shown = await kiosk.until(step="done", receipt="printed")

    (case,) = await platform.cases(terminal)
    assert case.number == shown["number"]
    assert abs(int(case.id[:12], 16) / 1000 - time.time()) < 60  # begins with its instant
    assert (case.channel, case.place) == ("kiosk", PLACE)
    assert case.applicant is not None
    assert (case.applicant.name, case.applicant.id_number) == ("陈嘉慧", CHEN)
    assert case.applicant.by_agent == f"terminal:{terminal}"
    (receipt,) = await kiosk.receipts()
    assert case.number in receipt.splitlines()
    assert "陈" not in receipt
    assert CHEN not in receipt


@pytest.mark.feature("KIOSK-04", "KIOSK-19")
async def test_an_application_confirmed_without_a_link_is_submitted_once_it_is_back(
    database: Database, terminal: str, tmp_path: Path
) -> None:
    kiosk_folder = tmp_path / "kiosk"
    async with running_platform(database, tmp_path) as platform:
        port = int(platform.address.rpartition(":")[2])
        code = await platform.code(terminal)
        async with running_kiosk(platform.address, kiosk_folder, code) as kiosk:
            await kiosk.until(online=True, open=True)
    async with running_kiosk(platform.address, kiosk_folder, "", answer_seconds="0.5") as kiosk:
        await kiosk.until(open=True)
        assert (await kiosk.state())["online"] is False
        await fill_in(kiosk, platform.services.library)
        await kiosk.act("confirm")
        shown = await kiosk.until(step="done", receipt="provisional")
        (receipt,) = await kiosk.receipts()
        assert shown["provisional"] in receipt
        kiosk.kill()
        await kiosk.process.wait()

    async with (
        running_platform(database, tmp_path, port) as platform,
        running_kiosk(platform.address, kiosk_folder, "") as kiosk,
    ):
        await kiosk.until(online=True, open=True)
        await until(lambda: _any(kiosk.receipts()))
        (case,) = await platform.cases(terminal)
        (receipt,) = await kiosk.receipts()
        assert case.number in receipt
        assert shown["provisional"] in receipt


@pytest.mark.feature("KIOSK-04")
async def test_killing_the_agent_around_the_moment_of_sending_files_one_case_or_none(
    platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    code, folder = await platform.code(terminal), tmp_path / "kiosk"
    confirmed = 0
    for seconds in (0.0, 0.05, 0.15):
        async with running_kiosk(platform.address, folder, code) as kiosk:
            await kiosk.until(online=True, open=True)
            await fill_in(kiosk, platform.services.library)
            confirming = asyncio.create_task(kiosk.act("confirm"))
            await asyncio.sleep(seconds)
            kiosk.kill()
            await asyncio.wait((confirming,))
            confirmed += confirming.exception() is None
    async with running_kiosk(platform.address, folder, code) as kiosk:
        await kiosk.until(online=True)
        spool = folder / "spool.sqlite"

        async def sent() -> bool:
            return _waiting(spool) == 0

        await until(sent)
        filed = await platform.cases(terminal)
        state = await platform.state(terminal)

    assert confirmed <= len(filed) <= 3
    assert len({case.number for case in filed}) == len(filed)
    assert state.applications == len(filed)


async def _any(found: Awaitable[list[str]]) -> bool:
    return bool(await found)


def _waiting(spool: Path) -> int:
    with sqlite3.connect(spool) as database:
        return int(database.execute("SELECT COUNT(*) FROM entries").fetchone()[0])


@pytest.mark.feature("KIOSK-08")
async def test_what_is_missing_is_named_beside_its_field_before_anything_is_sent(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    await kiosk.act("start", item=ITEM)
    await kiosk.act("lay_card")
    await kiosk.at_desk(lay="chen_jiahui")
    await kiosk.until(step="form")
    shown = await kiosk.act("answer", answers={"scope": "self"})

    assert shown["step"] == "form"
    assert [fault["field"] for fault in shown["faults"]] == ["area"]
    assert shown["faults"][0]["text"] not in ("", "form.required")
    assert await platform.cases(terminal) == []


@pytest.mark.feature("KIOSK-08")
async def test_what_only_the_platform_can_refuse_is_shown_with_its_reason_and_may_be_changed(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    await fill_in(kiosk, platform.services.library, "GJJ-01", amount=90_000)
    await kiosk.act("confirm")
    shown = await kiosk.until(step="refused")

    assert [fault["field"] for fault in shown["faults"]] == ["amount"]
    assert shown["faults"][0]["text"] != "item.check_failed"
    assert await platform.cases(terminal) == []
    assert await kiosk.receipts() == []

    await kiosk.act("back")
    example = platform.services.library.item("GJJ-01").example
    while (await kiosk.act("answer", answers=example))["step"] == "form":
        pass
    await kiosk.act("confirm")
    shown = await kiosk.until(step="done", receipt="printed")
    (case,) = await platform.cases(terminal)
    assert case.number == shown["number"]


@pytest.mark.feature("KIOSK-05")
async def test_a_kiosk_without_paper_is_closed_beforehand_and_the_operator_sees_why(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    await kiosk.at_desk(paper="out")
    await kiosk.until(open=False)

    async def told() -> bool:
        printer = (await platform.state(terminal)).devices["receipt_printer"]
        return printer.supplies == {"paper": "out"}

    await until(told)
    assert (await kiosk.act("start", item=ITEM))["step"] == "home"

    await kiosk.at_desk(paper="full")
    await kiosk.until(open=True)


@pytest.mark.feature("KIOSK-05")
async def test_an_operator_locks_a_kiosk_and_opens_it_again(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    for operation, open in (("lock", False), ("unlock", True)):
        await platform.operate(terminal, GiveOrder(id=operation, operation=operation))
        await kiosk.until(open=open)

    async def ended() -> bool:
        return not (await platform.state(terminal)).orders

    await until(ended)


@pytest.mark.feature("KIOSK-05")
async def test_restart_is_carried_out_once_and_the_kiosk_comes_back(
    platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    code = await platform.code(terminal)
    async with running_kiosk(platform.address, tmp_path / "kiosk", code) as kiosk:
        await kiosk.until(online=True)
        boot = (await platform.state(terminal)).boot
        await platform.operate(terminal, GiveOrder(id="r1", operation="restart"))

        async def back() -> bool:
            state = await platform.state(terminal)
            return state.online and state.boot != boot

        await until(back)
        boot = (await platform.state(terminal)).boot
        await asyncio.sleep(2.0)  # time enough for a second restart, if there were one
        state = await platform.state(terminal)

    assert (state.boot, state.orders) == (boot, ())


@pytest.mark.feature("KIOSK-08")
async def test_a_session_that_is_left_is_wiped(
    platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    code = await platform.code(terminal)
    async with running_kiosk(platform.address, tmp_path / "kiosk", code, idle_seconds="5") as kiosk:
        await kiosk.until(online=True, open=True)
        await fill_in(kiosk, platform.services.library)
        shown = await kiosk.until(step="home")
        assert "陈嘉慧" not in str(shown)

        async def closed() -> bool:
            return not (await platform.state(terminal)).session

        await until(closed)
        reports = [entry["report"] for entry in await platform.entries(terminal)]

    assert reports[-1]["type"] == "session_closed"
    assert reports[-1]["why"] == "idle"


@pytest.mark.feature("KIOSK-04", "KIOSK-08")
async def test_nothing_personal_is_on_the_kiosks_disk_or_in_the_terminals_history(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str, tmp_path: Path
) -> None:
    await fill_in(kiosk, platform.services.library)
    await kiosk.act("confirm")
    await kiosk.until(step="done", receipt="printed")
    await fill_in(kiosk, platform.services.library)
    await kiosk.act("finish")

    secrets = [
        form for text in ("陈嘉慧", CHEN) for form in (text.encode(), text.encode("utf-16-le"))
    ]
    files = [file for file in (tmp_path / "kiosk").rglob("*") if file.is_file()]
    assert any(file.name == "spool.sqlite" for file in files)
    for file in (*files, tmp_path / "kiosk.log"):
        assert not any(secret in file.read_bytes() for secret in secrets), file.name
    commits = str(await platform.commits({"key": f"terminal:{terminal}"}))
    assert "EntriesReceived" in commits
    assert "陈嘉慧" not in commits
    assert CHEN not in commits


@pytest.mark.feature("KIOSK-03")
async def test_the_agent_is_light(platform: KioskPlatform, kiosk: SimulatedKiosk) -> None:
    await fill_in(kiosk, platform.services.library)
    await kiosk.act("confirm")
    await kiosk.until(step="done", receipt="printed")
    await kiosk.act("finish")
    status = Path(f"/proc/{kiosk.process.pid}/status").read_text()
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    assert int(kilobytes) < 80_000

    before, began = _processor_seconds(kiosk.process.pid), time.monotonic()
    await asyncio.sleep(2.0)
    used = _processor_seconds(kiosk.process.pid) - before
    assert used / (time.monotonic() - began) < 0.05


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.feature("KIOSK-08")
@pytest.mark.parametrize("size", SIZES)
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
