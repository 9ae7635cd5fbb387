"""The database for commands that work beside a running platform and without one."""

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from storage.embedded import EmbeddedMongo
from storage.mongo import Database, check, connect
from storage.schema import prepare
from storage.settings import StorageSettings


@asynccontextmanager
async def opened(settings: StorageSettings) -> AsyncGenerator[Database]:
    """Connect to the database, with the platform's own collections; an embedded one that does not
    run is started for as long as this takes.

    Raises:
        EmbeddedFailed: it does not start.
        UnsafeDatabase: it cannot keep what was promised.
    """
    server = EmbeddedMongo(settings.data / "mongodb", settings.port)
    ours = settings.embedded and not _listening(settings.port)
    try:
        if ours:
            server.start()
        database = connect(settings)
        try:
            await check(database)
            await prepare(database)
            yield database
        finally:
            await database.client.close()
    finally:
        if ours:
            server.stop()


def progress_bar() -> Progress:
    """Return a progress bar on standard error that counts."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
