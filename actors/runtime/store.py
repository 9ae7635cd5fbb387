"""What the engine needs of storage, as a protocol, and its one implementation, on MongoDB."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from bson.raw_bson import RawBSONDocument
from msgspec.structs import replace

from storage.chain import commit_id, digest_of
from storage.journal import Journal, Outcome
from storage.mongo import Database, Document
from storage.reminders import Alarm, Reminders
from storage.snapshots import Snapshot, Snapshots


class History(msgspec.Struct, frozen=True):
    """What is kept of an entity: its latest snapshot, if any, and its later commits in order.

    `known` is the seq that the entity is known to have come to; less must not be taken for it.
    """

    snapshot: Snapshot | None
    tail: Sequence[Document]
    known: int = 0


class Store(Protocol):
    """Storage as the engine sees it. Any method may raise any exception at any time, before or
    after it had its effect; the engine must be right all the same."""

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        """Insert the commits; see `Journal.append_many`."""
        ...

    async def commits(self, ids: Sequence[str]) -> dict[str, Document]:
        """Return those of the commits `ids` that are durable."""
        ...

    async def load_many(
        self, keys: Sequence[str], schemas: Mapping[str, int]
    ) -> dict[str, History]:
        """Return the history of each of `keys`. Snapshots of another than the schema are ignored.

        `schemas` holds for each kind the version of its state.
        """
        ...

    async def save_many(self, snapshots: Sequence[Snapshot]) -> None:
        """Keep snapshots; see `Snapshots.save_many`."""
        ...

    async def due(
        self,
        until: datetime,
        shards: Collection[int] | None,
        *,
        limit: int = 500,
    ) -> list[Alarm]:
        """Return alarms that are due; see `Reminders.due`."""
        ...

    async def forget(self, fired: Sequence[Alarm]) -> None:
        """Delete alarms that have fired; see `Reminders.forget`."""
        ...

    async def hold(self, alarms: Sequence[Alarm], until: datetime) -> None:
        """Leave alarms out of what is due for a while; see `Reminders.hold`."""
        ...

    async def release(self, now: datetime, shards: Collection[int]) -> None:
        """End what `hold` began; see `Reminders.release`."""
        ...

    async def keep(self, alarms: Sequence[Alarm]) -> None:
        """Have alarms in the index; see `Reminders.keep`."""
        ...


class MongoStore:
    """The store on MongoDB."""

    def __init__(self, database: Database) -> None:
        self.journal = Journal(database)
        self.snapshots = Snapshots(database)
        self.reminders = Reminders(database)

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        """Insert the commits."""
        return await self.journal.append_many(commits)

    async def commits(self, ids: Sequence[str]) -> dict[str, Document]:
        """Return those of the commits `ids` that are durable."""
        return await self.journal.find(ids)

    async def load_many(
        self, keys: Sequence[str], schemas: Mapping[str, int]
    ) -> dict[str, History]:
        """Return the history of each of `keys`."""
        found = await self.snapshots.find(keys)
        snapshots = {
            key: snapshot
            for key, snapshot in found.items()
            if snapshot.schema == schemas[key.partition(":")[0]]
        }
        snapshots |= await self._with_heads(snapshots)
        tails = await self.journal.tails(
            {key: snapshots[key].seq if key in snapshots else 0 for key in keys}
        )
        return {
            key: History(
                snapshots.get(key), tails.get(key, ()), found[key].seq if key in found else 0
            )
            for key in keys
        }

    async def _with_heads(self, snapshots: Mapping[str, Snapshot]) -> dict[str, Snapshot]:
        """Return those without a head, as earlier releases wrote them, with the journal's."""
        ids = {
            commit_id(key, snapshot.seq): key
            for key, snapshot in snapshots.items()
            if not snapshot.head
        }
        commits = await self.journal.find(list(ids)) if ids else {}
        return {
            key: replace(snapshots[key], head=digest_of(commits[id]))
            for id, key in ids.items()
            if id in commits
        }

    async def save_many(self, snapshots: Sequence[Snapshot]) -> None:
        """Keep snapshots."""
        await self.snapshots.save_many(snapshots)

    async def due(
        self,
        until: datetime,
        shards: Collection[int] | None,
        *,
        limit: int = 500,
    ) -> list[Alarm]:
        """Return alarms that are due."""
        return await self.reminders.due(until, shards, limit=limit)

    async def forget(self, fired: Sequence[Alarm]) -> None:
        """Delete alarms that have fired."""
        await self.reminders.forget(fired)

    async def hold(self, alarms: Sequence[Alarm], until: datetime) -> None:
        """Leave alarms out of what is due for a while."""
        await self.reminders.hold(alarms, until)

    async def release(self, now: datetime, shards: Collection[int]) -> None:
        """End what `hold` began."""
        await self.reminders.release(now, shards)

    async def keep(self, alarms: Sequence[Alarm]) -> None:
        """Have alarms in the index."""
        await self.reminders.keep(alarms)
