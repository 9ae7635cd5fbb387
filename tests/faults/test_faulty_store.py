"""Every fault at every step of the engine, in any order: the promises hold."""

import asyncio
import itertools
import uuid
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from actors.kernel.errors import Fault as Failure
from actors.kernel.identity import CLOCK
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from storage.clock import FixedClock
from storage.mongo import Database, Document
from tests.faults.checker import check
from tests.faults.faulty_store import HONEST, Fault, FaultyStore
from tests.faults.load import Load
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Put, PutLater, Repeat, ledger
from tests.integration.test_alarms import FAST, START, index_entry, is_empty, until
from tests.opening import commits_in

INTRUDER = [{"type": "Added", "amount": 100}]
FAULTS = st.lists(st.sampled_from(HONEST), min_size=1, max_size=40)


@given(faults=FAULTS, seed=st.integers(0, 1000))
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_promises_hold_under_any_sequence_of_faults(
    start_engine: StartEngine, prepared: Database, faults: list[Fault], seed: int
) -> None:
    await prepared["journal"].delete_many({})
    await prepared["snapshots"].delete_many({})
    plan = itertools.chain(faults, itertools.repeat(Fault.NONE))
    store = FaultyStore(MongoStore(prepared), lambda method: next(plan), lambda: INTRUDER)
    small = RuntimeSettings(snapshot_every=2, batch=3)
    keys = [f"ledger:{uuid.uuid4().hex}" for _ in range(3)]

    async with start_engine(store=store, settings=small) as engine:
        load = Load(engine, keys, clients=6, seed=seed, timeout=1.0)
        async with load.running():
            await load.acknowledged(30)
        shown = {key: await engine.show(key) for key in keys}

    assert await check(prepared, load.history) == []
    for key in keys:
        commits = await commits_in(prepared, {"key": key})
        total = sum(event["amount"] for commit in commits for event in commit["ev"])
        assert (shown[key].seq, shown[key].state.total) == (len(commits), total)


async def test_each_fault_of_the_append_is_survived(
    start_engine: StartEngine, prepared: Database
) -> None:
    for fault in HONEST:
        plan = iter([fault])
        store = FaultyStore(
            MongoStore(prepared),
            lambda method, plan=plan: (
                next(plan, Fault.NONE) if method == "append_many" else Fault.NONE
            ),
            lambda: INTRUDER,
        )
        async with start_engine(store=store) as engine:
            receipt = await engine.send(f"ledger:{fault.name}", Put(1), id="c", by=ME)
            assert receipt.replayed == (fault is Fault.OVERTAKEN)

        expected = 2 if fault is Fault.OWNERSHIP_LOST else 1
        assert receipt.seq == expected
        assert await prepared["journal"].count_documents({"key": receipt.key}) == expected


async def test_a_store_that_lies_is_caught(start_engine: StartEngine, prepared: Database) -> None:
    numbers = itertools.count()
    store = FaultyStore(
        MongoStore(prepared),
        lambda method: (
            Fault.LIE if method == "append_many" and next(numbers) % 5 == 4 else Fault.NONE
        ),
        lambda: INTRUDER,
    )

    async with start_engine(store=store) as engine:
        load = Load(engine, ["ledger:a", "ledger:b"], clients=3, seed=1)
        async with load.running():
            await load.acknowledged(30)

    assert await check(prepared, load.history) != []


async def test_while_the_store_is_away_memory_is_bounded_and_callers_are_told(
    start_engine: StartEngine, prepared: Database
) -> None:
    away = [True]
    store = FaultyStore(
        MongoStore(prepared),
        lambda method: Fault.UNAVAILABLE if away[0] else Fault.NONE,
        lambda: INTRUDER,
    )
    async with start_engine(of={"ledger": ledger(mailbox=5)}, store=store) as engine:
        results = await asyncio.gather(
            *(engine.send("ledger:a", Put(1), id=f"c{n}", by=ME, timeout=0.3) for n in range(50)),
            return_exceptions=True,
        )
        assert all(isinstance(result, Failure) for result in results)

        away[0] = False
        receipt = await engine.send("ledger:a", Put(1), id="later", by=ME)
        assert receipt.seq == 1


@given(faults=FAULTS)
@example(faults=[Fault.NONE, Fault.NONE, Fault.OWNERSHIP_LOST])
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_alarms_fire_once_under_any_sequence_of_faults(
    start_engine: StartEngine, prepared: Database, faults: list[Fault]
) -> None:
    await prepared["journal"].delete_many({})
    await prepared["snapshots"].delete_many({})
    clock = FixedClock(START)
    keys = [f"ledger:{uuid.uuid4().hex}" for _ in range(5)]
    async with start_engine(clock=clock) as engine:
        for key in keys:
            await engine.send(key, PutLater(7, seconds=3600), id="c", by=ME)
    due = START + timedelta(hours=1)
    await prepared["reminders"].insert_many([index_entry(key, "later", due, 7) for key in keys])
    plan = itertools.chain(faults, itertools.repeat(Fault.NONE))
    store = FaultyStore(MongoStore(prepared), lambda method: next(plan), list)

    clock.set(due)
    async with start_engine(clock=clock, store=store, settings=FAST) as engine:
        await until(lambda: is_empty(prepared), timeout=60)
        shown = [await engine.show(key) for key in keys]

    assert [each.state.total for each in shown] == [7] * len(keys)
    fired = await prepared["journal"].find({"by": CLOCK.id}).to_list()
    assert sorted(commit["key"] for commit in fired) == sorted(keys)


@given(faults=FAULTS)
@example(faults=[Fault.NONE, Fault.NONE, Fault.DONE_TIMEOUT])
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_a_repeating_alarm_loses_and_doubles_no_instant_under_any_sequence_of_faults(
    start_engine: StartEngine, prepared: Database, faults: list[Fault]
) -> None:
    await prepared["journal"].delete_many({})
    await prepared["snapshots"].delete_many({})
    await prepared["reminders"].delete_many({})
    clock = FixedClock(START)
    key = f"ledger:{uuid.uuid4().hex}"
    async with start_engine(clock=clock) as engine:
        await engine.send(key, Repeat(60, 60, "each"), id="c", by=ME)
    first = index_entry(key, "repeat", START + timedelta(minutes=1), 0)
    await prepared["reminders"].insert_one(first | {"command": {"type": "Tick"}})
    plan = itertools.chain(faults, itertools.repeat(Fault.NONE))
    store = FaultyStore(MongoStore(prepared), lambda method: next(plan), list)

    clock.set(START + timedelta(minutes=5, seconds=30))
    async with start_engine(clock=clock, store=store, settings=FAST):

        async def gone_on() -> bool:
            return len(await of_the_clock(prepared)) == 5

        await until(gone_on, timeout=60)
    due = [START + timedelta(minutes=minute) for minute in range(1, 6)]
    fired = await of_the_clock(prepared)
    assert [event["at"] for commit in fired for event in commit["ev"]] == due


async def of_the_clock(database: Database) -> list[Document]:
    return await commits_in(database, {"by": CLOCK.id})
