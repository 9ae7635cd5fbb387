"""`yimen sample` from the command line."""

import os
import subprocess
import sys
from pathlib import Path

from storage.mongo import Database
from storage.settings import StorageSettings

ROOT = Path(__file__).parents[2]


def sample(settings: StorageSettings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "serve_apps.cli.main", "sample", *arguments],
        cwd=ROOT,
        env={**os.environ, "YIMEN_MONGODB_URI": settings.uri, "YIMEN_DATABASE": settings.database},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


async def test_the_command_makes_cases_and_says_how_many(
    database: Database, storage_settings: StorageSettings
) -> None:
    done = sample(storage_settings, "--cases", "20", "--seed", "3", "--until", "2026-11-20")
    again = sample(storage_settings, "--cases", "20", "--seed", "3", "--until", "2026-11-20")

    assert done.returncode == 0, done.stderr
    assert "20 cases in" in done.stderr
    assert "refused" not in done.stderr
    numbers = await database["journal"].distinct("ev.number", {"ev.type": "Submitted"})
    assert len(numbers) == 20
    assert again.returncode == 1
    assert "seed 3 are in this database already" in again.stderr
