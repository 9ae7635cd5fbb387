"""Supervision on real parts: case, courier, watcher, alarm and view, on the real database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio

from actors.blocks.cases.commands import Accept
from actors.followers.projector import Projector
from actors.kernel.calendar import Calendar, CalendarYear
from actors.kernel.deadlines import CHINA
from actors.kernel.library import Library
from actors.kinds import afterwards, all_views, build_kinds
from actors.runtime.engine import Engine
from actors.runtime.settings import RuntimeSettings
from storage.clock import FixedClock
from storage.mongo import Database, Document
from tests.blocks.cases.city import HALL, LIBRARY, RESIDENT_A, application
from tests.integration.conftest import StartEngine

StartPlatform = Callable[..., AbstractAsyncContextManager[tuple[Engine, Projector]]]
MONDAY = datetime(2026, 3, 2, 10, tzinfo=CHINA)
TUESDAY = MONDAY + timedelta(days=1)
DUE = datetime(2026, 3, 12, 10, 0, 1, tzinfo=CHINA)  # seven working days after Tuesday, and 1 s
FAST = RuntimeSettings(alarm_scan=0.1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def start_platform(
    start_engine: StartEngine, prepared: Database, clock: FixedClock
) -> StartPlatform:
    """Starts an engine of all kinds, closed over a library, with all that follows its journal."""

    @asynccontextmanager
    async def start(library: Library = LIBRARY) -> AsyncIterator[tuple[Engine, Projector]]:
        kinds = build_kinds(library)
        async with (
            start_engine(of=kinds, clock=clock, settings=FAST) as engine,
            Projector(
                prepared,
                all_views(library),
                sender=engine,
                kinds=kinds,
                afterwards=afterwards(library),
            ) as projector,
        ):
            yield engine, projector

    return start


@pytest_asyncio.fixture
async def platform(start_platform: StartPlatform) -> AsyncIterator[tuple[Engine, Projector]]:
    async with start_platform() as running:
        yield running


async def row_of(database: Database, level: str) -> Document:
    """Wait until the view of cards shows the case at `level`."""
    async with asyncio.timeout(60):
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


NOTICE_2027 = CalendarYear(
    year=2027,
    version=1,
    source="test",
    published=True,
    closed=(date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)),
)


async def dues_of(database: Database, *, provisional: bool) -> Document:
    """Wait until the view shows dues of the case that are, or are no longer, provisional."""
    async with asyncio.timeout(60):
        while True:
            row = await database["cases"].find_one({"_id": "c1"})
            if row is not None and row["dues"]["provisional"] == provisional:
                return row["dues"]
            await asyncio.sleep(0.05)


async def test_a_calendar_that_is_published_late_counts_open_cases_anew_at_the_next_start(
    start_platform: StartPlatform, prepared: Database, clock: FixedClock
) -> None:
    clock.set(datetime(2026, 12, 15, 10, tzinfo=CHINA))
    async with start_platform() as (engine, projector):
        await engine.send("case:c1", application(), id="1", by=RESIDENT_A)
        await engine.send("case:c1", Accept(), id="2", by=HALL)
        await projector.settled()
        told = await dues_of(prepared, provisional=True)
    published = LIBRARY.having(LIBRARY[Calendar].with_years([NOTICE_2027]))

    for _ in range(2):  # the second start finds nothing to do
        async with start_platform(published) as (engine, projector):
            dues = await dues_of(prepared, provisional=False)
            await projector.settled()
            watcher = await engine.show("watcher:c1")

    assert (told["statutory"], dues["statutory"]) == ("2027-01-13", "2027-01-15")
    assert dues["promised"] == told["promised"] == "2026-12-24"
    assert watcher.state.calendars[-1] == NOTICE_2027
    assert await prepared["journal"].count_documents({"cmd": {"$regex": "^calendar:"}}) == 1
