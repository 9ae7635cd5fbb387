"""The journal is chained and sealed as it is written; what is done to it afterwards is found."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bson
import pytest
import pytest_asyncio
from bson.raw_bson import RawBSONDocument
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.followers.sealer import Sealer, catch_up
from actors.runtime.store import MongoStore
from storage.chain import Damage, commit_id, digest_of, root
from storage.clock import WallClock
from storage.journal import Journal
from storage.mongo import Database
from storage.sealing import Seals
from storage.seals import Seal
from storage.settings import read_settings
from storage.signing import FileSigner, make_key, trusted
from storage.verdict import Verdict
from storage.verify import verify
from tests.faults.checker import check_chains
from tests.faults.faulty_store import Fault, FaultyStore
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Put

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


@pytest.fixture
def signer(tmp_path: Path) -> FileSigner:
    make_key(tmp_path / "seal-key.pem")
    return FileSigner(tmp_path / "seal-key.pem")


Verify = Callable[..., Awaitable[Verdict]]


@pytest_asyncio.fixture
async def verified(prepared: Database, signer: FileSigner, tmp_path: Path) -> Verify:
    """Verifies the test's journal by the test's key."""

    async def run(**more: Any) -> Verdict:
        return await verify(prepared, trusted([signer.public_key]), tmp_path / "archive", **more)

    return run


async def seal(database: Database, signer: FileSigner) -> Seal | None:
    """Seal every head of the journal that no seal holds yet."""
    seals = Seals(database)
    commits = await database["journal"].find().sort("_id").to_list()
    known = {tuple(head) async for page in database["seal_heads"].find() for head in page["heads"]}
    heads = {commit["key"]: commit for commit in commits}.values()
    new = [each for each in heads if (each["key"], each["seq"], digest_of(each)) not in known]
    if new:
        async with database.client.start_session() as session:
            await seals.note(new, session)
    return await seals.seal(signer, WallClock().now())


async def write(start_engine: StartEngine, *keys: str, count: int = 4, first: int = 0) -> None:
    async with start_engine() as engine:
        for number in range(first, first + count):
            await asyncio.gather(
                *(engine.send(key, Put(1), id=f"c{number}", by=ME) for key in keys)
            )


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


async def test_a_sealed_journal_passes_and_says_what_is_not_sealed_yet(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, verified: Verify
) -> None:
    await write(start_engine, "ledger:a", "ledger:b")
    first = await seal(prepared, signer)
    assert first is not None and (first.number, first.count) == (1, 2)
    assert (await verified()).unsealed == 0
    assert await seal(prepared, signer) is None

    await write(start_engine, "ledger:a", count=2, first=4)
    verdict = await verified()
    assert verdict.sound
    assert (verdict.entities, verdict.commits, verdict.unsealed) == (2, 10, 2)

    second = await seal(prepared, signer)
    assert second is not None and (second.number, second.count) == (2, 1)
    verdict = await verified()
    assert (verdict.seals, verdict.last_seal, verdict.unsealed) == (2, 2, 0)


Tamper = Callable[[Database], Awaitable[Any]]
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


DONE_TO_SEALS: list[tuple[Tamper, str]] = [
    (
        lambda db: db["seals"].update_one({"_id": 2}, {"$set": {"count": 7}}),
        "seal 2 was altered, or its signature is forged",
    ),
    (lambda db: db["seals"].update_one({"_id": 2}, {"$unset": {"root": ""}}), "seal 2 cannot"),
    (lambda db: db["seals"].delete_one({"_id": 1}), "seal 1 is missing"),
    (lambda db: db["seals"].delete_one({"_id": 2}), "seal 2 is missing"),
    (lambda db: db["seal_heads"].delete_many({"seal": 2}), "seal 2 has other heads"),
    (
        lambda db: db["seal_heads"].update_one({"seal": 2}, {"$set": {"heads.0.1": 1}}),
        "seal 2 has other heads",
    ),
    (
        lambda db: db["seal_heads"].update_one({"seal": 2}, {"$set": {"heads": "none"}}),
        "seal 2 has other heads",
    ),
]


async def test_what_was_done_to_the_seals_is_named(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, verified: Verify
) -> None:
    for number in range(3):
        await write(start_engine, "ledger:a", count=1, first=number)
        await seal(prepared, signer)
    kept = {name: await prepared[name].find().to_list() for name in ("seals", "seal_heads")}

    for tamper, sentence in DONE_TO_SEALS:
        assert (await verified()).sound
        await tamper(prepared)

        faults = (await verified()).faults
        assert faults and sentence in faults[0]

        for name, documents in kept.items():
            await prepared[name].delete_many({})
            await prepared[name].insert_many(documents)


async def test_seals_of_another_key_are_not_believed(
    start_engine: StartEngine, prepared: Database, tmp_path: Path, verified: Verify
) -> None:
    await write(start_engine, "ledger:a")
    make_key(tmp_path / "another.pem")
    await seal(prepared, FileSigner(tmp_path / "another.pem"))

    assert "not trusted" in (await verified()).faults[0]


async def test_a_seal_that_was_noted_elsewhere_must_still_be_there(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, verified: Verify
) -> None:
    await write(start_engine, "ledger:a")
    await seal(prepared, signer)
    noted = ((await verified()).last_seal, (await verified()).noted.hex())
    assert (await verified(noted=noted)).sound
    assert "is not the one" in (await verified(noted=(1, "0" * 64))).faults[0]

    for name in ("seals", "seal_heads", "journal"):
        await prepared[name].delete_many({})

    assert (await verified()).sound, "nothing is left that could tell"
    assert (await verified(noted=noted)).faults == ["seal 1 was noted, and is missing"]


async def test_a_commit_of_which_two_seals_tell_differently_is_found(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, verified: Verify
) -> None:
    await write(start_engine, "ledger:a")
    await seal(prepared, signer)
    await prepared["unsealed"].insert_one({"_id": "ledger:a", "seq": 4, "digest": bytes(32)})
    await seal(prepared, signer)

    assert "holds another commit 4 of ledger:a" in (await verified()).faults[0]


@asynccontextmanager
async def _sealing(database: Database, signer: FileSigner) -> Any:
    sealer = Sealer(database, signer, seconds=0.2)
    running = asyncio.create_task(sealer.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_while_the_platform_works_its_journal_verifies(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, verified: Verify
) -> None:
    sealing: AbstractAsyncContextManager[None] = _sealing(prepared, signer)
    async with start_engine() as engine, sealing:
        number = 0
        async with asyncio.timeout(60):
            while (verdict := await verified()).last_seal < 3:
                assert verdict.sound
                for key in ("ledger:a", "ledger:b"):
                    await engine.send(key, Put(1), id=f"c{number}", by=ME)
                number += 1

        await catch_up(prepared, operator := Sealer(prepared, signer, seconds=60, owner="operator"))
        await operator.seal()  # beside the platform's
        assert (await verified()).unsealed == 0
    verdict = await verified()
    assert verdict.sound
    assert verdict.commits == 2 * number


async def test_two_sealers_make_one_chain(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, verified: Verify
) -> None:
    await write(start_engine, *(f"ledger:{number}" for number in range(20)), count=1)
    sealers = [Sealer(prepared, signer, seconds=3600) for _ in range(4)]
    await catch_up(prepared, sealers[0])

    made = await asyncio.gather(*(sealer.seal() for sealer in sealers))

    assert any(made)
    verdict = await verified()
    assert (verdict.sound, verdict.unsealed) == (True, 0)
    assert await prepared["unsealed"].count_documents({}) == 0


def test_settings_name_the_key_beside_the_secrets() -> None:
    found = read_settings({"YIMEN_SECRETS_FILE": "/etc/yimen/secrets.json"})
    assert found.seal_key == Path("/etc/yimen/seal-key.pem")
    assert found.seal_seconds == 60.0
    with pytest.raises(ValueError, match="YIMEN_SEAL_SECONDS"):
        read_settings({"YIMEN_SEAL_SECONDS": "0"})
