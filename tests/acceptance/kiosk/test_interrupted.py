"""An application at a kiosk outlives a lost link and a killed agent, and is filed once."""

import asyncio
import sqlite3
from collections.abc import Awaitable
from pathlib import Path

import pytest

from actors.blocks.cases.state import CaseState
from storage.mongo import Database
from tests.acceptance.kiosk.journeys import fill_in, look_up, until
from tests.kiosk_platform import KioskPlatform, running_platform
from tests.simulated_kiosk import running_kiosk


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
        await until(lambda: _any(platform.cases(terminal)))
        (case,) = await platform.cases(terminal)

        async def answered() -> bool:
            return not (await platform.state(terminal)).orders

        await until(answered)
        assert await kiosk.receipts() == []  # whoever stands there now may be somebody else
        found = await look_up(kiosk, shown["provisional"])
        assert (found["number"], found["provisional"]) == (case.number, shown["provisional"])
        await kiosk.act("print")
        await kiosk.until(receipt="printed")
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


async def _any(found: Awaitable[list[CaseState]]) -> bool:
    return bool(await found)


def _waiting(spool: Path) -> int:
    with sqlite3.connect(spool) as database:
        return int(database.execute("SELECT COUNT(*) FROM entries").fetchone()[0])
