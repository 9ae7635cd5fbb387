"""A kiosk as it runs: closed, locked, started again, wiped, and light."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from actors.blocks.terminals.commands import GiveOrder
from tests.acceptance.kiosk.journeys import CHEN, fill_in, until
from tests.acceptance.site import Site
from tests.kiosk_platform import KioskPlatform
from tests.simulated_kiosk import SimulatedKiosk, running_kiosk


@pytest.mark.feature("KIOSK-05")
async def test_a_kiosk_without_paper_says_so_beforehand_and_the_operator_sees_it(
    site: Site, platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    await kiosk.at_desk(paper="out")
    shown = await kiosk.until(faulty=["receipt_printer"])
    assert shown["services"] == {
        "apply": "", "progress": "", "receipt": "without_receipt_printer"
    }  # fmt: skip

    async def told() -> bool:
        printer = (await platform.state(terminal)).devices["receipt_printer"]
        return printer.supplies == {"paper": "out"}

    await until(told)
    with site.client("operator", language="zh") as operator:
        named = "凭条打印机 · 已用完"

        async def shown_to_operators() -> bool:
            pages = (f"/terminals/{terminal}", "/terminals")
            one, every = [(await asyncio.to_thread(operator.get, page)).text for page in pages]
            return "凭条打印机" in one and "已用完" in one and named in every

        await until(shown_to_operators)
    await kiosk.at_desk(paper="full")
    await kiosk.until(faulty=[])


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
    async with running_kiosk(
        platform.address, tmp_path / "kiosk", code, idle_seconds="12"
    ) as kiosk:
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
