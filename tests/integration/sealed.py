"""A journal that tests write, seal and verify by a key of their own."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from storage.chain import digest_of
from storage.clock import WallClock
from storage.mongo import Database
from storage.sealing import Seals
from storage.seals import Seal
from storage.signing import FileSigner, make_key, trusted
from storage.verdict import Verdict
from storage.verify import verify
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Put


@pytest.fixture
def signer(tmp_path: Path) -> FileSigner:
    make_key(tmp_path / "seal-key.pem")
    return FileSigner(tmp_path / "seal-key.pem")


Verify = Callable[..., Awaitable[Verdict]]
Tamper = Callable[[Database], Awaitable[Any]]


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
