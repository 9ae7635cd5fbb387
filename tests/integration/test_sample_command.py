"""`yimen sample` from the command line."""

from pymongo import MongoClient

from storage.mongo import Database
from storage.settings import StorageSettings
from tests.command_line import yimen


def test_the_command_makes_cases_and_says_how_many(
    database: Database, storage_settings: StorageSettings
) -> None:
    words = ("sample", "--cases", "20", "--seed", "3", "--until", "2026-11-20")
    done = yimen(*words, storage=storage_settings)
    again = yimen(*words, storage=storage_settings)

    assert done.returncode == 0, done.stderr
    assert "20 cases in" in done.stderr
    assert "refused" not in done.stderr
    with MongoClient[dict[str, object]](storage_settings.uri) as client:
        journal = client[storage_settings.database]["journal"]
        submitted = journal.distinct("key", {"ev.type": "Submitted"})
    assert len(submitted) == 20
    assert again.returncode == 1
    assert "seed 3 are in this database already" in again.stderr
