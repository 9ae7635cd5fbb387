"""Alarms that repeat go on for ever, and what was missed in an outage becomes what they say."""

from datetime import datetime, timedelta

import pytest

from actors.kernel.alarms import Missed
from actors.kernel.deadlines import CHINA
from actors.kernel.identity import CLOCK
from actors.runtime.settings import RuntimeSettings
from storage.clock import FixedClock
from storage.mongo import Database, Document
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Ask, Cancel, Put, Repeat, TickLater
from tests.integration.test_alarms import FAST, START, index_entry, is_empty, until
from tests.integration.test_engine import journal_of

KEY = "ledger:a"
MINUTE = timedelta(minutes=1)


def index_of(name: str, due: datetime, command: str = "Tick") -> Document:
    return index_entry(KEY, name, due, 0) | {"command": {"type": command}}


async def ticks(database: Database) -> list[datetime]:
    return [
        event["at"]
        for commit in await journal_of(database, KEY)
        for event in commit["ev"]
        if event["type"] == "Scheduled"
    ]


async def next_due(database: Database) -> datetime | None:
    """The instant that the last commit of the journal sets."""
    commits = await journal_of(database, KEY)
    return commits[-1]["rem"][-1]["at"] if commits[-1]["rem"] else None


@pytest.mark.parametrize(
    ("missed", "fired"), [("once", [1]), ("each", [1, 2, 3, 4, 5]), ("skip", [5])]
)
async def test_after_an_outage_missed_instants_become_what_the_alarm_says(
    start_engine: StartEngine, prepared: Database, missed: Missed, fired: list[int]
) -> None:
    clock = FixedClock(START)
    async with start_engine(clock=clock, settings=FAST) as engine:
        await engine.send(KEY, Repeat(60, 60, missed), id="c", by=ME)
    await prepared["reminders"].insert_one(index_of("repeat", START + MINUTE))
    clock.set(START + 5.5 * MINUTE)

    async with start_engine(clock=clock, settings=FAST) as engine:

        async def gone_on() -> bool:
            return await next_due(prepared) == START + 6 * MINUTE

        await until(gone_on)
        assert await ticks(prepared) == [START + minute * MINUTE for minute in fired]

        clock.set(START + 6 * MINUTE)

        async def ticked() -> bool:
            return START + 6 * MINUTE in await ticks(prepared)

        await until(ticked)
    commits = await journal_of(prepared, KEY)
    commands = [commit["cmd"] for commit in commits]
    assert len(commands) == len(set(commands))
    assert await next_due(prepared) == START + 7 * MINUTE


async def test_a_calendar_is_followed_in_the_citys_time(
    start_engine: StartEngine, prepared: Database
) -> None:
    friday = datetime(2026, 3, 6, 9, tzinfo=CHINA)
    clock = FixedClock(friday - timedelta(seconds=5))
    async with start_engine(clock=clock, settings=FAST) as engine:
        await engine.send(KEY, Repeat(5, "0 9 * * 1-5"), id="c", by=ME)
        clock.set(friday)

        async def gone_on() -> bool:
            return await next_due(prepared) == friday + timedelta(days=3)

        await until(gone_on)
    assert await ticks(prepared) == [friday]


@pytest.mark.parametrize("brings", ["refusal", "nothing"])
async def test_a_firing_that_comes_to_nothing_moves_on_all_the_same(
    start_engine: StartEngine, prepared: Database, brings: str
) -> None:
    clock = FixedClock(START)
    async with start_engine(clock=clock, settings=FAST) as engine:
        await engine.send(KEY, Repeat(10, 10, brings=brings), id="c", by=ME)  # type: ignore[arg-type]
        for step in (1, 2, 3):
            clock.set(START + step * timedelta(seconds=10))

            async def gone_on(step: int = step) -> bool:
                return await next_due(prepared) == START + (step + 1) * timedelta(seconds=10)

            await until(gone_on)
    commits = await journal_of(prepared, KEY)
    assert [(commit["by"], commit["ev"]) for commit in commits[1:]] == [(CLOCK.id, [])] * 3


async def test_a_repeating_alarm_ends_when_it_is_forgotten(
    start_engine: StartEngine, prepared: Database
) -> None:
    clock = FixedClock(START)
    async with start_engine(clock=clock, settings=FAST) as engine:
        await engine.send(KEY, Repeat(60, 60), id="c1", by=ME)
        await engine.send(KEY, Cancel("repeat"), id="c2", by=ME)
        await prepared["reminders"].insert_one(index_of("repeat", START + MINUTE))
        clock.set(START + MINUTE)
        await until(lambda: is_empty(prepared))

    assert await ticks(prepared) == []


async def test_a_single_alarm_that_is_skipped_when_late_is_cancelled_for_good(
    start_engine: StartEngine, prepared: Database
) -> None:
    clock = FixedClock(START)
    async with start_engine(clock=clock, settings=FAST) as engine:
        await engine.send(KEY, TickLater(60), id="c", by=ME)
    clock.set(START + timedelta(hours=1))
    for _ in range(2):  # the second time after a restart, from an index that lags behind
        await prepared["reminders"].insert_one(index_of("later", START + MINUTE))
        async with start_engine(clock=clock, settings=FAST):
            await until(lambda: is_empty(prepared))

    commits = await journal_of(prepared, KEY)
    assert [(commit["by"], commit["ev"], commit["rem"]) for commit in commits[1:]] == [
        (CLOCK.id, [], [])
    ]


async def test_a_repeating_alarm_survives_in_the_snapshot(
    start_engine: StartEngine, prepared: Database
) -> None:
    clock = FixedClock(START)
    often = RuntimeSettings(alarm_scan=0.1, snapshot_every=1)
    async with start_engine(clock=clock, settings=often) as engine:
        await engine.send(KEY, Repeat(60, 60, "each"), id="c", by=ME)
    snapshot = await prepared["snapshots"].find_one({"_id": KEY})
    assert snapshot is not None and snapshot["seq"] == 1
    clock.set(START + 2 * MINUTE)

    async with start_engine(clock=clock, settings=often) as engine:
        await engine.show(KEY)  # its alarms are due, and it knows: no index is needed

        async def ticked() -> bool:
            return len(await ticks(prepared)) == 2

        await until(ticked)


async def test_a_snapshot_by_older_code_loads_with_its_alarms(
    start_engine: StartEngine, prepared: Database
) -> None:
    clock = FixedClock(START)
    async with start_engine(clock=clock, settings=FAST) as engine:
        await engine.send(KEY, Put(1), id="c1", by=ME)
        await engine.send(KEY, TickLater(60), id="c2", by=ME)
    await prepared["snapshots"].update_one({"_id": KEY}, {"$unset": {"reminders": ""}})
    await prepared["reminders"].insert_one(index_of("later", START + MINUTE))
    clock.set(START + MINUTE)

    async with start_engine(clock=clock, settings=FAST) as engine:
        await until(lambda: is_empty(prepared))
        assert await engine.show(KEY)
        receipt = await engine.send(KEY, Ask(), id="c3", by=ME)

    assert receipt.reply == 1
    assert await ticks(prepared) == [START + MINUTE]


async def test_an_alarm_that_nobody_can_carry_out_makes_room_for_others(
    start_engine: StartEngine, prepared: Database
) -> None:
    clock = FixedClock(START)
    async with start_engine(clock=clock, settings=FAST) as engine:
        await engine.send(KEY, TickLater(60), id="c", by=ME)
    await prepared["reminders"].insert_one(index_of("later", START + MINUTE, "Break"))
    clock.set(START + MINUTE)

    async def held() -> bool:
        return await prepared["reminders"].count_documents({"held": {"$gt": clock.now()}}) == 1

    async with start_engine(clock=clock, settings=FAST):
        await until(held)
    await prepared["reminders"].update_one({}, {"$set": {"command": {"type": "Tick"}}})
    clock.set(START + 2 * MINUTE)

    async with start_engine(clock=clock, settings=FAST):
        await until(lambda: is_empty(prepared))
    assert await ticks(prepared) == [START + MINUTE]


async def test_a_host_that_is_behind_looks_again_before_it_takes_an_alarm_for_cancelled(
    start_engine: StartEngine, prepared: Database
) -> None:
    clock = FixedClock(START)
    async with start_engine(clock=clock, settings=FAST) as behind:
        await behind.send(KEY, Put(1), id="c1", by=ME)
        async with start_engine(clock=clock) as owner:
            await owner.send(KEY, TickLater(3600), id="c2", by=ME)
        entry = index_of("later", START + timedelta(hours=1)) | {"seq": 2}
        await prepared["reminders"].insert_one(entry)
        clock.set(START + timedelta(hours=1))
        await until(lambda: is_empty(prepared))

    assert await ticks(prepared) == [START + timedelta(hours=1)]
