"""What entities say lies hidden in the database; keys are changed, and destroyed."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import bson
import pytest
import pytest_asyncio

from actors.followers.folding import Folding
from actors.kernel.errors import Destroyed
from actors.kernel.view import Index, View, entity_id
from actors.runtime.settings import RuntimeSettings
from storage import rows
from storage.files import Files, stored_of
from storage.history import Histories
from storage.mongo import Database, connect
from storage.secrecy.commits import BOX, KEY
from storage.secrecy.data_keys import DataKeys, MongoKeyRows
from storage.secrecy.destruction import InClear, destroy, is_destroyed
from storage.secrecy.keeping import check_keys, data_keys, key_file
from storage.secrecy.rotation import retire, rotate
from storage.secrecy.service import KeyFile
from storage.settings import StorageSettings
from storage.signing import FileSigner, UnusableKey, make_key, trusted
from storage.verify import verify
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Put, PutLater, PutTo
from tests.integration.test_integrity import seal

TOTALS = View(
    name="totals",
    purpose="totals of ledgers",
    kinds=("ledger",),
    rows=lambda commit: (entity_id(commit),),
    fold=lambda row, id, commit: {"_id": id, "amounts": [each["amount"] for each in commit["ev"]]},
)
SECRET = "林小明 440106199003075126"
KEEN = RuntimeSettings(snapshot_every=1)


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "keys.json"
    monkeypatch.setenv("YIMEN_KEY_FILE", str(path))
    return path


@pytest_asyncio.fixture
async def elsewhere(
    prepared: Database, storage_settings: StorageSettings
) -> AsyncIterator[Database]:
    """The same database, as another process sees it that knows no keys yet."""
    other = connect(replace(storage_settings, database=prepared.name))
    yield other
    await other.client.close()


async def everything(database: Database) -> bytes:
    """All that the database holds, as it is stored."""
    found = b""
    for name in await database.list_collection_names():
        async for document in database[name].find():
            found += bson.encode(document)
    return found


async def test_whoever_has_the_database_reads_nothing_of_what_was_said(
    start_engine: StartEngine, prepared: Database, elsewhere: Database
) -> None:
    files = Files(prepared)
    scan = SECRET.encode() * 20_000
    stored = stored_of(scan, "text/plain")
    async with start_engine(settings=KEEN) as engine:
        await engine.send("ledger:a", Put(1, SECRET), id="1", by=ME)
        await engine.send("ledger:a", PutLater(1, 60), id="2", by=ME)
        await files.keep(io.BytesIO(scan), stored, preview=SECRET.encode())

    kept = await everything(prepared)
    assert kept.count(b"ledger:a") > 3
    assert SECRET.encode() not in kept and b"440106" not in kept
    async with start_engine() as engine:
        assert SECRET in (await engine.show("ledger:a")).state.notes
    told = await Histories(elsewhere).latest("ledger:a", 5)
    assert [event["note"] for event in told[-1]["ev"]] == [SECRET]
    assert b"".join([piece async for piece in Files(elsewhere).open(stored.sha256)]) == scan
    assert await Files(elsewhere).previews([stored.sha256]) == {stored.sha256: SECRET.encode()}
    assert (await files.find(stored.sha256)) == stored


async def test_each_entity_has_one_key_for_all_that_it_says(
    start_engine: StartEngine, prepared: Database
) -> None:
    for number in range(3):
        async with start_engine(settings=KEEN) as engine:
            for key in ("ledger:a", "ledger:b"):
                await engine.send(key, PutTo("ledger:c", number), id=f"{number}", by=ME)

    used = {
        key: await prepared["journal"].distinct(KEY, {"key": key})
        for key in ("ledger:a", "ledger:b")
    }
    assert [len(ids) for ids in used.values()] == [1, 1]
    assert used["ledger:a"] != used["ledger:b"]
    assert await prepared["snapshots"].distinct("data_key", {"_id": "ledger:a"}) == used["ledger:a"]


async def test_more_entities_begin_than_there_are_keys_and_none_is_kept_waiting_for_good(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine() as engine:
        await asyncio.gather(
            *(engine.send(f"ledger:{number}", Put(1), id="1", by=ME) for number in range(1500))
        )
    assert len(await prepared["journal"].distinct(KEY)) == 1500


async def test_a_destroyed_entity_says_nothing_any_more_and_its_chain_is_whole(
    start_engine: StartEngine, prepared: Database, elsewhere: Database, tmp_path: Path
) -> None:
    files = Files(prepared)
    own, shared = stored_of(b"own", "text/plain"), stored_of(b"shared", "text/plain")
    make_key(tmp_path / "seal-key.pem")
    signer = FileSigner(tmp_path / "seal-key.pem")
    async with start_engine(settings=KEEN) as engine:
        for key in ("ledger:gone", "ledger:stays"):
            await engine.send(key, Put(1, SECRET), id="1", by=ME)
    for stored, content, keys in (
        (own, b"own", ("ledger:gone",)),
        (shared, b"shared", ("ledger:gone", "ledger:stays")),
    ):
        await files.keep(io.BytesIO(content), stored)
        for key in keys:
            await files.keep_held([stored.sha256], key, "t")
    await seal(prepared, signer)
    commits = await prepared["journal"].find().sort("_id").to_list()

    done = await destroy(elsewhere, ["ledger:gone"])

    assert (done.keys, done.files) == (1, 1)
    assert await is_destroyed(elsewhere, "ledger:gone")
    assert not await is_destroyed(elsewhere, "ledger:stays")
    assert await prepared["journal"].find().sort("_id").to_list() == commits
    assert (await verify(prepared, trusted([signer.public_key]), tmp_path / "archive")).sound
    for database in (prepared, elsewhere):
        data_keys(database).forget([bytes(each[KEY]) for each in commits])
    async with start_engine() as engine:
        with pytest.raises(Destroyed, match="destroyed"):
            await engine.show("ledger:gone")
        with pytest.raises(Destroyed, match="destroyed"):
            await engine.send("ledger:gone", Put(1), id="2", by=ME)
        assert (await engine.show("ledger:stays")).state.total == 1
    assert await Histories(prepared).latest("ledger:gone", 5) == []
    assert await files.find(own.sha256) is None
    assert await files.find(shared.sha256) == shared
    again = await destroy(elsewhere, ["ledger:gone"])
    assert (again.keys, again.files) == (0, 0)


async def test_views_are_made_anew_without_what_was_destroyed(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine() as engine:
        for key in ("ledger:gone", "ledger:stays"):
            await engine.send(key, Put(1, SECRET), id="1", by=ME)
    await destroy(prepared, ["ledger:gone"])
    commits = await prepared["journal"].find().to_list()
    folding = Folding(prepared, (TOTALS,))
    async with prepared.client.start_session() as session, await session.start_transaction():
        await folding.fold(commits, session)

    assert [row["_id"] async for row in prepared["totals"].find()] == ["stays"]


async def test_what_was_written_in_clear_is_counted_and_hidden_from_the_next_commit_on(
    start_engine: StartEngine, prepared: Database, tmp_path: Path
) -> None:
    async with start_engine(settings=KEEN) as engine:
        engine._turns._keys = None  # as a release that hid nothing
        await engine.send("ledger:a", Put(1, SECRET), id="1", by=ME)
    assert SECRET.encode() in await everything(prepared)
    async with start_engine(settings=KEEN) as engine:
        await engine.send("ledger:a", Put(1, "second"), id="2", by=ME)
        assert (await engine.show("ledger:a")).state.notes == (SECRET, "second")

    assert await prepared["journal"].count_documents({BOX: {"$exists": False}}) == 1
    assert (await verify(prepared, {}, tmp_path / "archive")).clear == 1
    with pytest.raises(InClear, match="ledger:a"):
        await destroy(prepared, ["ledger:a"])
    async with start_engine() as engine:
        assert (await engine.show("ledger:a")).state.notes == (SECRET, "second")


async def test_the_key_of_keys_is_changed_while_the_platform_runs(
    start_engine: StartEngine, prepared: Database, elsewhere: Database, own_keys: Path
) -> None:
    async with start_engine() as engine:
        await engine.send("ledger:a", Put(1, SECRET), id="1", by=ME)
        before = key_file().current
        operator = key_file()

        done = await rotate(elsewhere, operator)

        assert done == await prepared["data_keys"].count_documents({}) > 0
        assert await MongoKeyRows(prepared).counted() == {operator.current: done}
        await engine.send("ledger:a", Put(1), id="2", by=ME)
        await engine.send("ledger:b", Put(1), id="1", by=ME)
    assert set(await MongoKeyRows(prepared).counted()) == {operator.current}
    assert await retire(elsewhere, operator) == (before,)
    assert before not in own_keys.read_text()
    async with start_engine() as engine:
        assert (await engine.show("ledger:a")).state.notes[0] == SECRET


async def test_a_rotation_that_was_broken_off_goes_on_where_it_was(
    prepared: Database,
) -> None:
    keys = key_file()
    await DataKeys(MongoKeyRows(prepared), keys).stock(1200)
    first = keys.current
    told: list[int] = []

    def breaks_off(count: int) -> None:
        told.append(count)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await rotate(prepared, keys, breaks_off)
    second = keys.current
    count = await prepared["data_keys"].count_documents({})
    assert second != first
    assert await rotate(prepared, keys) == count - told[0]
    assert keys.current == second
    assert await MongoKeyRows(prepared).counted() == {second: count}


async def test_keys_of_another_database_are_refused_before_anything_is_written(
    prepared: Database, elsewhere: Database, own_keys: Path
) -> None:
    await data_keys(prepared).stock(1)
    await check_keys(prepared)
    name = KeyFile(own_keys).current
    own_keys.unlink()

    with pytest.raises(UnusableKey, match=f"written under the key {name}"):
        await check_keys(elsewhere)


async def test_what_people_wrote_lies_hidden_in_rows_too_and_goes_with_the_key(
    start_engine: StartEngine, prepared: Database, elsewhere: Database
) -> None:
    notes = replace(
        TOTALS,
        hidden=("note",),
        fold=lambda row, id, commit: {
            **(row or {"_id": id, "before": ""}),
            "before": (row or {}).get("note", ""),
            "note": commit["ev"][-1]["note"],
        },
    )
    for number, text in enumerate(("first", SECRET), start=1):
        async with start_engine() as engine:
            await engine.send("ledger:a", Put(1, text), id=str(number), by=ME)
        commits = await elsewhere["journal"].find({"seq": number}).to_list()
        async with elsewhere.client.start_session() as session:
            folding = Folding(elsewhere, [notes])
            await session.with_transaction(lambda s, c=commits, f=folding: f.fold(c, s))

    kept = await prepared["totals"].find_one({"_id": "a"})
    assert kept is not None and SECRET.encode() not in bson.encode(kept)
    assert (await rows.page(elsewhere, "totals", {}, rows.Order(()))).rows == [
        {"_id": "a", "before": "first", "note": SECRET, "seq": 2}
    ]

    await destroy(prepared, ["ledger:a"])

    assert [row async for row in rows.each(prepared, "totals", {}, rows.Order(()))] == [
        {"_id": "a", "before": "first", "note": "", "seq": 2}
    ]


def test_what_is_hidden_is_nothing_to_search_or_order_by() -> None:
    with pytest.raises(ValueError, match="note is hidden"):
        replace(TOTALS, hidden=("note",), searchable=("note",))
    with pytest.raises(ValueError, match="note is hidden"):
        replace(TOTALS, hidden=("note",), indexes=(Index(fields=("note", "_id")),))
