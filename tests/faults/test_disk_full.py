"""F10: the disk under the database runs full. It ends; with room again everything is there."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from storage.clock import WallClock
from storage.embedded import EmbeddedMongo
from storage.mongo import connect
from storage.schema import prepare
from storage.settings import StorageSettings
from tests.faults.checker import check
from tests.faults.load import Load
from tests.integration.kinds import kinds
from tests.ports import free_port

MEGABYTE = 2**20
KEYS = [f"ledger:{number}" for number in range(20)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 MB, mounted from a file."""
    image, folder = tmp_path / "image", tmp_path / "disk"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(400 * MEGABYTE)
    for command in (
        ["mkfs.ext4", "-q", "-m", "0", str(image)],
        ["mount", "-o", "loop", str(image), str(folder)],
    ):
        subprocess.run(command, check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room there is, and return the file that has it."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        size = MEGABYTE
        while size >= 4096:
            try:
                os.posix_fallocate(file.fileno(), file.tell(), size)
                file.seek(size, os.SEEK_CUR)
            except OSError:
                size //= 2
    return ballast


async def test_f10_a_full_disk_ends_the_database_and_loses_nothing(
    small_disk: Path, tmp_path: Path
) -> None:
    server = EmbeddedMongo(small_disk, free_port(), cache_gib=0.25)
    server.start()
    settings = StorageSettings(uri=server.uri, database="full", data=tmp_path, port=server.port)
    database = connect(settings)
    await prepare(database)
    try:
        async with Engine(kinds(), MongoStore(database), WallClock()) as engine:
            load = Load(engine, KEYS, clients=20, seed=10)
            async with load.running():
                await load.acknowledged(200)
                ballast = fill(small_disk)
                async with asyncio.timeout(60):
                    while server.running:
                        await asyncio.sleep(0.05)
                ballast.unlink()
                await asyncio.to_thread(server.start)
                await load.acknowledged(200)

        assert await check(database, load.history) == []
    finally:
        await database.client.close()
        server.stop()
