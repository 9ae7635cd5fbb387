"""What leaves memory comes back as it was."""

import asyncio
import resource
import uuid
from datetime import timedelta

from structlog.testing import capture_logs

from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from storage.clock import PlatformClock, WallClock, advance
from storage.mongo import Database
from tests.faults.faulty_store import Fault, FaultyStore
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Ledger, Put, ledger
from tests.integration.test_alarms import until


async def test_idle_entities_leave_memory_with_a_snapshot(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine(of={"ledger": ledger(idle_seconds=0)}) as engine:
        await engine.send("ledger:a", Put(5, "n"), id="c", by=ME)

        async def asleep() -> bool:
            return engine.stats().entities == 0 and engine.stats().snapshots == 1

        await until(asleep)
        snapshot = await prepared["snapshots"].find_one({"_id": "ledger:a"})
        assert snapshot is not None
        assert (snapshot["seq"], snapshot["recent"]) == (1, [["c", 1]])

        again = await engine.send("ledger:a", Put(5), id="c", by=ME)
        assert (again.seq, again.replayed) == (1, True)
        assert (await engine.show("ledger:a")).state == Ledger(5, ("n",))


async def test_above_the_budget_the_coldest_leave_first(start_engine: StartEngine) -> None:
    async with start_engine(settings=RuntimeSettings(max_entities=10)) as engine:
        for number in range(20):
            await engine.send(f"ledger:{number}", Put(1), id="c", by=ME)
        await engine.show("ledger:0")

        async def within() -> bool:
            return engine.stats().entities <= 10

        await until(within)
        before = engine.stats().activations
        await engine.show("ledger:0")
        await engine.show("ledger:19")
        assert engine.stats().activations == before
        await engine.show("ledger:5")
        assert engine.stats().activations == before + 1


async def test_above_the_memory_budget_entities_leave(start_engine: StartEngine) -> None:
    async with start_engine(settings=RuntimeSettings(max_megabytes=1)) as engine:
        await asyncio.gather(
            *(engine.send(f"ledger:{n}", Put(1), id="c", by=ME) for n in range(100))
        )

        async def fewer() -> bool:
            return engine.stats().entities < 100

        await until(fewer)


async def test_entities_go_on_leaving_after_a_time_in_which_memory_could_not_be_seen(
    start_engine: StartEngine,
) -> None:
    idle = ledger(idle_seconds=0)
    async with start_engine(of={"ledger": idle}, settings=RuntimeSettings(max_megabytes=1)) as one:
        few, many = resource.getrlimit(resource.RLIMIT_NOFILE)
        with capture_logs() as lines:
            resource.setrlimit(resource.RLIMIT_NOFILE, (3, many))  # no further file can be opened
            try:

                async def unseen() -> bool:
                    return any(line["event"] == "memory.unseen" for line in lines)

                await until(unseen)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (few, many))
        await one.send("ledger:a", Put(1), id="c", by=ME)

        async def asleep() -> bool:
            return one.stats().entities == 0

        await until(asleep)


async def test_a_snapshot_is_taken_every_few_commits(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine(settings=RuntimeSettings(snapshot_every=4)) as engine:
        for number in range(10):
            await engine.send("ledger:a", Put(1), id=f"c{number}", by=ME)

        async def at_eight() -> bool:
            snapshot = await prepared["snapshots"].find_one({"_id": "ledger:a"})
            return snapshot is not None and snapshot["seq"] == 8

        await until(at_eight)


async def test_loading_reads_the_snapshot_and_the_commits_after_it(
    start_engine: StartEngine, prepared: Database
) -> None:
    key = f"ledger:{uuid.uuid4().hex}"
    async with start_engine() as engine:
        for number in range(5):
            await engine.send(key, Put(1), id=f"c{number}", by=ME)
    # As after a crash: a snapshot of an earlier commit than the last.
    async with start_engine() as engine:
        for number in range(5, 8):
            await engine.send(key, Put(1), id=f"c{number}", by=ME)
        async with start_engine() as other:
            assert (await other.show(key)).seq == 8
            again = await other.send(key, Put(1), id="c2", by=ME)
            assert (again.seq, again.replayed) == (3, True)


async def test_thousands_of_entities_are_loaded_in_few_reads(
    start_engine: StartEngine, prepared: Database
) -> None:
    keys = [f"ledger:{number}" for number in range(2000)]
    async with start_engine() as engine:
        await asyncio.gather(*(engine.send(key, Put(1), id="c", by=ME, timeout=60) for key in keys))
    store = FaultyStore(MongoStore(prepared), lambda method: Fault.NONE, list)

    async with start_engine(store=store) as engine:
        shown = await asyncio.gather(*(engine.show(key, timeout=60) for key in keys))
        assert all(each.state.total == 1 for each in shown)

    reads = [method for method, _ in store.met if method == "load_many"]
    assert 0 < len(reads) <= 2000 / 256 + 2


async def test_the_platforms_clock_follows_the_demonstration(prepared: Database) -> None:
    async with (
        PlatformClock(prepared, demo=True) as demo,
        PlatformClock(prepared, demo=False) as real,
    ):
        assert await advance(prepared, timedelta(days=5)) == timedelta(days=5)

        async def moved() -> bool:
            return demo.now() - WallClock().now() > timedelta(days=4)

        await until(moved)
        assert real.now() - WallClock().now() < timedelta(days=1)
