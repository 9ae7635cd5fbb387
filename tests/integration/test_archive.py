"""Closed months leave the journal for signed files, and nothing is lost on the way."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from actors.followers.projector import Projector
from actors.kinds import all_views
from storage.archive import Archive, NotArchived
from storage.archive_file import BadArchive, Manifest
from storage.archives import CommitsArchived
from storage.clock import FixedClock
from storage.follower import Follower
from storage.mongo import Database, Document
from storage.secrecy.destruction import InClear, destroy
from storage.signing import FileSigner, make_key, trusted
from storage.verdict import Verdict
from storage.verify import verify
from tests.blocks.cases.loaded import LIBRARY
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Ledger, Put, PutLater, ledger
from tests.integration.sealed import seal

JANUARY = datetime(2026, 1, 10, tzinfo=UTC)
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
SCHEMAS = {"ledger": 1}
AT_REST = ["ledger:a", "ledger:a-b"]


class Desk:
    """What a test of the archive works with."""

    def __init__(self, database: Database, folder: Path) -> None:
        make_key(folder / "seal-key.pem")
        self.database = database
        self.signer = FileSigner(folder / "seal-key.pem")
        self.folder = folder / "archive"
        self.archive = Archive(database, self.folder, trusted([self.signer.public_key]))

    async def move(self, *, schemas: Mapping[str, int] = SCHEMAS, **more: Any) -> list[Manifest]:
        return await self.archive.move(self.signer, MARCH, APRIL, schemas, **more)

    async def verify(self, **more: Any) -> Verdict:
        keys = trusted([self.signer.public_key])
        return await verify(self.database, keys, self.folder, **more)

    async def keys(self) -> list[str]:
        return sorted(await self.database["journal"].distinct("key"))

    async def journal(self) -> list[Document]:
        return await self.database["journal"].find().sort("_id").to_list()


@pytest_asyncio.fixture
async def desk(start_engine: StartEngine, prepared: Database, tmp_path: Path) -> Desk:
    """A sealed journal: of January, some at rest, one waiting for an alarm; and of March."""
    clock = FixedClock(JANUARY)
    async with start_engine(clock=clock) as engine:
        for number in range(3):
            for key in [*AT_REST, "ledger:used", "ledger:waits"]:
                await engine.send(key, Put(1), id=f"c{number}", by=ME)
        later = PutLater(1, seconds=timedelta(days=300).total_seconds())
        await engine.send("ledger:waits", later, id="later", by=ME)
        clock.set(MARCH)
        await engine.send("ledger:used", Put(1), id="march", by=ME)
    desk = Desk(prepared, tmp_path)
    await seal(prepared, desk.signer)
    return desk


async def test_what_is_at_rest_leaves_the_journal_and_still_verifies(desk: Desk) -> None:
    [manifest] = await desk.move()

    assert (manifest.entities, manifest.commits) == (2, 6)
    assert await desk.keys() == ["ledger:used", "ledger:waits"]
    assert manifest.first == "ledger:a-b/0000000001"  # as the database orders ids
    verdict = await desk.verify()
    assert verdict.sound
    assert (verdict.entities, verdict.commits, verdict.unsealed) == (4, 14, 0)
    assert (await desk.verify(key="ledger:a")).commits == 3
    assert await desk.move() == [], "a second run finds nothing more"


async def test_what_lies_in_clear_can_be_destroyed_once_it_is_archived(
    start_engine: StartEngine, prepared: Database, tmp_path: Path
) -> None:
    async with start_engine(clock=FixedClock(JANUARY)) as engine:
        engine._turns._keys = None  # as a release that hid nothing
        await engine.send("ledger:a", Put(1), id="before", by=ME)
    async with start_engine(clock=FixedClock(JANUARY)) as engine:
        await engine.send("ledger:a", Put(1), id="restricted", by=ME)
    desk = Desk(prepared, tmp_path)
    await seal(prepared, desk.signer)
    with pytest.raises(InClear):
        await destroy(prepared, ["ledger:a"])

    [manifest] = await desk.move()
    destroyed = await destroy(prepared, ["ledger:a"])

    assert (manifest.commits, destroyed.keys) == (2, 1)
    assert (await desk.verify()).sound


async def test_an_archived_entity_goes_on_and_its_chain_with_it(
    desk: Desk, start_engine: StartEngine
) -> None:
    await desk.move()

    async with start_engine(clock=FixedClock(APRIL)) as engine:
        assert (await engine.show("ledger:a")).state == Ledger(3)
        receipt = await engine.send("ledger:a", Put(1), id="again", by=ME)
        assert receipt.seq == 4
        with pytest.raises(Exception, match="its commit is in the archive"):
            await engine.send("ledger:a", Put(1), id="c1", by=ME)

    verdict = await desk.verify()
    assert verdict.sound
    assert (verdict.commits, verdict.unsealed) == (15, 1)
    assert await desk.move() == [], "an entity that woke up stays where it is"


async def test_what_is_restored_is_byte_for_byte_what_was_archived(desk: Desk) -> None:
    before = await desk.journal()
    [manifest] = await desk.move()

    await desk.archive.restore(desk.folder / manifest.name)
    await desk.archive.restore(desk.folder / manifest.name)  # no harm

    assert await desk.journal() == before
    assert (await desk.verify()).sound
    [again] = await desk.move()
    assert again.name != manifest.name
    assert (await desk.verify()).sound


async def test_a_copy_can_be_kept_in_the_journal(desk: Desk) -> None:
    before = await desk.journal()

    [manifest] = await desk.move(keep=True)

    assert manifest.commits == 6
    assert await desk.journal() == before
    verdict = await desk.verify()
    assert (verdict.sound, verdict.commits) == (True, 14)


class Killed(Exception):
    pass


@pytest.mark.parametrize("step", ["written", "recorded", "removed"])
async def test_killed_in_between_nothing_is_lost_and_the_next_run_goes_on(
    desk: Desk, step: str
) -> None:
    whole = await desk.journal()

    def die(done: str, commits: int) -> None:
        if done == step:
            raise Killed

    with pytest.raises(Killed):
        await desk.move(progress=die)

    if step != "removed":
        assert await desk.journal() == whole
    verdict = await desk.verify()
    assert (verdict.sound, verdict.commits) == (True, 14)

    await desk.move()

    assert await desk.keys() == ["ledger:used", "ledger:waits"]
    assert len(list(desk.folder.glob("*.gz"))) == 1
    verdict = await desk.verify()
    assert (verdict.sound, verdict.commits) == (True, 14)


async def test_nothing_is_archived_that_no_seal_holds(
    desk: Desk, start_engine: StartEngine
) -> None:
    async with start_engine(clock=FixedClock(JANUARY)) as engine:
        await engine.send("ledger:new", Put(1), id="c", by=ME)
        await engine.send("ledger:a", Put(1), id="more", by=ME)

    [manifest] = await desk.move()

    assert (manifest.entities, manifest.first) == (1, "ledger:a-b/0000000001")


async def test_nothing_is_archived_that_was_altered(desk: Desk) -> None:
    await desk.database["journal"].update_one(
        {"_id": "ledger:a/0000000002"}, {"$set": {"by": "person:li"}}
    )

    with pytest.raises(NotArchived, match="the history of ledger:a does not verify"):
        await desk.move()

    assert "ledger:a" in await desk.keys()
    assert not list(desk.folder.glob("*.gz"))


async def test_nothing_is_archived_before_every_follower_has_read_it(desk: Desk) -> None:
    await desk.database["followers"].insert_one({"_id": "views", "scanned": "ledger:a"})

    with pytest.raises(NotArchived, match="the follower views has not read the journal"):
        await desk.move()


async def test_a_file_that_was_altered_or_is_gone_is_found(desk: Desk) -> None:
    [manifest] = await desk.move()
    path = desk.folder / manifest.name
    content = path.read_bytes()

    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert (await desk.verify()).faults == [f"archive {manifest.name} was altered"]
    with pytest.raises(BadArchive, match="was altered"):
        await desk.archive.restore(path)

    path.unlink()
    assert "cannot be read" in (await desk.verify()).faults[0]

    path.write_bytes(content)
    assert (await desk.verify()).sound
    manifest_file = path.with_name(f"{path.name}.json")
    manifest_file.write_text(manifest_file.read_text().replace("2026-03", "2026-04"))
    assert "not signed with a trusted key" in (await desk.verify()).faults[0]


async def test_who_needs_the_whole_journal_is_told_to_restore_it(desk: Desk) -> None:
    [manifest] = await desk.move()
    seen: list[str] = []

    async def handle(commits: Any, session: Any) -> None:
        seen.extend(commit["_id"] for commit in commits)

    follower = Follower(desk.database, "new", handle)
    running = asyncio.create_task(follower.run())
    try:
        async with asyncio.timeout(60):
            while not follower.figures.retries:
                await asyncio.sleep(0.02)
        with pytest.raises(CommitsArchived, match=f"{manifest.name}.*restore"):
            await Projector(desk.database, all_views(LIBRARY)).rebuild("cases")

        await desk.archive.restore(desk.folder / manifest.name)
        await follower.settled()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert sorted(set(seen)) == [commit["_id"] for commit in await desk.journal()]


async def test_what_newer_code_could_not_go_on_with_stays_in_the_journal(
    desk: Desk, start_engine: StartEngine
) -> None:
    newer = {"ledger": replace(ledger(), schema=2)}
    schemas = {"ledger": 2}
    assert await desk.move(schemas=schemas) == []

    async with start_engine(of=newer, clock=FixedClock(APRIL)) as engine:
        for key in AT_REST:
            await engine.show(key)
    [manifest] = await desk.move(schemas=schemas)

    assert manifest.entities == 2
    async with start_engine(of=newer, clock=FixedClock(APRIL)) as engine:
        assert (await engine.show("ledger:a")).state == Ledger(3)


@pytest.mark.parametrize("signature", ["", "no signature", "00" * 64])
async def test_a_manifest_with_a_forged_signature_is_refused(desk: Desk, signature: str) -> None:
    [manifest] = await desk.move()
    path = desk.folder / f"{manifest.name}.json"
    path.write_text(path.read_text().replace(manifest.signature, signature))

    with pytest.raises(BadArchive, match="not signed"):
        await desk.archive.restore(desk.folder / manifest.name)
    assert any("not signed" in fault for fault in (await desk.verify()).faults)
