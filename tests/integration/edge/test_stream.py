"""The stream of a kiosk that is killed again and again: everything arrives once, in order."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from actors.blocks.terminals.commands import GiveOrder, Revoke
from edge.keys import Keys, enrol, load_keys
from edge.orders import Ended, OrderDesk
from edge.outbox import Outbox
from edge.spool import Spool
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, connect
from storage.settings import StorageSettings
from tests.integration.edge.kiosk import linked
from tests.kiosk_platform import KioskPlatform, running_platform

STREAMER = Path(__file__).with_name("streamer.py")

undisturbed = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_platform(
    mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[KioskPlatform]:
    """A platform for all tests that leave it running; each has a terminal of its own."""
    folder, name = tmp_path_factory.mktemp("platform"), f"t{uuid4().hex[:12]}"
    database = connect(
        StorageSettings(uri=mongod.uri, database=name, data=folder, port=mongod.port)
    )
    async with running_platform(database, folder) as platform:
        yield platform
    await database.client.drop_database(name)
    await database.client.close()


@pytest.fixture
def terminal() -> str:
    """A terminal of the test's own."""
    return f"t-{uuid4().hex[:12]}"


async def enrolled(platform: KioskPlatform, terminal: str, folder: Path) -> Keys:
    return await enrol(folder, platform.address, await platform.code(terminal))


async def until_received(platform: KioskPlatform, terminal: str, seq: int) -> None:
    async with asyncio.timeout(90):
        while (await platform.state(terminal)).received_seq < seq:
            await asyncio.sleep(0.05)


@pytest.mark.feature("KIOSK-04", "KIOSK-06")
@undisturbed
async def test_an_agent_killed_while_it_streams_loses_nothing_and_doubles_nothing(
    shared_platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    kiosk, total = tmp_path / "kiosk", 1500
    await enrolled(shared_platform, terminal, kiosk)
    kills = 0
    for seconds in (0.6, 0.5, 0.7, 0.4, None):
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(STREAMER), shared_platform.address, str(kiosk), str(total),
            env={**os.environ, "PYTHONPATH": os.getcwd()}, stdout=PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        await process.stdout.readline()
        if seconds is None:
            await until_received(shared_platform, terminal, total)
            process.send_signal(signal.SIGTERM)
        else:
            await asyncio.sleep(seconds)
            process.kill()
            kills += 1
        await process.wait()
    entries = await shared_platform.entries(terminal)

    assert kills == 4
    assert [entry["seq"] for entry in entries] == list(range(1, total + 1))
    assert [entry["report"]["value"] for entry in entries] == list(range(total))


@pytest.mark.feature("KIOSK-04")
async def test_a_platform_that_stops_and_comes_back_gets_the_rest(
    prepared: Database, terminal: str, tmp_path: Path
) -> None:
    async with running_platform(prepared, tmp_path) as platform:
        keys = await enrolled(platform, terminal, tmp_path / "kiosk")
        port = int(platform.address.rpartition(":")[2])
        async with linked(platform.address, tmp_path / "kiosk", keys) as kiosk:
            await kiosk.tell(0, 50)
            await until_received(platform, terminal, 50)
            break_at = await platform.state(terminal)
    async with linked(platform.address, tmp_path / "kiosk", keys) as kiosk:
        await kiosk.tell(50, 100)
        async with running_platform(prepared, tmp_path, port) as platform:
            await until_received(platform, terminal, 100)
            entries = await platform.entries(terminal)

    assert break_at.received_seq == 50
    assert [entry["report"]["value"] for entry in entries] == list(range(100))


@undisturbed
@pytest.mark.feature("KIOSK-06")
async def test_a_revoked_terminal_is_cut_off_at_once_and_stays_out(
    shared_platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    keys = await enrolled(shared_platform, terminal, tmp_path / "kiosk")
    async with linked(shared_platform.address, tmp_path / "kiosk", keys) as kiosk:
        await kiosk.until_online(True)
        await shared_platform.operate(terminal, Revoke(reason="stolen"))
        await kiosk.until_online(False)
        assert not (await shared_platform.state(terminal)).online


@undisturbed
async def test_a_terminal_with_another_key_is_not_let_in(
    shared_platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    await enrolled(shared_platform, terminal, tmp_path / "kiosk")
    thief = Keys(terminal=terminal, seed=bytes(32), enrolled=True)
    async with linked(shared_platform.address, tmp_path / "thief", thief) as kiosk:
        await kiosk.tell(0, 5)
        await asyncio.sleep(1.0)
        assert not kiosk.link.online
        assert await shared_platform.entries(terminal) == []


@undisturbed
async def test_enrolling_twice_with_one_key_is_answered_alike_and_another_key_is_refused(
    shared_platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    address, code = shared_platform.address, await shared_platform.code(terminal)
    first = await enrol(tmp_path / "kiosk", address, code)
    assert await enrol(tmp_path / "kiosk", address, code) == first
    assert load_keys(tmp_path / "kiosk") == first
    with pytest.raises(Exception, match="refused the enrolment code"):
        await enrol(tmp_path / "other", address, code)


@undisturbed
@pytest.mark.feature("KIOSK-05")
async def test_an_order_is_carried_out_once_and_its_end_reaches_the_platform(
    shared_platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    done: list[str] = []

    async def lock(arguments: object, deadline: float) -> Ended:
        done.append("lock")
        return Ended("done")

    keys = await enrolled(shared_platform, terminal, tmp_path / "kiosk")
    async with linked(shared_platform.address, tmp_path / "kiosk", keys, lock=lock) as kiosk:
        await kiosk.until_online(True)
        for _ in range(2):
            await shared_platform.operate(terminal, GiveOrder(id="o1", operation="lock"))
            async with asyncio.timeout(60):
                while (await shared_platform.state(terminal)).orders or not done:
                    await asyncio.sleep(0.05)
        await kiosk.until_online(True)
    reports = [entry["report"] for entry in await shared_platform.entries(terminal)]

    assert done == ["lock"]
    assert {"type": "command_done", "id": "o1", "code": "done"} in reports


async def test_an_order_that_was_under_way_at_a_crash_ends_as_unknown_and_is_not_repeated(
    tmp_path: Path,
) -> None:
    spool = Spool(tmp_path / "spool")
    assert spool.begin_order("receipt/P1")  # and here the power goes
    spool.close()

    outbox = Outbox(Spool(tmp_path / "spool"))
    desk = OrderDesk(outbox, {})
    await desk.recover()

    (entry,) = await outbox.run(outbox.spool.next_batch, 0, 10)
    assert (entry.report.id, entry.report.code) == ("receipt/P1", "unknown")  # type: ignore
    assert not await outbox.run(outbox.spool.begin_order, "receipt/P1")
    await outbox.close()
