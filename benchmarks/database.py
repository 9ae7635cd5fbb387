"""A database of a benchmark's own."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from actors.kinds import platform_collections
from benchmarks.machine import free_port
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, connect
from storage.schema import prepare
from storage.settings import StorageSettings


@contextmanager
def database_of_its_own(folder: Path) -> Iterator[StorageSettings]:
    """Run a database of the benchmark's own below `folder`."""
    server = EmbeddedMongo(folder / "mongodb", free_port(), cache_gib=1.0)
    server.start()
    try:
        yield StorageSettings(uri=server.uri, database="bench", data=folder, port=server.port)
    finally:
        server.stop()


@asynccontextmanager
async def prepared_database() -> AsyncIterator[tuple[StorageSettings, Database]]:
    """Run one in a folder of its own, with collections and indexes, and yield where it is as well.

    The loop stands still while it starts and ends.
    """
    with (
        tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder,
        database_of_its_own(Path(folder)) as storage,
    ):
        database = connect(storage)
        try:
            await prepare(database, platform_collections())
            yield storage, database
        finally:
            await database.client.close()
