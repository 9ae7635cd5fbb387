"""Two engines that both believe they own an entity: the journal's unique ids decide."""

import asyncio

from storage.mongo import Database
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
