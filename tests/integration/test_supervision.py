"""Supervision on real parts: case, courier, watcher, alarm and view, on the real database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio

from actors.kernel.case.commands import Accept
from actors.kernel.deadlines import CHINA
from actors.kinds import build_kinds
from actors.projector import Projector
from actors.runtime.engine import Engine
from actors.runtime.settings import RuntimeSettings
from storage.clock import FixedClock
from storage.mongo import Database, Document
from tests.integration.conftest import StartEngine
from tests.unit.kernel.city import HALL, LIBRARY, RESIDENT_A, application

MONDAY = datetime(2026, 3, 2, 10, tzinfo=CHINA)
TUESDAY = MONDAY + timedelta(days=1)
DUE = datetime(2026, 3, 12, 10, 0, 1, tzinfo=CHINA)  # seven working days after Tuesday, and 1 s
FAST = RuntimeSettings(alarm_scan=0.1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest_asyncio.fixture
async def platform(
    start_engine: StartEngine, prepared: Database, clock: FixedClock
) -> AsyncIterator[tuple[Engine, Projector]]:
    """An engine of all kinds with everything that follows its journal."""
    kinds = build_kinds(LIBRARY)
    async with (
        start_engine(of=kinds, clock=clock, settings=FAST) as engine,
        Projector(prepared, LIBRARY, sender=engine, kinds=kinds) as projector,
    ):
        yield engine, projector


async def row_of(database: Database, level: str) -> Document:
    """Wait until the view of cards shows the case at `level`."""
    async with asyncio.timeout(30):
        while True:
            row = await database["cards"].find_one({"case": "c1", "level": level})
            if row is not None:
                return row
            await asyncio.sleep(0.05)


@pytest.mark.feature("SUP-04")
async def test_a_card_is_raised_when_it_falls_due_and_not_before(
    platform: tuple[Engine, Projector], prepared: Database, clock: FixedClock
) -> None:
    engine, projector = platform
    await engine.send("case:c1", application(), id="1", by=RESIDENT_A)
    clock.set(TUESDAY)
    await engine.send("case:c1", Accept(), id="2", by=HALL)
    await projector.settled()

    clock.set(DUE - timedelta(seconds=1))
    assert (await row_of(prepared, "warning"))["rank"] == 1
    assert await prepared["cards"].count_documents({"level": "yellow"}) == 0
    clock.set(DUE)
    card = await row_of(prepared, "yellow")

    assert card["unit"] == "construction"
    assert card["due"] == "2026-03-12"
    assert card["raised_at"].replace(tzinfo=UTC) == DUE
    shown = await engine.show("watcher:c1")
    assert shown.state.wake_at is not None
    assert shown.state.wake_at.astimezone(CHINA).date() == date(2026, 3, 31)
