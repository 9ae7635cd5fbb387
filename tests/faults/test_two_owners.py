"""Two engines that both believe they own an entity: the journal's unique ids decide."""

import asyncio
from collections.abc import Sequence

import bson
from bson.raw_bson import RawBSONDocument

from actors.runtime.store import MongoStore
from storage.journal import Outcome
from storage.mongo import Database, Document
from tests.faults.checker import History, check
from tests.faults.load import Load
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Ledger, Put


async def test_two_owners_make_one_gap_free_history(
    start_engine: StartEngine, prepared: Database
) -> None:
    keys = ["ledger:a", "ledger:b", "ledger:c"]
    async with start_engine() as first, start_engine() as second:
        loads = [Load(first, keys, clients=6, seed=1), Load(second, keys, clients=6, seed=2)]
        async with loads[0].running(), loads[1].running():
            await asyncio.gather(*(load.acknowledged(200) for load in loads))

        lost = first.stats().lost_places + second.stats().lost_places

    assert lost > 0
    # While a second owner exists, a read may be as old as the reader's own last commit.
    commands = [each for load in loads for each in load.history.operations if not each.read]
    assert await check(prepared, History(commands)) == []
    hosts = await prepared["journal"].distinct("host")
    assert sorted(hosts) == sorted([first.name, second.name])


async def test_one_command_at_two_owners_takes_effect_once(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine() as first, start_engine() as second:
        for number in range(30):
            id = f"c{number}"
            receipts = await asyncio.gather(
                *(owner.send("ledger:a", Put(1), id=id, by=ME) for owner in (first, second) * 5)
            )
            assert len({receipt.seq for receipt in receipts}) == 1

        assert (await first.send("ledger:a", Put(1), id="last", by=ME)).seq == 31

    async with start_engine() as third:
        assert (await third.show("ledger:a")).state == Ledger(31)


class Unfenced(MongoStore):
    """Sabotage: a commit takes the place of whatever is there under its number."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.database = database

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        documents: list[Document] = [bson.decode(commit.raw) for commit in commits]
        for document in documents:
            await self.database["journal"].replace_one(
                {"_id": document["_id"]}, document, upsert=True
            )
        return [Outcome.WRITTEN] * len(commits)


async def test_f3_the_judge_finds_what_a_zombie_does_where_nothing_fences_it(
    start_engine: StartEngine, prepared: Database
) -> None:
    keys = ["ledger:a", "ledger:b", "ledger:c"]
    stores = [Unfenced(prepared), Unfenced(prepared)]
    async with start_engine(store=stores[0]) as zombie, start_engine(store=stores[1]) as heir:
        loads = [Load(zombie, keys, clients=3, seed=1), Load(heir, keys, clients=3, seed=2)]
        async with loads[0].running(), loads[1].running():
            await asyncio.gather(*(load.acknowledged(50) for load in loads))

    commands = [each for load in loads for each in load.history.operations if not each.read]
    assert any("was acknowledged as" in line for line in await check(prepared, History(commands)))
