"""The due index of alarms, scanned by the owners of the shards. The projector writes it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
import pymongo
from pymongo import DeleteOne, UpdateOne

from storage.mongo import Database, Document

TOGETHER = 200
"""Shards asked for in one query: of so many the database reads the index in the order of the
instants, and stops at the limit; of more it would read and sort everything that is due."""

_AT_THE_END = 2.0  # seconds; whoever keeps alarms is about to stop


class Alarm(msgspec.Struct, frozen=True):
    """A pending alarm: at `due`, `command` goes to the entity `key`, whose commit `seq` (or an
    earlier one) set it."""

    key: str
    name: str
    shard: int
    due: datetime
    command: dict[str, Any]
    seq: int = 0


class Reminders:
    """The index. `seconds` bounds each operation on the database.

    A row with a field `held` is not due: True until whoever makes virtual history releases it, an
    instant until that has passed. All methods raise PyMongoError when the database does not answer.
    """

    def __init__(self, database: Database, *, seconds: float = 10.0) -> None:
        self._reminders = database["reminders"]
        self._seconds = seconds

    async def due(
        self,
        until: datetime,
        shards: Collection[int] | None,
        *,
        limit: int = 500,
    ) -> list[Alarm]:
        """Return up to `limit` alarms due by `until`, soonest first, of `shards` (None: of all)."""
        found: list[Alarm] = []
        with pymongo.timeout(self._seconds):
            for query in due_queries(until, shards):
                rows = self._reminders.find(query).sort("due", 1).limit(limit)
                found += [_alarm(row) async for row in rows]
        found.sort(key=lambda alarm: alarm.due)
        return found[:limit]

    async def forget(self, fired: Sequence[Alarm]) -> None:
        """Delete those of `fired` that have not been set anew since."""
        await self._write([DeleteOne(_as_set(alarm)) for alarm in fired])

    async def hold(self, alarms: Sequence[Alarm], until: datetime) -> None:
        """Leave those of `alarms` that have not been set anew out of what is due `until` then."""
        await self._write([UpdateOne(_as_set(alarm), _held(until)) for alarm in alarms])

    async def release(self, now: datetime, shards: Collection[int]) -> None:
        """Have those due again that were held until an instant before `now` or, of `shards`, until
        any."""
        over: Document = {"held": {"$lte": now}}
        ours: Document = {"held": {"$type": "date"}, "shard": {"$in": list(shards)}}
        with pymongo.timeout(self._seconds):
            await self._reminders.update_many({"$or": [over, ours]}, {"$unset": {"held": ""}})

    async def keep(self, alarms: Sequence[Alarm]) -> None:
        """Add those of `alarms` whose name their entity has none of in the index, ahead of the
        projector, which comes to the same. One that has ended meanwhile does no harm in it."""
        writes = [
            UpdateOne(
                {"_id": f"{alarm.key}/{alarm.name}"},
                {"$setOnInsert": msgspec.structs.asdict(alarm)},
                upsert=True,
            )
            for alarm in alarms
        ]
        with pymongo.timeout(_AT_THE_END):
            await self._write(writes)

    async def _write(self, writes: Sequence[DeleteOne | UpdateOne]) -> None:
        if writes:
            with pymongo.timeout(self._seconds):
                await self._reminders.bulk_write(writes, ordered=False)


def due_queries(until: datetime, shards: Collection[int] | None) -> list[Document]:
    """Return the queries that together find what is due by `until` in `shards` (None: in all)."""
    # Not `"held": None`: that is two places of the index, and twice as many ranges to merge.
    due: Document = {"held": {"$exists": False}, "due": {"$lte": until}}
    if shards is None:
        return [due]
    numbers = sorted(shards)
    return [
        {**due, "shard": {"$in": numbers[first : first + TOGETHER]}}
        for first in range(0, len(numbers), TOGETHER)
    ]


def _alarm(row: Document) -> Alarm:
    return Alarm(
        key=row["key"],
        name=row["name"],
        shard=row["shard"],
        due=row["due"],
        command=row["command"],
        seq=row.get("seq", 0),
    )


def _as_set(alarm: Alarm) -> Document:
    return {"_id": f"{alarm.key}/{alarm.name}", "due": alarm.due}


def _held(until: datetime) -> Document:
    return {"$set": {"held": until}}
