"""What an operator is told when somebody has written into the journal's database."""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from actors.blocks.numbers.serial import TakeNumbers
from actors.kernel.identity import PLATFORM
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from storage.clock import FixedClock
from storage.mongo import Database
from storage.schema import prepare
from storage.settings import StorageSettings
from tests import command_line, loaded

ROOT = Path(__file__).parents[2]
KEYS = ["serial:a-20260105", "serial:b-20260105"]


class Operator:
    """The command line on the test's database, with a key and an archive of its own."""

    def __init__(self, settings: StorageSettings, folder: Path) -> None:
        self.folder = folder
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "200",
            "YIMEN_MONGODB_URI": settings.uri,
            "YIMEN_DATABASE": settings.database,
            "YIMEN_DATA": str(folder),
            "YIMEN_SECRETS_FILE": str(folder / "secrets.json"),
        }

    def witness_by(self, file: Path) -> None:
        """Have every seal handed to `file`."""
        listed = self.folder / "witnesses.toml"
        listed.write_text(f'[audit_office]\nfile = "{file}"\n')
        self._environment["YIMEN_SEAL_WITNESSES"] = str(listed)

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        return command_line.run(words, self._environment, self.folder)


@pytest_asyncio.fixture
async def yimen(database: Database, storage_settings: StorageSettings, tmp_path: Path) -> Operator:
    """An operator whose platform has written some commits."""
    await prepare(database)
    clock = FixedClock(datetime(2026, 1, 5, tzinfo=UTC))
    async with Engine(loaded.kinds(), MongoStore(database), clock) as engine:
        for number in range(3):
            for key in KEYS:
                await engine.send(
                    key, TakeNumbers(cases=(f"c{number}",)), id=f"c{number}", by=PLATFORM
                )
    return Operator(storage_settings, tmp_path)


@pytest.mark.feature("SUP-14")
async def test_verify_proves_the_journal_and_names_what_was_altered_or_removed(
    yimen: Operator, database: Database
) -> None:
    sealed = yimen("seal")
    assert sealed.returncode == 0, sealed.stderr
    assert "Seal 1:" in sealed.stdout and "2 entities" in sealed.stdout
    sound = yimen("verify")
    assert sound.returncode == 0, sound.stderr
    assert "Sound: nothing was altered or removed." in sound.stdout

    await database["journal"].update_one(
        {"_id": f"{KEYS[0]}/0000000002"}, {"$set": {"by": "person:li"}}
    )
    await database["journal"].delete_many({"key": KEYS[1], "seq": {"$gt": 1}})

    broken = yimen("verify")
    assert broken.returncode == 1
    assert broken.stdout.splitlines()[:2] == [
        f"BROKEN {KEYS[0]}: commit 2 was altered",
        f"BROKEN {KEYS[1]}: commit 2 is missing",
    ]
    told = json.loads(yimen("verify", "--json", "--key", KEYS[1]).stdout)
    assert (told["sound"], told["broken"]) == (False, 1)
    assert told["damages"] == [{"key": KEYS[1], "seq": 2, "kind": "missing", "since": 2}]


async def test_a_third_party_verifies_with_the_public_key(yimen: Operator, tmp_path: Path) -> None:
    noted = yimen("seal").stdout.split()[1].rstrip(":")
    public = tmp_path / "public.pem"
    public.write_text(yimen("seal", "--public-key").stdout)
    key = tmp_path / "seal-key.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    kept = list((tmp_path / "seal-keys").iterdir())
    assert [path.read_text() for path in kept] == [public.read_text()]
    assert yimen("verify").returncode == 0
    kept[0].unlink()

    without = yimen("verify")
    assert without.returncode == 2
    assert "--public-key" in without.stderr
    words = ("verify", "--public-key", str(public), "--noted", noted)
    assert yimen(*words).returncode == 0
    assert yimen(*words[:-1], "1:0123456789abcdef").returncode == 1


async def test_what_a_witness_was_given_stands_when_all_here_is_rewritten(
    yimen: Operator, database: Database, tmp_path: Path
) -> None:
    given, elsewhere = tmp_path / "away" / "seals.jsonl", tmp_path / "seals.jsonl"
    given.parent.mkdir()
    yimen.witness_by(given)
    assert "Witnessed by audit_office" in yimen("seal").stdout
    assert "audit_office answers for all up to seal 1" in yimen("verify").stdout

    await database["unsealed"].insert_one({"_id": KEYS[0], "seq": 3, "digest": bytes(32)})
    given.rename(elsewhere)
    given.mkdir()  # nothing can be written there
    assert "Not yet witnessed by audit_office: " in yimen("seal").stdout
    silent = yimen("verify", "--key", KEYS[1])
    assert silent.returncode == 2
    assert "audit_office was not heard: " in silent.stdout
    last = yimen("verify", "--key", KEYS[1], "--witness", str(elsewhere))
    assert last.returncode == 0
    assert "Sound up to the seal of 2" in last.stdout
    assert ", 1 seal not yet witnessed by seals.jsonl." in last.stdout

    for name in ("seals", "seal_heads"):
        await database[name].delete_many({})
    await database["unsealed"].insert_one({"_id": KEYS[0], "seq": 3, "digest": bytes(32)})
    yimen("seal")
    found = yimen("verify", "--key", KEYS[1], "--witness", str(elsewhere))
    assert found.returncode == 1
    assert "BROKEN seal 1 is not the one that seals.jsonl was given" in found.stdout
    told = json.loads(yimen("verify", "--json", "--witness", str(elsewhere)).stdout)
    assert told["witnesses"]["seals.jsonl"]["through"] == 1


async def test_closed_months_are_archived_and_restored_by_command(
    yimen: Operator, database: Database
) -> None:
    yimen("seal")

    archived = yimen("archive", "--before", "2026-03")
    assert archived.returncode == 0, archived.stderr
    assert await database["journal"].count_documents({}) == 0
    assert yimen("verify").returncode == 0
    elsewhere = yimen("verify", "--archive", str(yimen.folder / "elsewhere"))
    assert elsewhere.returncode == 1
    assert "archive before-2026-03-0001.bson.gz cannot be read" in elsewhere.stdout

    file = yimen.folder / "archive" / "before-2026-03-0001.bson.gz"
    restored = yimen("archive", "--restore", str(file))
    assert "6 commits are back" in restored.stdout, restored.stderr
    assert await database["journal"].count_documents({}) == 6
    assert yimen("verify", "--since", "2026-01-01").returncode == 0
