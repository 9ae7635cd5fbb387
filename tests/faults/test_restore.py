"""F18: the database is lost and restored from a copy: what is missing is named, the rest whole."""

from benchmarks.chaos.checker import replayed
from storage.mongo import Database
from storage.schema import prepare
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys
from tests.faults.checker import History, check, judge
from tests.faults.load import Load
from tests.integration.conftest import StartEngine
from tests.integration.kinds import ledger

KEYS = [f"ledger:{number}" for number in range(8)]


async def test_f18_a_restore_from_a_copy_names_the_lost_window_and_the_rest_is_whole(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine() as engine:
        load = Load(engine, KEYS, clients=8, seed=18)
        async with load.running():
            await load.acknowledged(200)
            stored = {
                name: await prepared[name].find().to_list() for name in ("journal", "data_keys")
            }
            copy = await opened_all(stored["journal"], data_keys(prepared))
            await load.acknowledged(100)
    acknowledged = {each.id for each in load.history.acknowledged}
    kept = {commit["cmd"] for commit in copy}

    await prepared.client.drop_database(prepared.name)
    await prepare(prepared)
    for name, documents in stored.items():
        await prepared[name].insert_many(documents)
    async with start_engine() as engine:
        shown = {key: await engine.show(key) for key in KEYS}
        after = Load(engine, KEYS, clients=8, seed=19)
        async with after.running():
            await after.acknowledged(100)

    named = [line for line in judge(load.history.operations, copy) if "was acknowledged" in line]
    assert len(named) == len(acknowledged - kept) >= 100
    for key in KEYS:
        assert (shown[key].seq, shown[key].state) == replayed(ledger(), key, copy)
    kept_before = [each for each in load.history.acknowledged if each.id in kept]
    assert await check(prepared, History([*kept_before, *after.history.operations])) == []
