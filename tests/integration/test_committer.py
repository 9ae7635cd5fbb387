"""Group commit on the real database: whose commits go when."""

import asyncio
from collections.abc import Sequence

import bson
from bson.raw_bson import RawBSONDocument

from actors.runtime.committer import Committer, Pending
from actors.runtime.stats import Stats
from actors.runtime.store import MongoStore
from storage.chain import commit_id
from storage.journal import Outcome
from storage.mongo import Database


class HeldStore(MongoStore):
    """The real store, whose writes wait until they are let through."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.through = asyncio.Event()
        self.begun: list[list[str]] = []

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        self.begun.append([commit["key"] for commit in commits])
        await self.through.wait()
        return await super().append_many(commits)


def pending(key: str, settled: list[str]) -> Pending:
    document = {"_id": commit_id(key, 1), "key": key, "seq": 1}
    raw = RawBSONDocument(bson.encode(document))
    return Pending(document, raw, lambda durable: settled.append(key if durable else ""))


async def a_round_of_the_loop() -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_a_hot_entity_starts_no_write_beside_another_and_rides_with_the_next(
    prepared: Database,
) -> None:
    store, settled = HeldStore(prepared), list[str]()
    committer = Committer(store, Stats(), batch=256, writes=2)
    committer.add(pending("ledger:a", settled))
    await a_round_of_the_loop()
    committer.add(pending("ledger:hot", settled), hot=True)
    await a_round_of_the_loop()
    assert store.begun == [["ledger:a"]]

    committer.add(pending("ledger:b", settled))
    await a_round_of_the_loop()
    assert store.begun == [["ledger:a"], ["ledger:hot", "ledger:b"]]
    store.through.set()
    async with asyncio.timeout(60):
        while not committer.quiet:
            await asyncio.sleep(0.01)
    assert sorted(settled) == ["ledger:a", "ledger:b", "ledger:hot"]


async def test_a_hot_entity_that_is_alone_does_not_wait(prepared: Database) -> None:
    store, settled = HeldStore(prepared), list[str]()
    store.through.set()
    committer = Committer(store, Stats(), batch=256, writes=2)
    committer.add(pending("ledger:hot", settled), hot=True)
    async with asyncio.timeout(60):
        while not committer.quiet:
            await asyncio.sleep(0.01)

    assert settled == ["ledger:hot"]


async def test_what_comes_while_it_closes_is_given_up_at_once(prepared: Database) -> None:
    store, settled = HeldStore(prepared), list[str]()
    committer = Committer(store, Stats(), batch=256, writes=2)
    first = pending("ledger:a", [])

    def decide_again(durable: bool | None) -> None:
        committer.add(pending("ledger:b", settled))  # as an entity with a full mailbox does

    committer.add(Pending(first.document, first.raw, decide_again))
    await a_round_of_the_loop()

    await committer.close()
    await a_round_of_the_loop()

    assert (settled, len(store.begun)) == ([""], 1)
    assert committer.quiet
