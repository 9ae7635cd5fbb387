"""Alarms that the index does not have yet fire in time although their entity changed hosts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest_asyncio

from actors import scan
from actors.followers.projector import Projector
from actors.kernel.identity import CLOCK
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.kinds import all_views
from actors.place.calendars.load import load_calendar
from actors.runtime.engine import Engine
from actors.runtime.placement import SHARDS, shard_of
from storage.clock import FixedClock
from storage.mongo import Database
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Ledger, Put, PutLater, Repeat, TickLater, ledger
from tests.integration.test_alarms import START, until
from tests.integration.test_committer import HeldStore
from tests.integration.test_engine import journal_of

KEY = "ledger:a"
OTHERS = {shard: 1 for shard in range(SHARDS) if shard != shard_of(KEY)}
OURS = {shard_of(KEY): 2}
IN_TIME = timedelta(seconds=3)  # one is promised at rest; this machine may be busy
LIBRARY = Library(scan.load(), load_calendar())


async def delays(database: Database) -> list[timedelta]:
    """How late the alarms of the entity fired."""
    return [
        commit["at"] - datetime.fromisoformat(commit["cmd"].rpartition("@")[2])
        for commit in await journal_of(database, KEY)
        if commit["by"] == CLOCK.id
    ]


@pytest_asyncio.fixture
async def two(start_engine: StartEngine) -> AsyncIterator[tuple[Engine, Engine]]:
    """Two engines; the first serves every shard, the second none yet."""
    async with start_engine(name="first") as first, start_engine(name="second") as second:
        first.own(dict.fromkeys(range(SHARDS), 1))
        second.own({})
        yield first, second


async def fired(database: Database, times: int = 1) -> bool:
    return len(await delays(database)) >= times


async def test_a_new_owner_fires_what_the_entity_itself_knows(
    two: tuple[Engine, Engine], prepared: Database
) -> None:
    first, second = two
    await first.send(KEY, TickLater(2), id="c", by=ME)
    first.own(OTHERS)
    await until(lambda: kept(prepared))
    await prepared["reminders"].delete_many({})  # the first owner died before it could write it
    second.own(OURS)
    await second.show(KEY)

    await until(lambda: fired(prepared))
    assert (await delays(prepared))[0] < IN_TIME


async def test_a_new_owner_tries_at_once_what_the_one_before_could_not_carry_out(
    start_engine: StartEngine, prepared: Database
) -> None:
    kind = ledger()

    def decide(turn: Turn[Ledger], command: Any) -> Any:
        if command == Put(7, "alarm"):
            raise RuntimeError("an older release")
        return kind.decide(turn, command)

    async def held() -> bool:
        return await prepared["reminders"].count_documents({"held": {"$type": "date"}}) == 1

    clock = FixedClock(START)
    async with start_engine(clock=clock) as newer:
        newer.own({})
        async with start_engine(clock=clock) as first:
            await first.send(KEY, PutLater(7, seconds=1), id="c", by=ME)
        clock.set(START + timedelta(seconds=1))  # not while the first may still fire it
        async with start_engine(of={"ledger": replace(kind, decide=decide)}, clock=clock):
            await until(held)
        newer.own(OURS)

        await until(lambda: fired(prepared))


async def test_an_owner_gives_what_the_index_lacks_to_its_successor(
    two: tuple[Engine, Engine], prepared: Database
) -> None:
    first, second = two
    await first.send(KEY, TickLater(2), id="c", by=ME)
    first.own(OTHERS)
    second.own(OURS)

    await until(lambda: fired(prepared))  # there is no projector, and nobody woke the entity
    assert (await delays(prepared))[0] < IN_TIME


async def test_an_owner_that_stops_gives_what_the_index_lacks_to_its_successor(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine() as first:
        await first.send(KEY, Repeat(1, 1, "each"), id="c", by=ME)
        await until(lambda: fired(prepared))
    async with start_engine():
        await until(lambda: fired(prepared, times=3))

    commits = await journal_of(prepared, KEY)
    commands = [commit["cmd"] for commit in commits]
    assert len(commands) == len(set(commands))


async def test_a_projector_that_comes_back_brings_what_nobody_knew(
    two: tuple[Engine, Engine], prepared: Database
) -> None:
    first, second = two
    await first.send(KEY, TickLater(2), id="c", by=ME)
    second.own(OURS)
    first.own(OTHERS)
    await until(lambda: kept(prepared))
    await prepared["reminders"].delete_many({})  # the first owner died before it could write it

    async with Projector(prepared, all_views(LIBRARY)):
        await until(lambda: fired(prepared))


async def kept(database: Database) -> bool:
    return await database["reminders"].count_documents({}) == 1


async def test_an_alarm_that_met_a_move_in_the_mailbox_is_given_to_the_successor(
    start_engine: StartEngine, prepared: Database
) -> None:
    clock, store = FixedClock(START), HeldStore(prepared)
    store.through.set()
    async with start_engine(store=store, clock=clock) as old:
        await old.send(KEY, PutLater(7, seconds=5), id="set", by=ME)
        store.through.clear()
        busy = asyncio.create_task(old.send(KEY, Put(1), id="busy", by=ME))

        async def rung() -> bool:
            return old.inspect(KEY).waiting == 1

        clock.set(START + timedelta(seconds=5))
        await until(rung)
        old.own({})
        store.through.set()
        await busy

        await until(lambda: kept(prepared))
