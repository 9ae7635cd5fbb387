"""The journal is chained and sealed as it is written; what is done to it afterwards is found."""

from datetime import UTC, datetime, timedelta
from typing import Any

import bson
import pytest
from bson.raw_bson import RawBSONDocument
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.runtime.store import MongoStore
from storage.chain import Damage, commit_id, digest_of, root
from storage.clock import WallClock
from storage.journal import Journal
from storage.mongo import Database
from storage.signing import FileSigner
from tests.faults.checker import check_chains
from tests.faults.faulty_store import Fault, FaultyStore
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Put
from tests.integration.sealed import Tamper, Verify, seal, write
from tests.integration.sealed import signer as signer
from tests.integration.sealed import verified as verified

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
NAMES = st.text(st.characters(exclude_characters="\0$.", exclude_categories=["Cs"]), min_size=1)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
    | MOMENTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(documents=st.lists(st.dictionaries(NAMES, VALUES, max_size=6), min_size=1, max_size=20))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_database_keeps_a_commit_byte_for_byte(
    prepared: Database, documents: list[dict[str, Any]]
) -> None:
    """The premise of the digest: it is of the bytes that were written."""
    await prepared["journal"].delete_many({})
    journal = Journal(prepared)
    ids = [commit_id("case:a", number) for number in range(1, len(documents) + 1)]
    written = [
        bson.encode({"_id": id, **{k: v for k, v in each.items() if k != "_id"}})
        for id, each in zip(ids, documents, strict=True)
    ]
    await journal.append_many([RawBSONDocument(raw) for raw in written])

    assert [bytes(commit.raw) async for commit in journal.stored()] == written
    decoded = await journal.find(ids)
    assert [bson.encode(decoded[id]) for id in ids] == written


async def test_each_commit_carries_the_digest_of_the_one_before(
    start_engine: StartEngine, prepared: Database
) -> None:
    await write(start_engine, "ledger:a", count=3)
    await write(start_engine, "ledger:a", count=3, first=3)  # goes on from a snapshot

    commits = await prepared["journal"].find().sort("_id").to_list()
    assert [commit["prev"] for commit in commits] == [
        root("ledger:a"),
        *[digest_of(commit) for commit in commits[:-1]],
    ]
    snapshot = await prepared["snapshots"].find_one({"_id": "ledger:a"})
    assert snapshot is not None and snapshot["head"] == digest_of(commits[-1])


async def test_a_snapshot_of_a_release_without_a_chain_goes_on_with_one(
    start_engine: StartEngine, prepared: Database, verified: Verify
) -> None:
    await write(start_engine, "ledger:a", "ledger:b", count=3)
    await prepared["journal"].update_many({}, {"$unset": {"prev": ""}})
    await prepared["snapshots"].update_many({}, {"$unset": {"head": ""}})
    await prepared["snapshots"].delete_one({"_id": "ledger:b"})

    await write(start_engine, "ledger:a", "ledger:b", count=2, first=3)

    verdict = await verified()
    assert verdict.sound
    assert (verdict.commits, verdict.unchained) == (10, 6)


async def test_an_entity_that_lost_its_place_goes_on_with_the_right_chain(
    start_engine: StartEngine, prepared: Database
) -> None:
    lost, none = Fault.OWNERSHIP_LOST, Fault.NONE
    faults = iter([lost, Fault.OPEN, none, Fault.DONE_TIMEOUT, none, lost])
    store = FaultyStore(
        MongoStore(prepared),
        lambda method: next(faults, none) if method == "append_many" else none,
        lambda: [{"type": "Added", "amount": 100}],
    )
    async with start_engine(store=store) as engine:
        for number in range(6):
            await engine.send("ledger:a", Put(1), id=f"c{number}", by=ME)

    assert len(store.intrusions) == 2
    assert await check_chains(prepared) == []


async def test_an_entity_is_not_young_again_when_its_commits_are_gone(
    start_engine: StartEngine, prepared: Database
) -> None:
    await write(start_engine, "ledger:a")
    await prepared["journal"].delete_many({})
    await prepared["snapshots"].update_one({"_id": "ledger:a"}, {"$set": {"schema": 9}})

    async with start_engine() as engine:
        with pytest.raises(Exception, match="the journal ends at commit 0 of 4"):
            await engine.show("ledger:a")


ID = commit_id("ledger:b", 2)


async def _rewrite_chain(database: Database) -> None:
    """As one would who knows how the chain is made."""
    commits = await database["journal"].find({"key": "ledger:b"}).sort("_id").to_list()
    head = root("ledger:b")
    for commit in commits:
        commit |= {"prev": head, **({"by": "person:li"} if commit["seq"] == 2 else {})}
        await database["journal"].replace_one({"_id": commit["_id"]}, commit)
        head = digest_of(commit)


async def _insert(database: Database) -> None:
    commit = await database["journal"].find_one({"_id": commit_id("ledger:b", 4)})
    assert commit is not None
    await database["journal"].insert_one({**commit, "_id": commit_id("ledger:b", 5), "seq": 5})


DONE: list[tuple[Tamper, str, int, int]] = [
    (
        lambda db: db["journal"].update_one({"_id": ID}, {"$set": {"by": "person:li"}}),
        "altered", 2, 2,
    ),
    (
        lambda db: db["journal"].update_one({"_id": ID}, {"$set": {"ev.0.amount": 99}}),
        "altered", 2, 2,
    ),
    (lambda db: db["journal"].delete_one({"_id": ID}), "missing", 2, 2),
    (
        lambda db: db["journal"].delete_many({"key": "ledger:b", "seq": {"$gt": 2}}),
        "missing", 3, 3,
    ),
    (lambda db: db["journal"].delete_many({"key": "ledger:b"}), "missing", 1, 1),
    (_rewrite_chain, "altered", 1, 4),
    (_insert, "inserted", 5, 5),
]  # fmt: skip


async def test_what_was_done_to_the_journal_is_named(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, verified: Verify
) -> None:
    await write(start_engine, "ledger:a", "ledger:b", "ledger:c")
    await seal(prepared, signer)
    kept = [commit async for commit in Journal(prepared).stored()]
    yesterday = WallClock().now() - timedelta(days=1)

    for tamper, kind, since, seq in DONE:
        await tamper(prepared)

        verdict = await verified()
        assert (verdict.sound, verdict.broken) == (False, 1)
        [damage] = verdict.damages
        assert damage == Damage("ledger:b", seq, kind, since)  # type: ignore[arg-type]
        assert (await verified(key="ledger:b")).damages == [damage]
        assert (await verified(since=yesterday)).damages == [damage]
        assert (await verified(key="ledger:a")).sound

        await prepared["journal"].delete_many({})
        await Journal(prepared).append_many(kept)
        assert (await verified()).sound


async def test_what_is_no_commit_is_found(
    start_engine: StartEngine, prepared: Database, verified: Verify
) -> None:
    await write(start_engine, "ledger:a")
    await prepared["journal"].insert_one({"_id": "ledger:a/0000000002x"})
    await prepared["journal"].insert_one({"key": "ledger:a", "seq": 3})

    verdict = await verified()
    assert len(verdict.strays) == 2
    assert verdict.broken == 0
