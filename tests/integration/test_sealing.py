"""Seals of the journal: what they prove, what is done to them is found, and who makes them."""

import asyncio
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from actors.followers.sealer import Sealer, catch_up
from storage.mongo import Database
from storage.settings import read_settings
from storage.signing import FileSigner, make_key
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Put
from tests.integration.sealed import Tamper, Verify, seal, write
from tests.integration.sealed import signer as signer
from tests.integration.sealed import verified as verified


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
