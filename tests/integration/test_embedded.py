"""The embedded database is safe to build on, and survives a crash."""

from pathlib import Path

import pytest
from pymongo import MongoClient, WriteConcern

from storage.embedded import EmbeddedMongo
from storage.mongo import Database, UnsafeDatabase, check
from tests.ports import free_port


async def test_the_embedded_database_passes_the_start_check(database: Database) -> None:
    assert "replica set yimen" in await check(database)


async def test_a_weak_write_concern_is_refused(database: Database) -> None:
    weak = database.with_options(write_concern=WriteConcern(w=1))

    with pytest.raises(UnsafeDatabase, match="majority"):
        await check(weak)


def test_a_killed_mongod_comes_back_with_its_data(tmp_path: Path) -> None:
    server = EmbeddedMongo(tmp_path, free_port())
    server.start()
    with MongoClient[dict[str, object]](server.uri, w="majority", journal=True) as client:
        client["t"]["c"].insert_one({"_id": 1})
    server.kill()

    server.start()
    try:
        with MongoClient[dict[str, object]](server.uri) as client:
            assert client["t"]["c"].find_one() == {"_id": 1}
    finally:
        server.stop()


def test_a_database_that_was_made_on_another_port_is_found_on_the_new_one(tmp_path: Path) -> None:
    first = EmbeddedMongo(tmp_path, free_port())
    first.start()
    with MongoClient[dict[str, object]](first.uri, w="majority", journal=True) as client:
        client["t"]["c"].insert_one({"_id": 1})
    first.stop()

    second = EmbeddedMongo(tmp_path, free_port())
    second.start()
    try:
        with MongoClient[dict[str, object]](second.uri) as client:
            assert client["t"]["c"].find_one() == {"_id": 1}
    finally:
        second.stop()
