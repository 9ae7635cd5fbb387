"""A kiosk put together, before any of it runs."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from actors.blocks.terminals.frames import Bye, Perform, Pong, Welcome
from edge.devices.interface import Status
from edge.devices.keeper import DeviceKeeper
from edge.keys import Keys
from edge.kiosk import Kiosk
from edge.outbox import wall_clock
from edge.platform import Lease
from edge.receipts import Told
from edge.settings import EdgeSettings
from tests.acceptance.kiosk.journeys import ITEM
from tests.offline_kiosk import prepare

KEYS = Keys(terminal="kiosk-1", seed=bytes(32), enrolled=True)
HOUR = timedelta(hours=1)


async def loaded(folder: Path) -> Kiosk:
    """Return a kiosk that was online before, whose devices are in order."""
    kiosk = Kiosk(EdgeSettings(data=folder), KEYS)
    await kiosk.platform.load()
    for name in kiosk.keeper.statuses:
        kiosk.keeper.statuses[name] = Status("online")
    return kiosk


@pytest_asyncio.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    """A kiosk that was online a moment ago."""
    prepare(tmp_path)
    kiosk = await loaded(tmp_path)
    yield kiosk
    await kiosk.close(0)


async def test_an_order_reaches_the_part_that_it_is_for_and_shows_in_the_figures(
    tmp_path: Path,
) -> None:
    kiosk = Kiosk(EdgeSettings(data=tmp_path), KEYS)

    await kiosk.orders.perform(Perform(id="order-1", operation="lock", arguments={}, seconds=5.0))
    await kiosk.orders.close(5.0)

    assert kiosk.platform.locked
    figures = (await kiosk.figures()).decode()
    assert 'yimen_edge_orders_total{code="done"} 1.0' in figures
    await kiosk.close(0)


async def test_a_kiosk_that_was_put_together_has_asked_no_device(tmp_path: Path) -> None:
    kiosk = Kiosk(EdgeSettings(data=tmp_path, reader="/nowhere"), KEYS)

    assert {status.state for status in kiosk.keeper.statuses.values()} == {"unknown"}
    assert not kiosk.link.online
    await kiosk.close(0)


@pytest.mark.parametrize(
    ("since", "seconds", "runs"),
    [
        (timedelta(), 3600, True),
        (-HOUR, 3601, True),
        (-HOUR, 3600, False),  # too long without a word
        (HOUR, 7200, False),  # the clock was set back
    ],
)
def test_a_kiosk_takes_applications_for_so_long_without_a_word(
    since: timedelta, seconds: float, runs: bool
) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)

    assert Lease(since=now + since, seconds=seconds).runs(now) is runs


@pytest.mark.feature("KIOSK-06")
async def test_a_kiosk_that_was_without_its_platform_for_too_long_takes_nothing_until_it_is_back(
    tmp_path: Path,
) -> None:
    prepare(tmp_path, lease=Lease(since=wall_clock() - HOUR, seconds=1800))
    kiosk = await loaded(tmp_path)
    kiosk.journey.start(ITEM)
    assert (kiosk.platform.closed, kiosk.sessions.current) == ("closed_lease", None)

    session = kiosk.sessions.open(kiosk.platform.item(ITEM))  # begun while there was time
    session.step = "check"
    await kiosk.journey.confirm()
    assert (session.step, session.notice) == ("check", "closed_lease")

    await kiosk._handle(Pong(sent=wall_clock(), now=wall_clock()))  # pyright: ignore
    assert kiosk.platform.closed == ""
    await kiosk.close(0)


@pytest.mark.feature("KIOSK-06")
async def test_a_kiosk_that_is_cut_off_closes_at_once_and_stays_closed_after_a_restart(
    tmp_path: Path, kiosk: Kiosk
) -> None:
    kiosk.journey.start(ITEM)
    await kiosk._handle(Bye(why="revoked", refused="revoked"))  # pyright: ignore
    assert (kiosk.platform.closed, kiosk.sessions.current) == ("closed_revoked", None)
    kiosk.journey.start(ITEM)
    assert kiosk.sessions.current is None

    again = await loaded(tmp_path)
    assert again.platform.closed == "closed_revoked"
    now, key = wall_clock(), again.platform.box_key
    welcome = Welcome(connection="c", now=now, received=0, window=1, box_key=key)
    await again._handle(welcome)  # pyright: ignore
    assert again.platform.closed == ""
    await again.close(0)


@pytest.mark.feature("KIOSK-06")
async def test_who_has_sent_an_application_keeps_its_number_when_the_kiosk_is_cut_off(
    kiosk: Kiosk,
) -> None:
    session = kiosk.sessions.open(kiosk.platform.item(ITEM))
    session.step, session.provisional = "done", "260101-AAAAA-AAAAA"
    await kiosk._handle(Bye(why="revoked", refused="revoked"))  # pyright: ignore

    assert kiosk.sessions.current is session


@pytest.mark.parametrize("named", ["260101-AAAAA-AAAAA", ""])
async def test_a_receipt_whose_session_has_ended_is_neither_printed_nor_shown(
    kiosk: Kiosk, named: str
) -> None:
    kiosk.sessions.open(kiosk.platform.item(ITEM)).provisional = "260101-AAAAA-AAAAA"
    session = kiosk.sessions.open(kiosk.platform.item(ITEM))
    arguments = {"provisional": named, "item": ITEM, "at": "2026-01-01T00:00:00Z", "number": "N1"}
    ended = await kiosk.journey.print_receipt(arguments, 0.0)

    assert (ended.code, session.step, session.number) == ("expired", "guide", "")


async def test_a_session_ends_when_the_agent_stood_still(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.sessions.beat()
    kiosk.sessions.open(kiosk.platform.item(ITEM))
    kiosk.sessions.beat()
    assert kiosk.sessions.current is not None

    frozen = kiosk.sessions._touched + 6.0  # pyright: ignore
    monkeypatch.setattr("edge.session.time.monotonic", lambda: frozen)
    assert kiosk._view.draw()["step"] == "home"  # pyright: ignore


async def test_a_session_ends_when_no_screen_shows_it_any_more(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = await kiosk.screens.start(0)
    async with aiohttp.ClientSession() as browser, browser.get(f"{address}changes") as told:
        await told.content.readline()
        kiosk.sessions.open(kiosk.platform.item(ITEM))
        kiosk.screens.look_after()
    async with asyncio.timeout(60):
        while kiosk.screens._unseen_since is None:  # pyright: ignore
            kiosk.refresh()
            await asyncio.sleep(0.01)
    kiosk.screens.look_after()
    assert kiosk.sessions.current is not None

    later = time.monotonic() + 11.0
    monkeypatch.setattr("edge.screens.app.time.monotonic", lambda: later)
    monkeypatch.setattr(kiosk.sessions, "_beaten", later)
    kiosk.screens.look_after()
    assert kiosk.sessions.current is None


class Broken:
    """A device whose driver meets what it does not expect."""

    name = "id_card_reader"

    async def status(self) -> Status:
        raise RuntimeError("line noise")

    async def read(self) -> None:
        raise RuntimeError("line noise")

    async def print(self, parts: object, wanted: object) -> None:
        raise RuntimeError("line noise")

    async def close(self) -> None:
        pass


@pytest.mark.feature("KIOSK-05")
async def test_the_surprise_of_one_device_is_its_own_fault_and_nobody_elses(kiosk: Kiosk) -> None:
    class Sound(Broken):
        name = "receipt_printer"

        async def status(self) -> Status:
            return Status("online")

    keeper = DeviceKeeper((Broken(), Sound()), kiosk.outbox, kiosk.refresh)
    looking = asyncio.create_task(keeper.run(0.01))
    async with asyncio.timeout(60):
        while keeper.statuses["receipt_printer"].state != "online":
            await asyncio.sleep(0.01)

    assert not looking.done()
    assert keeper.statuses["id_card_reader"].state == "unknown"
    looking.cancel()


@pytest.mark.feature("KIOSK-08")
async def test_whatever_befalls_reader_or_printer_the_person_is_told(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk.journey, "_reader", Broken())
    kiosk.journey.start(ITEM)
    kiosk.journey.lay_card()
    session = kiosk.sessions.current
    assert session is not None
    async with asyncio.timeout(60):
        while session.notice != "reader_failed":
            await asyncio.sleep(0.01)

    desk = kiosk.journey._desk  # pyright: ignore
    monkeypatch.setattr(desk, "_printer", Broken())
    ended = await desk.print(session, Told(provisional="P", item=ITEM, at=wall_clock()))
    assert (ended.code, session.receipt, session.trouble) == ("unknown", "failed", "print_unknown")
    await kiosk.journey.close()
