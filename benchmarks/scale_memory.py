"""How much memory so many idle cases take, asked of a process that holds nothing else.

`python -m benchmarks.scale_memory URI DATABASE COUNT` prints the bytes by which it has grown.
"""

import asyncio
import gc
import os
import subprocess
import sys
from pathlib import Path

from actors.kinds import platform_kinds
from actors.runtime.engine import Engine
from actors.runtime.memory import ease_collector, resident_bytes
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from benchmarks.bulk import key_of
from storage.clock import WallClock
from storage.mongo import connect
from storage.settings import StorageSettings

_AT_ONCE = 1_000


def growth(storage: StorageSettings, count: int) -> int:
    """Return the bytes by which a fresh process grows while it loads the first `count` cases."""
    words = ["-m", "benchmarks.scale_memory", storage.database, str(count)]
    answer = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "YIMEN_MONGODB_URI": storage.uri},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return int(answer.stdout)


async def _grow(storage: StorageSettings, count: int) -> int:
    database = connect(storage)
    settings = RuntimeSettings(max_entities=count, max_waiting=100_000)
    async with Engine(platform_kinds(), MongoStore(database), WallClock(), settings) as engine:
        await engine.show(key_of(0))
        gc.collect()
        before = resident_bytes()
        for start in range(0, count, _AT_ONCE):
            keys = [key_of(number) for number in range(start, min(start + _AT_ONCE, count))]
            await asyncio.gather(*(engine.show(key, timeout=60) for key in keys))
        assert engine.stats().entities == count
        gc.collect()
        after = resident_bytes()
    await database.client.close()
    return after - before


if __name__ == "__main__":
    name, number = sys.argv[1:]
    uri = os.environ["YIMEN_MONGODB_URI"]
    ease_collector()  # as every host does
    print(
        asyncio.run(
            _grow(StorageSettings(uri=uri, database=name, data=Path(), port=0), int(number))
        )
    )
