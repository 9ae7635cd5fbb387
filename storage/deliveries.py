"""How far the messages of each entity are delivered, and which of them wait for their target."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import bson
from pymongo import InsertOne, UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession

from storage.chain import commit_id
from storage.journal import plain_of
from storage.mongo import Database, Document
from storage.quarantine import quarantine
from storage.schema import PLATFORM
from storage.secrecy.commits import KEY, keys_of, opened_all
from storage.secrecy.data_keys import DataKey
from storage.secrecy.keeping import data_keys


@dataclass(frozen=True)
class Message:
    """The message `number` of the commit `seq` of `source`, for the entity `key`; a parked one has
    been offered in vain `tries` times since. `data_key` is that of its source."""

    id: str
    source: str
    seq: int
    number: int
    shard: int
    key: str
    command: Document
    tries: int = 0
    data_key: bytes = b""

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
            data_key=commit.get(KEY, b""),
        )
        for number, message in enumerate(commit["out"])
    ]


class Deliveries:
    """What a courier keeps. `shards`: the query for parked messages that are its own, by the shard
    of their source. Everything raises PyMongoError when the database does not answer."""

    def __init__(self, database: Database, shards: Mapping[str, Any] | None = None) -> None:
        self._database = database
        self._keys = data_keys(database)
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
            keys = await self._keys.find({each.data_key for each in messages if each.data_key})
            parked = [InsertOne(_hidden(parked_document(each, now), keys)) for each in messages]
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
        return await self._messages(await found.limit(limit).to_list())

    async def queue(self, source: str, limit: int) -> list[Message]:
        """Return the first `limit` parked messages of `source`, in their order."""
        found = self._parked.find({"source": source}).sort([("seq", 1), ("n", 1)])
        return await self._messages(await found.limit(limit).to_list())

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
        found = await self._journal.find_one({"_id": id})
        return next(iter(await self.opened([found])), None) if found is not None else None

    async def opened(self, commits: Sequence[Document]) -> list[Document]:
        """Return `commits` as they were meant, without those whose key was destroyed."""
        return await opened_all(commits, self._keys)

    async def _messages(self, rows: Sequence[Document]) -> list[Message]:
        """Return the messages that are parked as `rows`, but for those whose key was destroyed."""
        keys = await self._keys.find(keys_of(rows))
        meant = (_opened(row, keys) for row in rows)
        return [parked_message(row) for row in meant if row is not None]


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
        **({KEY: message.data_key} if message.data_key else {}),
    }


def parked_message(document: Document) -> Message:
    """Return the message that is parked as `document`."""
    return Message(
        document["_id"], document["source"], document["seq"], document["n"],
        document.get("shard", 0), document["key"], document["command"], document["tries"],
        document.get(KEY, b""),
    )  # fmt: skip


def _hidden(row: Document, keys: Mapping[bytes, DataKey]) -> Document:
    key = keys.get(row.get(KEY, b""))
    if key is None:
        return row
    packed = bson.encode(row["command"])
    return {**row, "command": key.cipher.hide(packed, row["_id"].encode())}


def _opened(row: Document, keys: Mapping[bytes, DataKey]) -> Document | None:
    if KEY not in row:
        return row
    key = keys.get(bytes(row[KEY]))
    if key is None:
        return None
    packed = key.cipher.open(bytes(row["command"]), row["_id"].encode())
    return {**row, "command": plain_of(packed)}
