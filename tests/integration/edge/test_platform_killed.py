"""A platform that is killed while kiosks speak to it: what was confirmed becomes one case each."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from actors.blocks.cases.catalogue import Catalogue
from edge.keys import enrol
from edge.sealing import seal
from serve_apps.blocks.terminals.boxes import BoxKey
from serve_apps.front.secrets_file import read_or_make
from storage.mongo import Database
from storage.settings import StorageSettings
from tests import loaded
from tests.integration.edge.filings import filing
from tests.integration.edge.kiosk import linked
from tests.kiosk_platform import running_platform
from tests.ports import free_port

TERMINAL, ITEM, FILINGS = "t1", "WFZM-01", 12
ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def platform_process(
    storage: StorageSettings, port: int, folder: Path
) -> AsyncIterator[Process]:
    """Run engine, projector and gateway as one process that may be killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.edge.mortal",
        storage.database, str(folder), str(port),
        env={**os.environ, "YIMEN_MONGODB_URI": storage.uri},
        cwd=ROOT, stdout=DEVNULL, stderr=DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(180), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{port}/api/v1/items"):
                        break
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.1)
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


@pytest.mark.feature("KIOSK-04", "KIOSK-08")
async def test_a_platform_killed_while_applications_arrive_files_each_exactly_once(
    prepared: Database, storage_settings: StorageSettings, tmp_path: Path
) -> None:
    port, item = free_port(), loaded.library()[Catalogue].item(ITEM)
    async with running_platform(prepared, tmp_path, port) as platform:
        code = await platform.code(TERMINAL)
        keys = await enrol(tmp_path / "kiosk", platform.address, code)
    box_key = BoxKey(read_or_make(tmp_path / "secrets.json").signing_key).public
    async with linked(f"http://127.0.0.1:{port}", tmp_path / "kiosk", keys) as kiosk:
        for number in range(FILINGS):
            report = filing(item, number, lambda c, label: seal(box_key, c, label), TERMINAL)
            await kiosk.outbox.tell(report, "A")
        for seconds in (0.05, 0.3):
            async with platform_process(storage_settings, port, tmp_path) as process:
                await kiosk.until_online(True)
                await asyncio.sleep(seconds)
                process.kill()
        async with running_platform(prepared, tmp_path, port) as platform:
            async with asyncio.timeout(90):
                while (await platform.state(TERMINAL)).applications < FILINGS:
                    await asyncio.sleep(0.1)
            cases = await platform.cases(TERMINAL)
            filed = [
                entry["report"]
                for entry in await platform.entries(TERMINAL)
                if entry["report"]["type"] == "application_filed"
            ]
            orders = (await platform.state(TERMINAL)).orders

    assert sorted(case.form["copies"] for case in cases) == sorted(
        number % 5 + 1 for number in range(FILINGS)
    )
    assert {case.number for case in cases} == {report["number"] for report in filed}
    assert len({case.number for case in cases}) == FILINGS
    assert [report["provisional"] for report in filed] == [f"P{n}" for n in range(FILINGS)]
    assert len(orders) <= FILINGS
