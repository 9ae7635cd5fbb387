"""The due index of alarms: follows the journal, and is scanned by the owners of the shards."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
import pymongo
from pymongo import DeleteOne, UpdateOne
from pymongo.errors import BulkWriteError

from storage.mongo import Database, Document

_DUPLICATE = 11000


class Alarm(msgspec.Struct, frozen=True):
    """A pending alarm: at `due`, `command` goes to the entity `key`."""

    key: str
    name: str
    shard: int
    due: datetime
    command: dict[str, Any]


class Reminders:
    """Keeps and finds alarms. `seconds` bounds each operation on the database.

    All methods raise PyMongoError when the database does not answer.
    """

    def __init__(self, database: Database, *, seconds: float = 10.0) -> None:
        self._reminders = database["reminders"]
        self._seconds = seconds

    async def follow(self, commits: Sequence[Document], *, held: bool = False) -> None:
        """Take over the alarms that `commits` (documents of the journal, in order) set or cancel.

        Doing it again changes nothing that a later commit has set. A fired alarm may come back by
        that; its entity knows that it has fired and lets it go. `held` alarms are not found by
        `due` until `release`.
        """
        last = {
            f"{commit['key']}/{reminder['name']}": (commit, reminder)
            for commit in commits
            for reminder in commit.get("rem", ())
        }
        writes = [
            _write(id, commit, reminder, held=held) for id, (commit, reminder) in last.items()
        ]
        if not writes:
            return
        try:
            with pymongo.timeout(self._seconds):
                await self._reminders.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            errors = (error.details or {}).get("writeErrors", ())
            if any(each["code"] != _DUPLICATE for each in errors):
                raise  # a duplicate only says that a later alarm of that name is there

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

    async def release(self, keys: Sequence[str] | None = None) -> None:
        """Let held alarms of `keys` (None: all) fire like any other."""
        query: Document = {"held": True}
        if keys is not None:
            query["key"] = {"$in": list(keys)}
        with pymongo.timeout(self._seconds):
            await self._reminders.update_many(query, {"$unset": {"held": ""}})


def _write(id: str, commit: Document, reminder: Document, *, held: bool) -> UpdateOne | DeleteOne:
    earlier = {"_id": id, "seq": {"$lt": commit["seq"]}}
    if reminder["at"] is None:
        return DeleteOne(earlier)
    fields: Document = {
        "key": commit["key"],
        "name": reminder["name"],
        "shard": commit["shard"],
        "due": reminder["at"],
        "command": reminder["command"],
        "seq": commit["seq"],
    }
    if held:
        return UpdateOne(earlier, {"$set": {**fields, "held": True}}, upsert=True)
    return UpdateOne(earlier, {"$set": fields, "$unset": {"held": ""}}, upsert=True)
