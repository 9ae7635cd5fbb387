"""How far the messages of each entity are delivered, and which of them wait for their target."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import InsertOne, UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession

from storage.chain import commit_id
from storage.mongo import Database, Document
from storage.quarantine import quarantine
from storage.schema import PLATFORM


@dataclass(frozen=True)
class Message:
    """The message `number` of the commit `seq` of `source`, for the entity `key`; a parked one has
    been offered in vain `tries` times since."""

    id: str
    source: str
    seq: int
    number: int
    shard: int
    key: str
    command: Document
    tries: int = 0

    @property
    def commit(self) -> str:
        """The `_id` of the commit that it came with."""
        return commit_id(self.source, self.seq)


def messages_of(commit: Document) -> list[Message]:
    """Return the messages of `commit`, in their order."""
    return [
        Message(
            f"{commit['key']}/{commit['seq']}/{number}",
            commit["key"],
            commit["seq"],
            number,
            commit["shard"],
            message["key"],
            message["command"],
        )
        for number, message in enumerate(commit["out"])
    ]


class Deliveries:
    """What a courier keeps. `shards`: the query for parked messages that are its own, by the shard
    of their source. Everything raises PyMongoError when the database does not answer."""

    def __init__(self, database: Database, shards: Mapping[str, Any] | None = None) -> None:
        self._database = database
        self._shards = dict(shards or {})
        self._journal = database["journal"]
        self._deliveries = database["deliveries"]
        self._parked = database["parked"]

    async def delivered(
        self, sources: Collection[str], session: AsyncClientSession
    ) -> dict[str, int]:
        """Return up to which commit the messages of each of `sources` are delivered or parked."""
        known = self._deliveries.find({"_id": {"$in": list(sources)}}, session=session)
        return {each["_id"]: each["seq"] async for each in known}

    async def waiting(self, sources: Collection[str], session: AsyncClientSession) -> set[str]:
        """Return those of `sources` that have messages parked."""
        query = {"source": {"$in": list(sources)}}
        return set(await self._parked.distinct("source", query, session))

    async def park(
        self, messages: Sequence[Message], now: datetime, session: AsyncClientSession
    ) -> None:
        """Keep `messages` to be offered again, from `now` on."""
        if messages:
            parked = [InsertOne(parked_document(message, now)) for message in messages]
            await self._parked.bulk_write(parked, ordered=False, session=session)

    async def note(self, reached: Mapping[str, int], session: AsyncClientSession) -> None:
        """Note up to which commit the messages of each source are `reached`."""
        progress = [
            UpdateOne({"_id": source}, {"$max": {"seq": seq}}, upsert=True)
            for source, seq in reached.items()
        ]
        await self._deliveries.bulk_write(progress, ordered=False, session=session)

    async def due(self, now: datetime, limit: int) -> list[Message]:
        """Return parked messages that are to be offered again by `now`, source by source."""
        found = self._parked.find({**self._shards, "next": {"$lte": now}}).sort(
            [("source", 1), ("seq", 1)]
        )
        return [parked_message(each) async for each in found.limit(limit)]

    async def queue(self, source: str, limit: int) -> list[Message]:
        """Return the first `limit` parked messages of `source`, in their order."""
        found = self._parked.find({"source": source}).sort([("seq", 1), ("n", 1)])
        return [parked_message(each) async for each in found.limit(limit)]

    async def take_out(self, id: str) -> None:
        """Have the message `id` parked no more."""
        await self._parked.delete_one({"_id": id})

    async def put_off(self, source: str, until: datetime) -> None:
        """Have nothing of `source` offered before `until`."""
        await self._parked.update_many(
            {"source": source}, {"$set": {"next": until}, "$inc": {"tries": 1}}
        )

    async def parked(self, most: int) -> int:
        """Return how many are parked, `most` at most."""
        return await self._parked.count_documents(self._shards, limit=most)

    async def carried_out(self, message: Message) -> bool:
        """Tell whether the target of `message` has carried it out, however long ago."""
        done = {"by": PLATFORM, "key": message.key, "cmd": message.id}
        return await self._journal.find_one(done, {"_id": 1}) is not None

    async def set_aside(self, message: Message, error: Exception) -> None:
        """Put `message`, refused with `error`, where operators see it."""
        await quarantine(self._database, "courier", message.id, error)

    async def commit(self, id: str) -> Document | None:
        """Return the commit of this `_id`, if the journal has it (any more)."""
        return await self._journal.find_one({"_id": id})


def commit_with(id: str) -> str:
    """Return the `_id` of the commit of a message ("case:7f3a/4/0"), or `id` if it is one."""
    found = re.fullmatch(r"(.+)/(\d{1,9})/\d+", id)
    return commit_id(found[1], int(found[2])) if found else id


def parked_document(message: Message, now: datetime) -> Document:
    """Return `message` as it is parked."""
    return {
        "_id": message.id,
        "source": message.source,
        "seq": message.seq,
        "n": message.number,
        "shard": message.shard,
        "key": message.key,
        "command": message.command,
        "tries": 0,
        "next": now,
    }


def parked_message(document: Document) -> Message:
    """Return the message that is parked as `document`."""
    return Message(
        document["_id"], document["source"], document["seq"], document["n"],
        document.get("shard", 0), document["key"], document["command"], document["tries"],
    )  # fmt: skip
