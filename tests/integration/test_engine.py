"""Turns, commits and replies of the engine on the real database."""

import asyncio
import math
from collections.abc import Sequence
from typing import Any

import pytest
from bson.raw_bson import RawBSONDocument

from actors.kernel.command_ids import signed
from actors.kernel.errors import Crowded, HandlerFailed, Overloaded, Refusal, Unavailable
from actors.runtime.engine import Engine
from actors.runtime.placement import shard_of
from actors.runtime.residents import Moved
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from storage.chain import root
from storage.journal import Outcome
from storage.mongo import Database, Document
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Ask, Break, Ledger, Put, PutTo, ReplyOddly, ledger
from tests.opening import commits_in


async def journal_of(database: Database, key: str) -> list[Document]:
    return await commits_in(database, {"key": key})


async def test_a_command_is_one_document_of_the_journal(engine: Engine, prepared: Database) -> None:
    receipt = await engine.send("ledger:a", PutTo("ledger:b", -5), id="first", by=ME)

    assert (receipt.seq, receipt.reply, receipt.replayed) == (1, None, False)
    [commit] = await journal_of(prepared, "ledger:a")
    at = commit.pop("at")
    assert at.tzinfo is not None
    assert len(commit.pop("dk")) == 12
    assert commit == {
        "_id": "ledger:a/0000000001",
        "key": "ledger:a",
        "seq": 1,
        "prev": root("ledger:a"),
        "kind": "ledger",
        "shard": shard_of("ledger:a"),
        "epoch": 0,
        "host": engine.name,
        "cmd": "first",
        "by": "person:tester",
        "ev": [{"type": "Added", "amount": 5}],
        "rem": [],
        "out": [{"key": "ledger:b", "command": {"type": "Put", "amount": -5, "note": ""}}],
        "rv": None,
    }


async def test_fifty_copies_of_one_command_take_effect_once(
    engine: Engine, prepared: Database
) -> None:
    receipts = await asyncio.gather(
        *(engine.send("ledger:a", Put(5), id="same", by=ME) for _ in range(50))
    )

    assert {(receipt.seq, receipt.reply) for receipt in receipts} == {(1, 5)}
    assert sum(receipt.replayed for receipt in receipts) == 49
    assert len(await journal_of(prepared, "ledger:a")) == 1


async def test_a_reply_is_repeated_by_the_next_owner(start_engine: StartEngine) -> None:
    async with start_engine() as engine:
        await engine.send("ledger:a", Put(5), id="first", by=ME)
        await engine.send("ledger:a", Put(2), id="second", by=ME)

    async with start_engine() as engine:
        receipt = await engine.send("ledger:a", Put(5), id="first", by=ME)

        assert (receipt.seq, receipt.reply, receipt.replayed) == (1, 5, True)
        assert (await engine.show("ledger:a")).state == Ledger(7)


async def test_an_id_stands_for_one_wish_whoever_owns_the_entity(
    start_engine: StartEngine, prepared: Database
) -> None:
    five, two = "95dabf5ac722599f", "1f3c0a77e09d22b1"
    async with start_engine(settings=RuntimeSettings(snapshot_every=1)) as engine:
        await engine.send("ledger:a", Put(5), id=signed("first", five), by=ME)
        with pytest.raises(Refusal, match="key_reused"):
            await engine.send("ledger:a", Put(2), id=signed("first", two), by=ME)

    async with start_engine() as engine:
        again = await engine.send("ledger:a", Put(5), id=signed("first", five), by=ME)
        older = await engine.send("ledger:a", Put(5), id="first", by=ME)
        with pytest.raises(Refusal, match="key_reused"):
            await engine.send("ledger:a", Put(2), id=signed("first", two), by=ME)

    assert again.replayed and older.replayed
    assert [commit["cmd"] for commit in await journal_of(prepared, "ledger:a")] == [
        signed("first", five)
    ]


async def test_a_refusal_writes_nothing(engine: Engine, prepared: Database) -> None:
    with pytest.raises(Refusal, match="overdrawn"):
        await engine.send("ledger:a", Put(-5), id="first", by=ME)

    assert await journal_of(prepared, "ledger:a") == []


async def test_a_command_without_effect_writes_nothing(engine: Engine, prepared: Database) -> None:
    await engine.send("ledger:a", Put(5), id="first", by=ME)

    receipt = await engine.send("ledger:a", Ask(), id="second", by=ME)

    assert (receipt.seq, receipt.reply) == (1, 5)
    assert len(await journal_of(prepared, "ledger:a")) == 1


@pytest.mark.parametrize("command", [Break(), ReplyOddly()])
async def test_a_failing_handler_leaves_the_entity_as_it_was(engine: Engine, command: Any) -> None:
    await engine.send("ledger:a", Put(5), id="first", by=ME)

    with pytest.raises(HandlerFailed):
        await engine.send("ledger:a", command, id="second", by=ME)

    assert await engine.send("ledger:a", Put(1), id="third", by=ME)
    shown = await engine.show("ledger:a")
    assert (shown.seq, shown.state) == (2, Ledger(6))


async def test_an_unknown_kind_is_a_fault_and_no_crash(engine: Engine) -> None:
    with pytest.raises(HandlerFailed, match="no entity kind"):
        await engine.send("nobody:a", Put(5), id="first", by=ME)


async def test_a_full_mailbox_says_so_and_neighbours_go_on(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine(of={"ledger": ledger(mailbox=10)}) as engine:
        results = await asyncio.gather(
            *(engine.send("ledger:hot", Put(1), id=f"c{n}", by=ME) for n in range(100)),
            engine.send("ledger:neighbour", Put(1), id="c", by=ME),
            return_exceptions=True,
        )

    refused = [result for result in results if isinstance(result, Crowded)]
    assert len(refused) == 90
    assert not isinstance(results[-1], BaseException)
    assert len(await journal_of(prepared, "ledger:hot")) == 10


async def test_a_full_host_says_so(start_engine: StartEngine) -> None:
    async with start_engine(settings=RuntimeSettings(max_waiting=20)) as engine:
        results = await asyncio.gather(
            *(engine.send(f"ledger:{n}", Put(1), id="c", by=ME) for n in range(30)),
            return_exceptions=True,
        )

    assert sum(type(result) is Overloaded for result in results) == 10


async def test_what_was_not_begun_in_time_is_not_begun(engine: Engine, prepared: Database) -> None:
    with pytest.raises(Unavailable):
        await engine.send("ledger:a", Put(5), id="first", by=ME, timeout=-1)

    await engine.send("ledger:a", Put(1), id="second", by=ME)
    assert [commit["cmd"] for commit in await journal_of(prepared, "ledger:a")] == ["second"]


async def test_only_the_last_64_command_ids_are_remembered(engine: Engine) -> None:
    for number in range(65):
        await engine.send("ledger:a", Put(1), id=f"c{number}", by=ME)

    kept = await engine.send("ledger:a", Put(1), id="c1", by=ME)
    forgotten = await engine.send("ledger:a", Put(1), id="c0", by=ME)

    assert (kept.replayed, kept.seq) == (True, 2)
    assert (forgotten.replayed, forgotten.seq) == (False, 66)


async def test_entities_of_other_shards_are_refused(engine: Engine) -> None:
    await engine.send("ledger:a", Put(5), id="first", by=ME)
    engine.own({shard_of("ledger:b"): 3})

    with pytest.raises(Moved):
        await engine.send("ledger:a", Put(5), id="second", by=ME)
    assert engine.stats().entities == 0
    assert (await engine.send("ledger:b", Put(5), id="first", by=ME)).seq == 1


async def test_the_epoch_of_the_shard_is_in_the_commit(engine: Engine, prepared: Database) -> None:
    engine.own({shard_of("ledger:a"): 7})

    await engine.send("ledger:a", Put(5), id="first", by=ME)

    assert [commit["epoch"] for commit in await journal_of(prepared, "ledger:a")] == [7]


async def test_a_shard_that_comes_back_is_read_anew(start_engine: StartEngine) -> None:
    shard = shard_of("ledger:a")
    async with start_engine() as first, start_engine() as second:
        first.own({shard: 1})
        await first.send("ledger:a", Put(5), id="first", by=ME)
        await second.send("ledger:a", Put(5), id="second", by=ME)

        first.own({shard: 3})  # it was the second's meanwhile, and the first did not look then

        assert (await first.show("ledger:a")).seq == 2


async def test_what_lands_after_the_lease_has_run_out_is_acknowledged_by_a_replay_only(
    start_engine: StartEngine, prepared: Database
) -> None:
    class LateStore(MongoStore):
        async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
            outcomes = await super().append_many(commits)
            engine.serve_until = 0.0
            return outcomes

    async with start_engine(store=LateStore(prepared)) as engine:
        with pytest.raises(Unavailable):
            await engine.send("ledger:a", Put(1), id="c", by=ME)

        engine.serve_until = math.inf
        receipt = await engine.send("ledger:a", Put(1), id="c", by=ME)

    assert (receipt.seq, receipt.replayed) == (1, True)


async def test_a_stopping_engine_finishes_what_it_took_in(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine() as engine:
        sent = [
            asyncio.ensure_future(engine.send(f"ledger:{n}", Put(1), id="c", by=ME))
            for n in range(100)
        ]
        await asyncio.sleep(0)
        await engine.drain()
        assert [(await each).seq for each in sent] == [1] * 100

    assert await prepared["journal"].count_documents({}) == 100
    assert await prepared["snapshots"].count_documents({}) == 100
    with pytest.raises(Unavailable):
        await engine.send("ledger:1", Put(1), id="late", by=ME)
