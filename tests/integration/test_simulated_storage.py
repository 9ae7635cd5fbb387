"""The twins that the simulator has of storage do what the real ones do."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument

from actors.kernel.identity import PLATFORM
from actors.runtime.simulation.access import Access
from actors.runtime.simulation.database import Change, Database, State
from actors.runtime.simulation.deliveries import SimulatedDeliveries, Transaction
from actors.runtime.simulation.directory import SimulatedLeases, SimulatedPlacements
from actors.runtime.simulation.loop import World
from actors.runtime.simulation.network import Network
from actors.runtime.simulation.store import SimulatedStore
from actors.runtime.simulation.trace import Trace
from actors.runtime.store import MongoStore, Store
from storage import mongo
from storage.deliveries import Deliveries, messages_of
from storage.leases import Leases, Load
from storage.placement import Placement, Placements
from storage.reminders import Alarm
from storage.snapshots import Snapshot

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OUT = {"key": "ledger:t", "command": {"type": "Put", "amount": 1}}
Work = Callable[[Any], Awaitable[None]]
Transact = Callable[[Work], Awaitable[None]]
ALARMS = [
    Alarm("ledger:a", "first", 3, NOW + timedelta(seconds=5), {"type": "Put", "amount": 1}),
    Alarm("ledger:b", "first", 4, NOW + timedelta(seconds=1), {"type": "Put", "amount": 2}),
    Alarm("ledger:c", "first", 3, NOW + timedelta(seconds=9), {"type": "Put", "amount": 3}),
]


def commit(key: str, seq: int, cmd: str) -> RawBSONDocument:
    document = {"_id": f"{key}/{seq:010d}", "key": key, "seq": seq, "cmd": cmd, "at": NOW}
    return RawBSONDocument(bson.encode(document))


def snapshot(seq: int, schema: int = 1) -> Snapshot:
    ids, alarms = (("c", seq),), (("first", "2026"),)
    events = (("Added", 1),)
    return Snapshot("ledger:a", seq, schema, b"state", ids, alarms, head=b"digest", events=events)


def row(alarm: Alarm) -> dict[str, Any]:
    return {
        "_id": f"{alarm.key}/{alarm.name}",
        "key": alarm.key,
        "name": alarm.name,
        "shard": alarm.shard,
        "due": alarm.due,
        "command": alarm.command,
    }


async def use_store(store: Store) -> list[object]:
    a = [commit("ledger:a", seq, f"c{seq}") for seq in (1, 2, 3)]
    told: list[object] = [
        await store.append_many(a[:2]),
        await store.append_many([commit("ledger:a", 2, "other"), a[2]]),
        await store.append_many([commit("ledger:b", 1, "c1")]),
        await store.commits([a[1]["_id"], "ledger:a/0000000009"]),
    ]
    await store.save_many([snapshot(2)])
    await store.save_many([snapshot(1)])
    for schema in (1, 2):
        loaded = await store.load_many(["ledger:a", "ledger:b", "ledger:c"], {"ledger": schema})
        told.append(
            {key: (each.snapshot, list(each.tail), each.known) for key, each in loaded.items()}
        )
    due = NOW + timedelta(seconds=6)
    told += [await store.due(due, None), await store.due(due, {3}), await store.due(due, {9})]
    told.append(await store.due(due, None, limit=1))
    await store.forget([ALARMS[0], Alarm("ledger:b", "first", 4, NOW, {})])
    told.append(await store.due(NOW + timedelta(hours=1), None))
    await store.hold([ALARMS[1]], NOW + timedelta(minutes=1))
    told.append(await store.due(due, None))
    for shards in ((), (9,), (ALARMS[1].shard,)):
        await store.release(NOW, shards)
        told.append(await store.due(due, None))
    await store.hold([ALARMS[1]], NOW + timedelta(minutes=1))
    await store.release(NOW + timedelta(minutes=1), ())
    await store.keep([Alarm("ledger:b", "first", 4, NOW, {}), ALARMS[0]])
    told.append(await store.due(due, None))
    return told


async def use_deliveries(deliveries: Any, transaction: Transact) -> list[object]:
    a, b, c = messages_of({"key": "ledger:a", "seq": 3, "shard": 3, "out": [OUT, OUT, OUT]})
    other = messages_of({"key": "ledger:b", "seq": 1, "shard": 4, "out": [OUT]})
    told: list[object] = []

    async def first(session: Any) -> None:
        told.append(await deliveries.delivered(["ledger:a"], session))
        told.append(await deliveries.waiting(["ledger:a"], session))
        await deliveries.park([b, c], NOW, session)
        await deliveries.park(other, NOW + timedelta(seconds=1), session)
        await deliveries.note({"ledger:a": 3, "ledger:b": 1}, session)

    async def second(session: Any) -> None:
        told.append(await deliveries.delivered(["ledger:a", "ledger:c"], session))
        told.append(await deliveries.waiting(["ledger:a", "ledger:c"], session))
        await deliveries.note({"ledger:a": 2, "ledger:b": 2}, session)

    async def third(session: Any) -> None:
        told.append(await deliveries.delivered(["ledger:a", "ledger:b"], session))

    await transaction(first)
    await transaction(second)
    await transaction(third)
    told += [await deliveries.due(NOW - timedelta(seconds=1), 9)]
    told += [await deliveries.due(NOW, 9), await deliveries.due(NOW + timedelta(hours=1), 9)]
    told += [await deliveries.queue("ledger:a", 9), await deliveries.queue("ledger:a", 1)]
    await deliveries.take_out(b.id)
    await deliveries.take_out(b.id)
    await deliveries.put_off("ledger:a", NOW + timedelta(minutes=1))
    told += [await deliveries.queue("ledger:a", 9), await deliveries.parked(9)]
    told += [await deliveries.parked(1), await deliveries.due(NOW + timedelta(hours=1), 9)]
    told += [await deliveries.carried_out(a), await deliveries.carried_out(b)]
    told += [await deliveries.commit(f"{a.key}/0000000001"), await deliveries.commit("none")]
    return told


async def use_directory(leases: Any, placements: Any) -> list[object]:
    first = await leases.register("host-0", release="1", node="n", pid=7)
    second = await leases.register("host-0", release="2", node="n", pid=8)
    other = await leases.register("host-1", release="1", node="n", pid=9)
    lease = await leases.placer()
    told: list[object] = [
        first,
        second,
        await leases.beat(first, Load()),
        await leases.beat(second, Load(entities=5)),
        await leases.mark(first, "dead"),
        await leases.mark(other, "leaving"),
        await leases.beat(other, Load()),
        await leases.mark(other, "dead"),
        await leases.beat(other, Load()),
        await leases.mark(other, "up"),
        await leases.hosts(),
        await leases.withdraw(first),
        await leases.withdraw(second),
        await leases.hosts(),
        lease,
        await leases.take(lease, "host-0#2"),
        await leases.take(lease, "host-1#1"),
        await leases.placer(),
    ]
    empty = await placements.read()
    new = Placement(5, ("host-0#2", "host-1#1"), (1, 2), {1: "host-0#2"})
    told += [empty, await placements.revision(), await placements.replace(empty, new)]
    told += [await placements.replace(empty, new), await placements.revision()]
    old = await placements.read()
    told += [old, await placements.replace(old, new), await placements.read()]
    return told


def simulated(use: Callable[[Access], Awaitable[list[object]]]) -> list[object]:
    """Return what `use` returns of a database in a world where nothing goes wrong."""
    world = World()
    database = Database(world, Random(1), Trace(world, keep=False))

    def fill(state: State) -> tuple[list[Change], None]:
        return [("reminders", f"{alarm.key}/{alarm.name}", row(alarm)) for alarm in ALARMS], None

    database.write(fill, lambda _: None)
    world.run(1)
    process = world.process("a")
    told: list[object] = []

    async def work() -> None:
        told.extend(await use(Access(process, Network(world, Random(1)), database)))

    process.spawn(work())
    world.run(60)
    assert world.failures() == []
    world.close()
    return told


async def test_the_store_and_its_twin_say_the_same(prepared: mongo.Database) -> None:
    await prepared["reminders"].insert_many([row(alarm) for alarm in ALARMS])

    real = await use_store(MongoStore(prepared))

    assert simulated(lambda access: use_store(SimulatedStore(access, Random(1)))) == real


async def test_deliveries_and_their_twin_say_the_same(prepared: mongo.Database) -> None:
    first = messages_of({"key": "ledger:a", "seq": 3, "shard": 3, "out": [OUT]})[0]
    received = {"_id": f"{first.key}/0000000001", "key": first.key, "cmd": first.id}
    received |= {"by": PLATFORM.id, "note": f"{first.source}/3/1"}
    await prepared["journal"].insert_one(received)

    async def transact(work: Work) -> None:
        async with prepared.client.start_session() as session:
            await session.with_transaction(work)

    async def use(access: Access) -> list[object]:
        def fill(state: State) -> tuple[list[Change], None]:
            return [("journal", received["_id"], bson.encode(received))], None

        async def transact_there(work: Work) -> None:
            transaction: Any = Transaction()
            await work(transaction)
            await access.write(lambda state: (transaction.changes(state), None))

        await access.write(fill)
        return await use_deliveries(SimulatedDeliveries(access), transact_there)

    assert simulated(use) == await use_deliveries(Deliveries(prepared), transact)


async def test_leases_and_placement_and_their_twins_say_the_same(prepared: mongo.Database) -> None:
    real = await use_directory(Leases(prepared), Placements(prepared))

    assert (
        simulated(
            lambda access: use_directory(SimulatedLeases(access), SimulatedPlacements(access))
        )
        == real
    )
