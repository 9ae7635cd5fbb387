"""What the engine needs of storage, as a protocol, and its one implementation, on MongoDB."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from bson.raw_bson import RawBSONDocument
from msgspec.structs import replace

from storage.chain import commit_id, digest_of
from storage.journal import Journal, Outcome
from storage.mongo import Database, Document
from storage.reminders import Alarm, Reminders
from storage.secrecy import snapshots as secret
from storage.secrecy.commits import KEY, keys_of, opened, opened_all
from storage.secrecy.data_keys import DataKey, DataKeys
from storage.secrecy.keeping import data_keys
from storage.snapshots import Snapshot, Snapshots


class History(msgspec.Struct, frozen=True):
    """What is kept of an entity: its latest snapshot, if any, and its later commits in order.

    `known` is the seq that the entity is known to have come to; less must not be taken for it.
    `head` is the digest of the last commit of `tail`. `data_key` hides what the entity says; None:
    it has none yet, or (`destroyed`) none any more, and what it said cannot be read.
    """

    snapshot: Snapshot | None
    tail: Sequence[Document]
    known: int = 0
    head: bytes = b""
    data_key: DataKey | None = None
    destroyed: bool = False


def history_of(
    snapshot: Snapshot | None, tail: Sequence[Document], known: int, keys: Mapping[bytes, DataKey]
) -> History:
    """Return the history of an entity from what is stored of it, opened with `keys`.

    Raises:
        CannotOpen: something was altered.
    """
    meant = secret.opened(snapshot, keys) if snapshot is not None else None
    commits = [commit for each in tail if (commit := opened(each, keys)) is not None]
    of_latest = tail[-1].get(KEY) if tail else snapshot.data_key if snapshot is not None else None
    return History(
        meant,
        commits,
        known,
        head=digest_of(tail[-1]) if tail else b"",
        data_key=keys.get(bytes(of_latest)) if of_latest else None,
        destroyed=len(commits) < len(tail) or (snapshot is not None and meant is None),
    )


def named_keys(snapshots: Iterable[Snapshot], tails: Iterable[Sequence[Document]]) -> set[bytes]:
    """Return the ids of the keys that open `snapshots` and `tails`."""
    ids = {snapshot.data_key for snapshot in snapshots if snapshot.data_key}
    return ids.union(*(keys_of(tail) for tail in tails))


class KeysAhead(Protocol):
    """Keys that are made ahead, for entities that begin."""

    @property
    def keys_left(self) -> bool:
        """Tell whether there is one to take; where not, some are being made from now on."""
        ...

    def take_key(self) -> DataKey:
        """Return a key for an entity that begins.

        Raises:
            NoKeyLeft: there is none just now.
        """
        ...


class Store(KeysAhead, Protocol):
    """Storage as the engine sees it. Any method may raise any exception at any time, before or
    after it had its effect; the engine must be right all the same."""

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        """Insert the commits; see `Journal.append_many`."""
        ...

    async def commits(self, ids: Sequence[str]) -> dict[str, Document]:
        """Return those of the commits `ids` that are durable, as they are stored."""
        ...

    async def opened(self, commits: Sequence[Document]) -> list[Document]:
        """Return `commits` as they were meant, without those whose key was destroyed."""
        ...

    async def make_keys(self) -> None:
        """Wait until there are keys to take."""
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
        self.keys: DataKeys = data_keys(database)
        self.journal = Journal(database)
        self.snapshots = Snapshots(database)
        self.reminders = Reminders(database)

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        """Insert the commits."""
        return await self.journal.append_many(commits)

    async def commits(self, ids: Sequence[str]) -> dict[str, Document]:
        """Return those of the commits `ids` that are durable, as they are stored."""
        return await self.journal.find(ids)

    async def opened(self, commits: Sequence[Document]) -> list[Document]:
        """Return `commits` as they were meant, without those whose key was destroyed."""
        return await opened_all(commits, self.keys)

    @property
    def keys_left(self) -> bool:
        """Tell whether there is a key to take."""
        return self.keys.left

    def take_key(self) -> DataKey:
        """Return a key for an entity that begins."""
        return self.keys.take()

    async def make_keys(self) -> None:
        """Wait until there are keys to take."""
        await self.keys.stock(1)

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
        named = named_keys(snapshots.values(), tails.values())
        secrets = await self.keys.find(named) if named else {}
        return {
            key: history_of(
                snapshots.get(key),
                tails.get(key, ()),
                found[key].seq if key in found else 0,
                secrets,
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
        """Keep snapshots, hidden; none of an entity whose key was destroyed meanwhile."""
        secrets = await self.keys.find({each.data_key for each in snapshots if each.data_key})
        kept = [
            secret.hidden(each, secrets[each.data_key]) if each.data_key else each
            for each in snapshots
            if not each.data_key or each.data_key in secrets
        ]
        await self.snapshots.save_many(kept)

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
