"""Cases in bulk: copies of one that the real engine carried, under keys of their own.

Each copy has what a real case has: its commits without a gap, the snapshot of the last one, and an
alarm in the due index. Writing a million one by one through the engine would take an hour.
"""

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument

from actors.kernel.library import Library
from actors.kinds import build_kinds
from actors.place.city.load import City
from actors.runtime.engine import Engine
from actors.runtime.placement import shard_of
from actors.runtime.store import MongoStore
from benchmarks.cases import begin
from storage.clock import WallClock
from storage.mongo import Database
from storage.secrecy.commits import KEY, opened_all
from storage.secrecy.keeping import data_keys
from storage.secrecy.snapshots import opened
from storage.snapshots import Snapshots

_BATCH = 2_000
_AT_ONCE = 3
_FAR = timedelta(days=365)
_BEGAN = 1_735_689_600_000  # milliseconds of the Unix clock
_APART = 30_000


def key_of(number: int) -> str:
    """Return the key of the `number`-th case: as long as any, and begun half a minute after the
    one before, so that a million are a year's."""
    chance = random.Random(number).getrandbits(80)
    return f"case:{_BEGAN + number * _APART:012x}{chance:020x}"


class Pattern:
    """One case as it is stored: documents by collection."""

    def __init__(self, key: str, documents: dict[str, list[dict[str, Any]]]) -> None:
        self._name = key.partition(":")[2].encode()
        self._documents = documents
        self._encoded = cache(self._encode)

    def copy(self, key: str) -> dict[str, list[RawBSONDocument]]:
        """Return the same case under `key`.

        The key stands in `_id`, in messages and in the state. It is always of the same length, so
        it is exchanged in the bytes: encoding each anew takes many times as long.
        """
        name = key.partition(":")[2].encode()
        return {
            collection: [RawBSONDocument(raw.replace(self._name, name)) for raw in encoded]
            for collection, encoded in self._encoded(shard_of(key)).items()
        }

    def _encode(self, shard: int) -> dict[str, list[bytes]]:
        return {
            collection: [
                bson.encode({**each, "shard": shard} if "shard" in each else each) for each in some
            ]
            for collection, some in self._documents.items()
        }


async def make_pattern(database: Database, library: Library, city: City) -> Pattern:
    """Have one case filed and accepted in `database`, a scratch one, and return how it is kept: in
    clear, as by releases that hid nothing, since each copy would need a key of its own. A case has
    one from its next commit on."""
    clock = WallClock()
    async with Engine(build_kinds(library), MongoStore(database), clock) as engine:
        [case] = await begin(engine, library, city, 1)
    key, keys = f"case:{case}", data_keys(database)
    journal = await database["journal"].find({"key": key}).sort("seq", 1).to_list()
    kept = await database["snapshots"].find_one({"_id": key})
    [snapshot] = (await Snapshots(database).find([key])).values()
    meant = opened(snapshot, await keys.find([snapshot.data_key]))
    assert meant is not None and kept is not None
    documents = {
        "journal": [
            {name: value for name, value in commit.items() if name != KEY}
            for commit in await opened_all(journal, keys)
        ],
        "snapshots": [
            {**kept, "state": meant.state, "reminders": list(meant.reminders), "data_key": b""}
        ],
        "reminders": [
            {
                "_id": f"{key}/notice",
                "key": key,
                "name": "notice",
                "shard": 0,
                "due": clock.now() + _FAR,
                "command": {"type": "EndNoticePeriod", "round": 0},
            }
        ],
    }
    return Pattern(key, documents)


async def fill(database: Database, pattern: Pattern, numbers: Sequence[int]) -> None:
    """Write the cases of `numbers` into `database`."""
    starts = iter(range(0, len(numbers), _BATCH))

    async def write() -> None:
        for start in starts:  # shared by all who write
            copies = [pattern.copy(key_of(number)) for number in numbers[start : start + _BATCH]]
            for name in copies[0]:
                documents = [each for copy in copies for each in copy[name]]
                await database[name].insert_many(documents, ordered=False)

    await asyncio.gather(*(write() for _ in range(_AT_ONCE)))
