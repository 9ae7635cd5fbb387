"""Snapshots: the state of an entity at one of its commits, so that loading need not replay all."""

from collections.abc import Sequence

import msgspec
import pymongo
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from storage.mongo import Database, Document

_DUPLICATE = 11000


class Snapshot(msgspec.Struct, frozen=True):
    """An entity as it stood after commit `seq`.

    `schema` is the version of its kind's state, `state` that state as MessagePack; `recent` holds
    the ids of its last commands with their commits, `alarms` its pending alarms by name, each with
    the instant it is due (ISO 8601), and `reminders` the same alarms in full, as commits hold them.
    `head` is the digest of commit `seq`; snapshots of releases without a chain have none. `events`
    are the types and versions of the events that made the state, as far as they were noted: code
    that does not know one of them would lose what came of it. `data_key` is the id of the key under
    which it is kept; see `secrecy/snapshots.py`.
    """

    key: str
    seq: int
    schema: int
    state: bytes
    recent: tuple[tuple[str, int], ...] = ()
    alarms: tuple[tuple[str, str], ...] = ()
    reminders: tuple[Document, ...] = ()
    head: bytes = b""
    events: tuple[tuple[str, int], ...] = ()
    data_key: bytes = b""


class Snapshots:
    """Reads and writes snapshots. `seconds` bounds each operation on the database."""

    def __init__(self, database: Database, *, seconds: float = 5.0) -> None:
        self._snapshots = database["snapshots"]
        self._seconds = seconds

    async def find(self, keys: Sequence[str]) -> dict[str, Snapshot]:
        """Return the snapshots there are of `keys`.

        Raises:
            PyMongoError: the database did not answer.
        """
        with pymongo.timeout(self._seconds):
            return {
                document["_id"]: _snapshot(document)
                async for document in self._snapshots.find({"_id": {"$in": list(keys)}})
            }

    async def keys(self, kind: str) -> set[str]:
        """Return the keys of the entities of `kind` that have a snapshot.

        Raises:
            PyMongoError: the database did not answer.
        """
        with pymongo.timeout(self._seconds):
            found = self._snapshots.find(
                {"_id": {"$gt": f"{kind}:", "$lt": f"{kind};"}}, {"_id": 1}
            )
            return {document["_id"] async for document in found}

    async def page(self, after: str, limit: int) -> list[Snapshot]:
        """Return at most `limit` snapshots of keys after `after`, in the order of keys.

        Raises:
            PyMongoError: the database did not answer.
        """
        found = self._snapshots.find({"_id": {"$gt": after}}).sort("_id").limit(limit)
        return [_snapshot(document) async for document in found]

    async def save_many(self, snapshots: Sequence[Snapshot]) -> None:
        """Keep each of `snapshots` unless a later one of its entity is there, or one of the same
        commit by newer code.

        Raises:
            PyMongoError: the database did not answer, or refused.
        """
        writes = [
            UpdateOne(
                {"_id": snapshot.key, "$or": _older(snapshot)},
                {
                    "$set": {
                        "seq": snapshot.seq,
                        "schema": snapshot.schema,
                        "state": snapshot.state,
                        "recent": snapshot.recent,
                        "alarms": snapshot.alarms,
                        "reminders": snapshot.reminders,
                        "head": snapshot.head,
                        "events": snapshot.events,
                        "data_key": snapshot.data_key,
                    }
                },
                upsert=True,
            )
            for snapshot in snapshots
        ]
        if not writes:
            return
        try:
            with pymongo.timeout(self._seconds):
                await self._snapshots.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            details = error.details or {}
            if any(each["code"] != _DUPLICATE for each in details.get("writeErrors", ())):
                raise  # a duplicate only says that a later snapshot is there


def _older(snapshot: Snapshot) -> list[Document]:
    """Return the queries for what gives way to `snapshot`."""
    return [
        {"seq": {"$lt": snapshot.seq}},
        {"seq": snapshot.seq, "schema": {"$lt": snapshot.schema}},
    ]


def _snapshot(document: Document) -> Snapshot:
    return Snapshot(
        key=document["_id"],
        seq=document["seq"],
        schema=document["schema"],
        state=document["state"],
        recent=tuple((command, seq) for command, seq in document["recent"]),
        alarms=tuple((name, due) for name, due in document.get("alarms", ())),
        reminders=tuple(document.get("reminders", ())),
        head=document.get("head", b""),
        events=tuple((name, version) for name, version in document.get("events", ())),
        data_key=document.get("data_key", b""),
    )
