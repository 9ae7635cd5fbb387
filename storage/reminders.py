"""The due index of alarms, scanned by the owners of the shards. The projector writes it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
import pymongo
from pymongo import DeleteOne

from storage.mongo import Database, Document


class Alarm(msgspec.Struct, frozen=True):
    """A pending alarm: at `due`, `command` goes to the entity `key`."""

    key: str
    name: str
    shard: int
    due: datetime
    command: dict[str, Any]


class Reminders:
    """Finds and deletes alarms. `seconds` bounds each operation on the database.

    All methods raise PyMongoError when the database does not answer.
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
        query: Document = {"held": None, "due": {"$lte": until}}
        if shards is not None:
            query["shard"] = {"$in": sorted(shards)}
        with pymongo.timeout(self._seconds):
            return [
                Alarm(
                    key=document["key"],
                    name=document["name"],
                    shard=document["shard"],
                    due=document["due"],
                    command=document["command"],
                )
                async for document in self._reminders.find(query).sort("due", 1).limit(limit)
            ]

    async def forget(self, fired: Sequence[Alarm]) -> None:
        """Delete those of `fired` that have not been set anew since."""
        if fired:
            with pymongo.timeout(self._seconds):
                await self._reminders.bulk_write(
                    [
                        DeleteOne({"_id": f"{alarm.key}/{alarm.name}", "due": alarm.due})
                        for alarm in fired
                    ],
                    ordered=False,
                )
