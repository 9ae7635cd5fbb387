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
from storage.passwords import User
from storage.schema import prepare
from storage.settings import StorageSettings
from storage.users import keep_users


@asynccontextmanager
async def opened(settings: StorageSettings, user: User) -> AsyncGenerator[Database]:
    """Connect to the database as `user`, with the platform's own collections; an embedded one that
    does not run is started for as long as this takes.

    Raises:
        EmbeddedFailed: it does not start.
        UnsafeDatabase: it cannot keep what was promised.
        NoPassword: the password of `user` cannot be read.
    """
    server = EmbeddedMongo.of(settings)
    ours = settings.embedded and not _listening(settings.port)
    try:
        if ours:
            server.start()
            # It loads everything that is installed.
            from actors.kinds import platform_collections  # noqa: PLC0415

            await keep_users(server, settings.database, platform_collections())
        async with connected(settings, "operator") as database:
            await check(database)
            await prepare(database)
        async with connected(settings, user) as database:
            yield database
    finally:
        if ours:
            server.stop()


@asynccontextmanager
async def connected(settings: StorageSettings, user: User) -> AsyncGenerator[Database]:
    """Connect to the database as `user`.

    Raises:
        NoPassword: its password cannot be read.
    """
    database = connect(settings, user)
    try:
        yield database
    finally:
        await database.client.close()


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
