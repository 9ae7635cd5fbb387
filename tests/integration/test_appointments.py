"""Everybody wants one slot at once, on the real database: every place is had, and none twice."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from msgspec.structs import replace

from actors.blocks.appointments.kind import visitor_kind, window_day_kind
from actors.blocks.appointments.places import Places
from actors.blocks.appointments.view import bookings, days
from actors.blocks.appointments.window_day import TakePlace
from actors.followers.projector import Projector
from actors.kernel.identity import PLATFORM, Identity
from actors.testing.scenario import START
from storage.clock import FixedClock
from storage.history import Histories
from storage.mongo import Database
from tests.blocks.appointments.scenarios import DAY, visit
from tests.blocks.cases.city import LIBRARY, PLACES
from tests.integration.conftest import StartEngine

pytestmark = pytest.mark.feature("HALL-06")
CAPACITY = 40
HALL = PLACES.halls[0]
WIDE = replace(HALL, windows=(replace(HALL.windows[0], capacity=CAPACITY),))
CITY = LIBRARY.having(Places((WIDE,), PLACES.absence_rule))
KINDS = {kind.name: kind for kind in (visitor_kind(CITY), window_day_kind(CITY))}
NOW = START + timedelta(minutes=1)


async def test_of_500_at_once_as_many_have_a_place_as_there_are(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine(of=KINDS, clock=FixedClock(NOW)) as engine:

        async def take(visitor: str, id: str = "1") -> None:
            wish = TakePlace(visitor=visitor, request=1, slot="10:00")
            await engine.send(DAY, wish, id=f"{visitor}-{id}", by=PLATFORM)

        await asyncio.gather(*(take(f"p{n}") for n in range(500)))
        commits = await Histories(prepared).latest(DAY, 1000)
        first = (await engine.show(DAY)).state
        await asyncio.gather(*(take(each.holder.visitor, "2") for each in first.taken))
        day = (await engine.show(DAY)).state

    holders = [each.holder.visitor for each in day.taken]
    told = Counter(message["command"]["type"] for each in commits for message in each["out"])
    assert day.taken == first.taken
    assert len(holders) == len(set(holders)) == CAPACITY
    assert told == {"ConfirmPlace": CAPACITY, "RefusePlace": 500 - CAPACITY}


async def test_whoever_books_at_once_is_told_whether_there_is_a_place(
    start_engine: StartEngine, prepared: Database
) -> None:
    people = 2 * CAPACITY
    async with start_engine(of=KINDS, clock=FixedClock(NOW)) as engine:

        async def book(n: int) -> None:
            by = Identity(f"person:p{n}", ("resident",))
            await engine.send(f"visitor:p{n}", visit(), id="1", by=by)

        views = (bookings(), days())
        courier = Projector(prepared, views, sender=engine, kinds=KINDS, partitions=2)
        async with courier:
            await asyncio.gather(*map(book, range(people)))
            rows = prepared["appointments"]
            async with asyncio.timeout(60):
                while await rows.count_documents({"status": {"$ne": "asked"}}) < people:
                    await asyncio.sleep(0.05)
            await courier.settled()
        holders = [each.holder.visitor for each in (await engine.show(DAY)).state.taken]

    assert sorted(holders) == sorted(await rows.distinct("owner", {"status": "booked"}))
    assert await rows.count_documents({"status": "refused"}) == people - CAPACITY
    row = await prepared["window_days"].find_one({"_id": DAY.partition(":")[2]})
    assert row is not None
    assert row["taken"] == {"10:00": CAPACITY}
