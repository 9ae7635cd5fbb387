"""Seals are witnessed outside: whoever owns database and key, and rewrites both, is found."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actors.followers.sealer import Sealer
from actors.followers.witnesses.handing import Handing
from actors.followers.witnesses.hearing import hear, read_exported
from actors.followers.witnesses.settings import read_witnesses
from actors.followers.witnesses.witness import Witness
from storage.attestations import Attestations
from storage.clock import WallClock
from storage.mongo import Database
from storage.receipts import Receipts
from storage.sealing import Seals
from storage.settings import StorageSettings
from storage.signing import FileSigner, read_public, trusted
from storage.verdict import Verdict
from storage.verify import verify
from tests.integration.conftest import StartEngine
from tests.integration.sealed import seal, write
from tests.integration.sealed import signer as signer
from tests.integration.standing_in import StandIn
from tests.integration.standing_in import authority as authority
from tests.integration.standing_in import notary as notary
from tests.integration.standing_in import running_authority as running_authority
from tests.integration.standing_in import running_notary as running_notary

Prove = Callable[..., Awaitable[Verdict]]
ALL = ("file", "notary", "stamps")


@pytest.fixture
def settings(tmp_path: Path, notary: StandIn, authority: StandIn) -> Path:
    """One witness of each kind."""
    (tmp_path / "notary.pem").write_text(notary.told["public_key"])
    path = tmp_path / "witnesses.toml"
    path.write_text(
        '[file]\nfile = "seals.jsonl"\n'
        f'[notary]\nurl = "{notary.url}"\npublic_key = "notary.pem"\n'
        f'[stamps]\ntime_stamps = "{authority.url}"\nroots = "{authority.told["roots"]}"\n'
    )
    return path


@pytest.fixture
def witnesses(settings: Path) -> tuple[Witness, ...]:
    return read_witnesses(settings)


@pytest.fixture
def prove(
    prepared: Database, signer: FileSigner, tmp_path: Path, witnesses: tuple[Witness, ...]
) -> Prove:
    """Verifies the test's journal, having asked all its witnesses or read what `exported` holds."""

    async def run(exported: Path | None = None, witness_key: Path | None = None) -> Verdict:
        keys = trusted([signer.public_key])
        with Attestations() as told:
            if exported is None:
                await hear(prepared, witnesses, keys, told)
            else:
                theirs = trusted([read_public(witness_key)] if witness_key else [])
                read_exported(exported, keys, theirs, told)
            return await verify(prepared, keys, tmp_path / "archive", attestations=told)

    return run


@pytest.fixture
def handing(prepared: Database, witnesses: tuple[Witness, ...]) -> Handing:
    return Handing(prepared, witnesses)


async def sealed(
    start_engine: StartEngine, database: Database, signer: FileSigner, *numbers: int
) -> None:
    """Write a commit and seal it for each of `numbers`."""
    for number in numbers:
        await write(start_engine, "ledger:a", count=1, first=number)
        assert await seal(database, signer)


async def rewrite(database: Database, signer: FileSigner) -> None:
    """Do what whoever owns the database and the key can do: another history, sealed anew."""
    for name in ("seals", "seal_heads", "unsealed"):
        await database[name].delete_many({})
    commits = database["journal"]
    await commits.delete_one({"seq": 3})
    assert await seal(database, signer)


async def test_every_seal_is_handed_to_every_witness_in_order(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, handing: Handing,
    prove: Prove, tmp_path: Path,
) -> None:  # fmt: skip
    assert await handing.once() == dict.fromkeys(ALL, "")
    await sealed(start_engine, prepared, signer, 0, 1, 2)
    assert {each.waiting for each in (await prove()).witnessed} == {3}

    assert await handing.once() == dict.fromkeys(ALL, "")

    verdict = await prove()
    assert verdict.sound and verdict.heard
    assert [
        (each.witness, each.through, each.waiting, each.late) for each in verdict.witnessed
    ] == [(name, 3, 0, 0) for name in ALL]
    kept = [receipt async for receipt in Receipts(prepared).read()]
    assert {(each.witness, each.number) for each in kept} == {
        (name, number) for name in ALL for number in (1, 2, 3)
    }
    lines = (tmp_path / "seals.jsonl").read_text().splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 2, 3]
    assert (tmp_path / "seals.jsonl").stat().st_mode & 0o777 == 0o600


async def test_a_history_that_was_rewritten_and_sealed_anew_is_found(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, handing: Handing,
    prove: Prove,
) -> None:  # fmt: skip
    await handing.once()
    await sealed(start_engine, prepared, signer, 0, 1, 2)
    await handing.once()

    await rewrite(prepared, signer)

    faults = (await prove()).faults
    for name in ALL:
        assert f"seal 1 is not the one that {name} was given" in faults
        assert f"seal 2 is missing: {name} was given it" in faults

    for name in ("seal_receipts", "seal_witnesses"):  # whoever is thorough removes these as well
        await prepared[name].delete_many({})
    faults = (await prove()).faults
    assert "seal 1 is not the one that file was given" in faults
    assert "seal 2 is missing: notary was given it" in faults

    troubles = await handing.once()
    assert "has another seal 1" in troubles["file"]
    assert "holds another seal 1" in troubles["notary"]
    standings = await Receipts(prepared).standings()
    assert [standings[name].contradicts for name in ALL] == [True, True, False]


async def test_a_seal_made_anew_long_after_the_instant_it_states_is_stamped_late(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, handing: Handing,
    prove: Prove,
) -> None:  # fmt: skip
    await write(start_engine, "ledger:a")
    await seal(prepared, signer)
    await prepared["seals"].delete_many({})
    await prepared["seal_heads"].delete_many({})
    heads = await prepared["journal"].find().sort("_id").to_list()
    async with prepared.client.start_session() as session:
        await Seals(prepared).note(heads, session)
    await Seals(prepared).seal(signer, WallClock().now() - timedelta(hours=26))
    await handing.once()

    late = {each.witness: (each.late, each.latest) for each in (await prove()).witnessed}
    assert late["file"] == (0, (0, 0.0)), "a file has no clock"
    for name in ("notary", "stamps"):
        count, (number, seconds) = late[name]
        assert (count, number, round(seconds / 3600)) == (1, 1, 26)


async def test_a_witness_that_forgets_is_found_by_the_receipts_that_it_gave(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, handing: Handing,
    prove: Prove, notary: StandIn, tmp_path: Path,
) -> None:  # fmt: skip
    await handing.once()
    await sealed(start_engine, prepared, signer, 0, 1, 2)
    await handing.once()
    file = tmp_path / "seals.jsonl"
    first, _, last = file.read_text().splitlines()
    file.write_text(f"{first}\n{last}\n")
    notary.behave(forgetful=True)

    faults = (await prove()).faults
    assert faults == [
        "seal 2 is unknown to file, which gave a receipt for it",
        "seal 2 is unknown to file, which knows later ones",
        "seal 3 is unknown to notary, which gave a receipt for it",
    ]


@pytest.mark.parametrize(
    "misdeed, trouble",
    [
        ({"notary": {"forging": True}}, "a receipt for seal 1 with a forged signature"),
        ({"notary": {"mixing": True}}, "a receipt for seal 2 where it is 1's"),
        ({"notary": {"refusing": True}}, "answers 503"),
        ({"stamps": {"unbelieved": True}}, "a time stamp that is not believed"),
        ({"stamps": {"mixing": True}}, "a time stamp that is not believed: Nonce mismatch"),
        ({"stamps": {"refusing": True}}, "answers 503"),
    ],
)
async def test_a_bad_receipt_is_none_and_is_asked_for_again(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, handing: Handing,
    prove: Prove, notary: StandIn, authority: StandIn, misdeed: dict[str, Any], trouble: str,
) -> None:  # fmt: skip
    await handing.once()
    await sealed(start_engine, prepared, signer, 0)
    ((name, how),) = misdeed.items()
    standin = {"notary": notary, "stamps": authority}[name]
    standin.behave(**how)

    troubles = await handing.once()

    assert trouble in troubles.pop(name)
    assert set(troubles.values()) == {""}
    standings = await Receipts(prepared).standings()
    assert {name: standing.waiting for name, standing in standings.items()} == {
        each: int(each == name) for each in ALL
    }
    standin.behave()
    assert await handing.once() == dict.fromkeys(ALL, "")
    assert (await prove()).sound


async def test_receipts_that_were_altered_here_are_found(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, handing: Handing,
    prove: Prove,
) -> None:  # fmt: skip
    await handing.once()
    await sealed(start_engine, prepared, signer, 0, 1)
    await handing.once()
    kept = prepared["seal_receipts"]
    for name in ALL:
        other = await kept.find_one({"_id": f"0000000001/{name}"})
        assert other is not None
        await kept.update_one(
            {"_id": f"0000000002/{name}"}, {"$set": {"receipt": other["receipt"]}}
        )
    await kept.update_one({"_id": "0000000001/stamps"}, {"$set": {"receipt": "none"}})

    faults = (await prove()).faults

    assert sorted(faults) == [
        "seal 2 is not the one that stamps was given",
        "the receipt of file for seal 2 is bad: a line of seal 1 as the receipt for seal 2",
        "the receipt of notary for seal 2 is bad: a receipt for seal 1 where it is 2's",
        "the receipt of stamps for seal 1 is bad: an answer that is no time stamp",
    ]


async def test_a_witness_that_doubles_reorders_and_breaks_off_knows_each_seal_once(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, handing: Handing,
    prove: Prove, notary: StandIn,
) -> None:  # fmt: skip
    await handing.once()
    await sealed(start_engine, prepared, signer, 0, 1, 2)
    notary.behave(doubled=True, reordered=True, failing=0.5)

    async with asyncio.timeout(60):
        while (await handing.once())["notary"]:
            pass

    verdict = await prove()
    assert verdict.sound
    assert [each.waiting for each in verdict.witnessed] == [0, 0, 0]


async def test_a_slow_or_silent_witness_holds_up_no_other_and_is_told_when_it_is_back(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, prove: Prove,
    witnesses: tuple[Witness, ...], notary: StandIn, authority: StandIn,
) -> None:  # fmt: skip
    await write(start_engine, "ledger:a", count=1)
    notary.end()
    authority.behave(delay=1_500)
    sealer = Sealer(prepared, signer, seconds=0.1, witnesses=witnesses)
    running = asyncio.create_task(sealer.run())
    receipts = Receipts(prepared)

    async def waiting() -> dict[str, int]:
        return {name: each.waiting for name, each in (await receipts.standings()).items()}

    try:
        async with asyncio.timeout(60):
            while await Seals(prepared).last() is None or (await waiting()).get("file") != 0:
                await asyncio.sleep(0.05)
            assert await waiting() == {"file": 0, "notary": 1, "stamps": 1}
            silent = next(each for each in (await prove()).witnessed if each.silent)
            assert (silent.witness, silent.waiting) == ("notary", 1)

            await asyncio.to_thread(notary.start)
            while any((await waiting()).values()):
                await asyncio.sleep(0.05)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    verdict = await prove()
    assert verdict.sound and verdict.heard


async def test_a_sealer_killed_between_seal_and_receipt_loses_nothing_and_tells_nothing_else(
    start_engine: StartEngine, prepared: Database, storage_settings: StorageSettings,
    signer: FileSigner, prove: Prove, settings: Path, tmp_path: Path, notary: StandIn,
    handing: Handing,
) -> None:  # fmt: skip
    await write(start_engine, "ledger:a", count=2)
    notary.behave(delay=60_000)  # it takes the seal, and does not say so
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.integration.sealing_process"),
        *(storage_settings.uri, prepared.name, tmp_path / "seal-key.pem", settings),
        stdout=asyncio.subprocess.PIPE,
    )
    taken = notary.folder / "receipts.jsonl"
    async with asyncio.timeout(60):
        while not taken.exists() or not taken.read_text().endswith("\n"):
            await asyncio.sleep(0.05)
    process.kill()
    await process.communicate()
    notary.behave()

    assert (await Receipts(prepared).standings())["notary"].waiting == 1
    await sealed(start_engine, prepared, signer, 2)
    assert await handing.once() == dict.fromkeys(ALL, "")

    verdict = await prove()
    assert verdict.sound
    assert [(each.through, each.waiting) for each in verdict.witnessed] == [(2, 0)] * 3
    assert len(taken.read_text().splitlines()) == 2
    assert len((tmp_path / "seals.jsonl").read_text().splitlines()) == 2


async def test_an_auditor_verifies_by_what_the_witnesses_handed_out(
    start_engine: StartEngine, prepared: Database, signer: FileSigner, handing: Handing,
    prove: Prove, notary: StandIn, tmp_path: Path,
) -> None:  # fmt: skip
    await handing.once()
    await sealed(start_engine, prepared, signer, 0, 1, 2)
    await handing.once()
    theirs, key = notary.folder / "receipts.jsonl", tmp_path / "notary.pem"
    ours = tmp_path / "seals.jsonl"
    with ours.open("a") as file:
        file.write('{"number":4,"dig')  # torn

    assert (await prove(ours)).sound
    assert (await prove(theirs, key)).sound
    assert "no key of the witness was named" in (await prove(theirs)).faults[0]

    await rewrite(prepared, signer)
    assert (await prove(ours)).faults == [
        "seal 1 is not the one that seals.jsonl was given",
        "seal 2 is missing: seals.jsonl was given it",
    ]
    assert "is not the one" in (await prove(theirs, key)).faults[0]


def test_mistakes_in_the_list_of_witnesses_are_told_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "witnesses.toml"
    path.write_text(
        '[Audit]\nfile = "a"\n[both]\nfile = "a"\nurl = "b"\n[far]\nurl = "ftp://x"\n'
        'public_key = "none.pem"\n[stamps]\ntime_stamps = "http://x/"\nroots = "none.pem"\n'
    )
    with pytest.raises(ValueError) as caught:
        read_witnesses(path)
    told = str(caught.value).splitlines()
    assert [line.split(": ")[1] for line in told] == ["Audit", "both", "far", "stamps"]
    assert read_witnesses(None) == ()
    with pytest.raises(ValueError, match="cannot be read"):
        read_witnesses(tmp_path / "none.toml")
