"""The courier delivers every message with effect once, and one sick target holds up nobody."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from actors.followers.courier import Courier
from actors.followers.projector import Projector
from actors.kernel.errors import Overloaded, Unavailable
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Shown
from actors.kernel.turn import Command
from actors.kinds import all_views
from actors.runtime.engine import Engine
from actors.runtime.placement import SHARDS, shard_of
from storage.clock import FixedClock, WallClock
from storage.deliveries import Deliveries
from storage.mongo import Database, Document
from storage.tasks import end
from tests.blocks.cases.loaded import LIBRARY
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import PutTo, kinds


class Flaky:
    """The way to entities, with some of them out of reach."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.out_of_reach: set[str] = set()

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        if key in self.out_of_reach:
            raise Unavailable("out of reach")
        return await self.engine.send(key, command, id=id, by=by, timeout=timeout)

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        return await self.engine.show(key, timeout=timeout)


class Crowded(Flaky):
    """The way to entities that are overloaded at first, and never answer after that."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.waited: list[float] = []

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        self.waited.append(timeout)
        if len(self.waited) == 1:
            raise Overloaded(retry_after=0.15)
        raise Unavailable("no answer")


@asynccontextmanager
async def delivering(
    database: Database, sender: Any, *, partitions: int = 1
) -> AsyncGenerator[Projector]:
    projector = Projector(
        database, all_views(LIBRARY), sender=sender, kinds=kinds(), partitions=partitions
    )
    for partition in projector.partitions:
        assert partition.courier is not None
        partition.courier.patience = 0.2
    async with projector:
        yield projector


async def total(engine: Engine, key: str) -> int:
    return (await engine.show(key)).state.total


async def take_in(session: Any, courier: Courier, commit: Document) -> None:
    await session.with_transaction(lambda s: courier.handle([commit], s))


async def test_messages_arrive_with_effect_once_even_when_offered_again(
    engine: Engine, prepared: Database
) -> None:
    for n in range(20):
        await engine.send("ledger:a", PutTo(f"ledger:t{n % 2}", 1), id=f"p{n}", by=ME)
    async with delivering(prepared, engine) as projector:
        await projector.settled()
    await prepared["followers"].delete_one({"_id": "courier"})  # it begins with the journal again
    await prepared["deliveries"].delete_many({})

    async with delivering(prepared, engine) as projector:
        await projector.settled()
        assert projector.partitions[0].courier is not None
        assert projector.partitions[0].courier.figures.delivered == 20

    assert [await total(engine, f"ledger:t{n}") for n in (0, 1)] == [10, 10]


async def test_a_message_that_comes_again_after_many_others_has_no_second_effect(
    engine: Engine, prepared: Database
) -> None:
    """More than an entity remembers: as when a batch was delivered and could not be noted."""
    for n in range(100):
        await engine.send("ledger:a", PutTo("ledger:t", 1), id=f"p{n}", by=ME)
    async with delivering(prepared, engine) as projector:
        await projector.settled()
    await prepared["followers"].delete_many({})  # they begin with the journal again
    await prepared["deliveries"].delete_many({})

    async with delivering(prepared, engine) as projector:
        await projector.settled()

    assert await total(engine, "ledger:t") == 100


async def test_a_refused_message_is_set_aside_and_the_next_goes_on(
    engine: Engine, prepared: Database
) -> None:
    await engine.send("ledger:a", PutTo("ledger:t", -5), id="1", by=ME)  # would overdraw
    await engine.send("ledger:a", PutTo("ledger:t", 7), id="2", by=ME)
    await engine.send("ledger:a", PutTo("nobody:t", 7), id="3", by=ME)

    async with delivering(prepared, engine) as projector:
        await projector.settled()

    assert await total(engine, "ledger:t") == 7
    aside = await prepared["quarantine"].find().sort("_id").to_list()
    assert [(each["_id"], each["error"]) for each in aside] == [
        ("courier/ledger:a/1/0", "Refusal"),
        ("courier/ledger:a/3/0", "KeyError"),
    ]


async def test_a_target_out_of_reach_holds_up_only_its_own_messages_which_keep_their_order(
    engine: Engine, prepared: Database
) -> None:
    flaky = Flaky(engine)
    flaky.out_of_reach.add("ledger:sick")
    await engine.send("ledger:a", PutTo("ledger:sick", 5), id="1", by=ME)
    await engine.send("ledger:a", PutTo("ledger:well", 1), id="2", by=ME)
    await engine.send("ledger:b", PutTo("ledger:well", 1), id="3", by=ME)

    async with delivering(prepared, flaky) as projector:
        await projector.settled()
        assert await total(engine, "ledger:well") == 1
        assert await prepared["parked"].count_documents({}) == 2

        flaky.out_of_reach.clear()
        while await prepared["parked"].count_documents({}):
            await asyncio.sleep(0.05)

    assert await total(engine, "ledger:sick") == 5
    assert await total(engine, "ledger:well") == 2


async def test_a_target_that_was_overloaded_is_waited_for_no_longer_than_any_other(
    engine: Engine, prepared: Database
) -> None:
    """While a batch is delivered, a transaction is open, which the database ends by itself."""
    await engine.send("ledger:a", PutTo("ledger:busy", 1), id="p1", by=ME)
    sender = Crowded(engine)

    async with delivering(prepared, sender) as projector:
        await projector.settled()

    first, second, *_ = sender.waited
    assert first <= 0.2
    assert second <= 0.2 - 0.15


async def test_couriers_of_two_ranges_deliver_everything_once_and_park_their_own(
    engine: Engine, prepared: Database
) -> None:
    flaky = Flaky(engine)
    flaky.out_of_reach.add("ledger:sick")
    sources = [f"ledger:s{n}" for n in range(8)]
    async with delivering(prepared, flaky, partitions=2) as projector:
        await projector.settled()
        for source in sources:
            await engine.send(source, PutTo("ledger:well", 1), id=f"{source}-1", by=ME)
            await engine.send(source, PutTo("ledger:sick", 1), id=f"{source}-2", by=ME)
        await projector.settled()
        couriers = [part.courier for part in projector.partitions if part.courier is not None]
        assert sum(courier.figures.delivered for courier in couriers) == len(sources)
        while sum(courier.figures.parked for courier in couriers) < len(sources):
            await asyncio.sleep(0.05)
        lower = sum(shard_of(source) < SHARDS // 2 for source in sources)
        assert [c.figures.parked for c in couriers] == [lower, len(sources) - lower]

        flaky.out_of_reach.clear()
        while await prepared["parked"].count_documents({}):
            await asyncio.sleep(0.05)

    assert [await total(engine, f"ledger:{name}") for name in ("well", "sick")] == [8, 8]
    assert 0 < lower < len(sources)


async def test_messages_of_virtual_commits_are_left_to_who_makes_them(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine(virtual=True) as made, start_engine() as live:
        await made.send("ledger:a", PutTo("ledger:t", 5), id="1", by=ME)
        async with delivering(prepared, live) as projector:
            await projector.settled()

        assert await total(live, "ledger:t") == 0


async def test_a_courier_notes_how_far_each_source_is(engine: Engine, prepared: Database) -> None:
    for n in range(3):
        await engine.send("ledger:a", PutTo("ledger:t", 1), id=f"p{n}", by=ME)
    commits = await prepared["journal"].find({"key": "ledger:a"}).sort("_id").to_list()
    courier = Courier(Deliveries(prepared), engine, kinds())

    for batch in (commits[:2], commits[:2], commits):
        async with prepared.client.start_session() as session:
            await session.with_transaction(lambda s, batch=batch: courier.handle(batch, s))

    assert courier.figures.delivered == 3
    assert await prepared["deliveries"].find().to_list() == [{"_id": "ledger:a", "seq": 3}]


async def test_parked_messages_keep_their_order_when_the_clocks_of_couriers_differ(
    engine: Engine, prepared: Database
) -> None:
    now = WallClock().now()
    ahead = FixedClock(now + timedelta(hours=1))
    way = Flaky(engine)
    way.out_of_reach = {"ledger:t"}
    for n in range(3):
        await engine.send("ledger:a", PutTo("ledger:t", 1), id=f"p{n}", by=ME)
    commits = await prepared["journal"].find({"key": "ledger:a"}).sort("_id").to_list()
    for commit, clock in zip(commits, (FixedClock(now), ahead, FixedClock(now)), strict=True):
        courier = Courier(Deliveries(prepared), way, kinds(), clock=clock, patience=0.0)
        async with prepared.client.start_session() as session:
            await take_in(session, courier, commit)

    way.out_of_reach.clear()
    courier = Courier(Deliveries(prepared), way, kinds(), clock=FixedClock(now))
    retrying = asyncio.create_task(courier.run())
    async with asyncio.timeout(60):
        while await prepared["parked"].count_documents({}):
            await asyncio.sleep(0.05)
    await end(retrying)

    done = await prepared["journal"].find({"key": "ledger:t"}).sort("_id").to_list()
    assert [each["cmd"] for each in done] == [f"ledger:a/{n}/0" for n in (1, 2, 3)]
