"""What administrators change reaches whoever decides or shows, without a start, from its day on."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from functools import partial

import pytest_asyncio

from actors.blocks.cases.commands import Accept
from actors.blocks.cases.shell.recount import recount
from actors.blocks.organisation.calendars import PublishCalendar, TakeBackCalendar
from actors.blocks.organisation.commands import SetWindow
from actors.blocks.organisation.state import KEY
from actors.blocks.organisation.units import Organisation
from actors.followers.projector import Projector
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.kinds import all_views, build_kinds, editions
from actors.runtime.editions import Editions
from actors.runtime.engine import Engine
from actors.runtime.following import Following
from actors.runtime.store import MongoStore
from storage.clock import FixedClock, WallClock
from storage.mongo import Database, Document
from storage.schema import prepare
from tests.blocks.cases.city import CLERK, LIBRARY, RESIDENT_A, application
from tests.integration.test_alarms import until
from tests.loaded import platform_collections
from tests.opening import commits_in

CASE = "case:c1"
ADMINISTRATOR = Identity("staff:an", ("administrator",), "government_services")
DAY = timedelta(days=1)


class Platform:
    """An engine that decides by the edition of the moment, and what follows its journal."""

    def __init__(self, database: Database, clock: FixedClock, engine: Engine, own: Editions):
        self.database = database
        self.clock = clock
        self.engine = engine
        self.editions = own
        self._sent = 0

    async def send(self, key: str, command: Command, by: Identity) -> None:
        self._sent += 1
        await self.engine.send(key, command, id=f"{self._sent}", by=by)

    async def promised(self) -> date:
        return (await self.engine.show(CASE)).state.dues.promised

    async def last(self, key: str) -> Document:
        return (await commits_in(self.database, {"key": key}))[-1]

    def calendar(self, known: Editions | None = None) -> Calendar:
        return (known or self.editions).at(self.clock.now()).library[Calendar]


@pytest_asyncio.fixture
async def platform(database: Database) -> AsyncIterator[Platform]:
    await prepare(database, platform_collections())
    clock, own = FixedClock(WallClock().now()), editions(LIBRARY)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Following(database, own))
        engine = await stack.enter_async_context(Engine(own, MongoStore(database), clock))
        await stack.enter_async_context(
            Projector(
                database,
                all_views(LIBRARY),
                sender=engine,
                kinds=own,
                afterwards=(partial(recount, library=own.library_by(clock)),),
                edition=lambda: own.at(clock.now()),
            )
        )
        yield Platform(database, clock, engine, own)


async def test_a_calendar_holds_from_its_day_on_and_open_cases_are_counted_anew(
    platform: Platform,
) -> None:
    await platform.send(CASE, application(), RESIDENT_A)
    await platform.send(CASE, Accept(), CLERK)
    told, before = await platform.promised(), platform.calendar()
    tomorrow = local_day(platform.clock.now()) + DAY
    day = before.next_open(tomorrow + DAY)
    year = next((each for each in before.years if each.year == day.year), None)
    notice = PublishCalendar(
        effective=tomorrow,
        reason="a storm",
        source="notice of the city",
        closed=(*(year.closed if year else ()), day),
        made_up=year.made_up if year else (),
    )
    key = f"calendar_year:{day.year}"
    await platform.send(key, notice, ADMINISTRATOR)

    async def known() -> bool:
        return platform.editions.at(platform.clock.now() + DAY).version == f"{key}@1"

    async def counted() -> bool:
        return await platform.promised() > told

    await until(known)
    assert platform.calendar().is_open(day) and await platform.promised() == told
    platform.clock.set(start_of_day(tomorrow))
    await until(counted)
    assert not platform.calendar().is_open(day)
    assert (await platform.last(CASE))["lib"] == f"{key}@1"

    later = editions(LIBRARY)
    async with Following(platform.database, later):
        assert platform.calendar(later).version == platform.calendar().version
    async with Engine(
        build_kinds(LIBRARY), MongoStore(platform.database), platform.clock
    ) as without:
        shown = await without.show(CASE)
        assert shown.state == (await platform.engine.show(CASE)).state

    await platform.send(key, TakeBackCalendar(number=1, reason="a mistake"), ADMINISTRATOR)

    async def taken_back() -> bool:
        return platform.calendar().is_open(day)

    await until(taken_back)
    assert platform.calendar().version != before.version  # so that it is counted anew once more


async def test_a_window_serves_all_units_in_every_process_at_once(platform: Platform) -> None:
    elsewhere = editions(LIBRARY)

    def integrated(known: Editions) -> bool:
        units = known.at(platform.clock.now()).library[Organisation].units
        return units["construction"].integrated_window

    async def everywhere() -> bool:
        return integrated(platform.editions) and integrated(elsewhere)

    async with Following(platform.database, elsewhere):
        assert not integrated(elsewhere)
        today = local_day(platform.clock.now())
        change = SetWindow(unit="construction", integrated=True, effective=today, reason="trial")
        await platform.send(KEY, change, ADMINISTRATOR)
        await until(everywhere)

    assert not LIBRARY[Organisation].units["construction"].integrated_window
