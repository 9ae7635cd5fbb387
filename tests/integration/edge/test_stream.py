"""The stream of a kiosk that is killed again and again: everything arrives once, in order."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from actors.blocks.terminals.commands import GiveOrder, Revoke
from edge.keys import Keys, enrol, load_keys
from edge.orders import Ended, OrderDesk
from edge.outbox import Outbox
from edge.spool import Spool
from storage.mongo import Database
from tests.integration.edge.kiosk import linked
from tests.kiosk_platform import STAFF, KioskPlatform, running_platform

TERMINAL = "t1"
STREAMER = Path(__file__).with_name("streamer.py")


async def enrolled(platform: KioskPlatform, folder: Path) -> Keys:
    return await enrol(folder, platform.address, await platform.code(TERMINAL))


async def until_received(platform: KioskPlatform, seq: int) -> None:
    async with asyncio.timeout(90):
        while (await platform.state(TERMINAL)).received_seq < seq:
            await asyncio.sleep(0.05)


@pytest.mark.feature("KIOSK-04", "KIOSK-06")
async def test_an_agent_killed_while_it_streams_loses_nothing_and_doubles_nothing(
    database: Database, tmp_path: Path
) -> None:
    kiosk, total = tmp_path / "kiosk", 1500
    async with running_platform(database, tmp_path) as platform:
        await enrolled(platform, kiosk)
        kills = 0
        for seconds in (0.6, 0.5, 0.7, 0.4, None):
            process = await asyncio.create_subprocess_exec(
                sys.executable, str(STREAMER), platform.address, str(kiosk), str(total),
                env={**os.environ, "PYTHONPATH": os.getcwd()}, stdout=PIPE,
            )  # fmt: skip
            assert process.stdout is not None
            await process.stdout.readline()
            if seconds is None:
                await until_received(platform, total)
                process.send_signal(signal.SIGTERM)
            else:
                await asyncio.sleep(seconds)
                process.kill()
                kills += 1
            await process.wait()
        entries = await platform.entries(TERMINAL)

    assert kills == 4
    assert [entry["seq"] for entry in entries] == list(range(1, total + 1))
    assert [entry["report"]["value"] for entry in entries] == list(range(total))


@pytest.mark.feature("KIOSK-04")
async def test_a_platform_that_stops_and_comes_back_gets_the_rest(
    database: Database, tmp_path: Path
) -> None:
    async with running_platform(database, tmp_path) as platform:
        keys = await enrolled(platform, tmp_path / "kiosk")
        port = int(platform.address.rpartition(":")[2])
        async with linked(platform.address, tmp_path / "kiosk", keys) as kiosk:
            await kiosk.tell(0, 50)
            await until_received(platform, 50)
            break_at = await platform.state(TERMINAL)
    async with linked(platform.address, tmp_path / "kiosk", keys) as kiosk:
        await kiosk.tell(50, 100)
        async with running_platform(database, tmp_path, port) as platform:
            await until_received(platform, 100)
            entries = await platform.entries(TERMINAL)

    assert break_at.received_seq == 50
    assert [entry["report"]["value"] for entry in entries] == list(range(100))


@pytest.mark.feature("KIOSK-06")
async def test_a_revoked_terminal_is_cut_off_at_once_and_stays_out(
    database: Database, tmp_path: Path
) -> None:
    async with running_platform(database, tmp_path) as platform:
        keys = await enrolled(platform, tmp_path / "kiosk")
        async with linked(platform.address, tmp_path / "kiosk", keys) as kiosk:
            await kiosk.until_online(True)
            await platform.services.sender.send(
                f"terminal:{TERMINAL}", Revoke(reason="stolen"), id="r", by=STAFF
            )
            await kiosk.until_online(False)
            assert not (await platform.state(TERMINAL)).online


async def test_a_terminal_with_another_key_is_not_let_in(
    database: Database, tmp_path: Path
) -> None:
    async with running_platform(database, tmp_path) as platform:
        await enrolled(platform, tmp_path / "kiosk")
        thief = Keys(terminal=TERMINAL, seed=bytes(32), enrolled=True)
        async with linked(platform.address, tmp_path / "thief", thief) as kiosk:
            await kiosk.tell(0, 5)
            await asyncio.sleep(1.0)
            assert not kiosk.link.online
            assert await platform.entries(TERMINAL) == []


async def test_enrolling_twice_with_one_key_is_answered_alike_and_another_key_is_refused(
    database: Database, tmp_path: Path
) -> None:
    async with running_platform(database, tmp_path) as platform:
        code = await platform.code(TERMINAL)
        first = await enrol(tmp_path / "kiosk", platform.address, code)
        assert await enrol(tmp_path / "kiosk", platform.address, code) == first
        assert load_keys(tmp_path / "kiosk") == first
        with pytest.raises(Exception, match="refused the enrolment code"):
            await enrol(tmp_path / "other", platform.address, code)


@pytest.mark.feature("KIOSK-05")
async def test_an_order_is_carried_out_once_and_its_end_reaches_the_platform(
    database: Database, tmp_path: Path
) -> None:
    done: list[str] = []

    async def lock(arguments: object, deadline: float) -> Ended:
        done.append("lock")
        return Ended("done")

    async with running_platform(database, tmp_path) as platform:
        keys = await enrolled(platform, tmp_path / "kiosk")
        async with linked(platform.address, tmp_path / "kiosk", keys, lock=lock) as kiosk:
            await kiosk.until_online(True)
            order = GiveOrder(id="o1", operation="lock")
            for _ in range(2):
                await platform.services.sender.send(
                    f"terminal:{TERMINAL}", order, id=f"g{len(done)}", by=STAFF
                )
                async with asyncio.timeout(30):
                    while (await platform.state(TERMINAL)).orders or not done:
                        await asyncio.sleep(0.05)
            await kiosk.until_online(True)
        reports = [entry["report"] for entry in await platform.entries(TERMINAL)]

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
