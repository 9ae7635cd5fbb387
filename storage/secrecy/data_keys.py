"""Data keys (数据密钥): one for each entity and each file, kept in the database, wrapped.

Whoever destroys the key of an entity destroys what all its commits, snapshots and copies hide, also
those in backups, and alters no commit: the chain stays whole (密钥销毁).

An entity has its key before its first commit. So that no command waits for that, keys are made
ahead in the database, and taken when an entity begins; those that are left at the end of a process
are never used.
"""

import asyncio
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import pymongo
import structlog
from bson import Binary
from pymongo import UpdateOne

from storage.mongo import Database
from storage.secrecy.cipher import KEY_BYTES, Chance, Cipher, cipher
from storage.secrecy.service import KeyService, Wrapped

_log = structlog.get_logger("yimen.storage")
_ID_BYTES = 12
_FIRST, _MOST = 64, 1024  # keys made at once: twice as many when some were taken
_REMEMBERED = 20_000  # keys in memory
_LASTING = 600.0  # seconds after which a key in memory is looked up again: it may be destroyed


class NoKeyLeft(Exception):
    """More entities begin at once than there are keys made; some are being made now."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key: its `id`, and what hides and opens with it."""

    id: bytes
    cipher: Cipher


class KeyRows(Protocol):
    """Where wrapped keys lie. Both raise PyMongoError when the database does not answer."""

    async def add(self, keys: Sequence[tuple[bytes, Wrapped]]) -> None:
        """Keep new keys; once it returns, they are durable."""
        ...

    async def find(self, ids: Collection[bytes]) -> dict[bytes, Wrapped]:
        """Return those of the keys that there are."""
        ...


class MongoKeyRows:
    """The collection `data_keys`."""

    def __init__(self, database: Database, *, seconds: float = 5.0) -> None:
        self._keys = database["data_keys"]
        self._seconds = seconds

    async def add(self, keys: Sequence[tuple[bytes, Wrapped]]) -> None:
        """Keep new keys."""
        rows = [
            {"_id": Binary(id), "by": wrapped.generation, "key": Binary(wrapped.key)}
            for id, wrapped in keys
        ]
        with pymongo.timeout(self._seconds):
            await self._keys.insert_many(rows, ordered=False)

    async def find(self, ids: Collection[bytes]) -> dict[bytes, Wrapped]:
        """Return those of the keys that there are."""
        with pymongo.timeout(self._seconds):
            return {
                bytes(row["_id"]): Wrapped(row["by"], bytes(row["key"]))
                async for row in self._keys.find({"_id": {"$in": [Binary(id) for id in ids]}})
            }

    async def remove(self, ids: Collection[bytes]) -> int:
        """Destroy keys for good, and return how many there were."""
        gone = await self._keys.delete_many({"_id": {"$in": [Binary(id) for id in ids]}})
        return gone.deleted_count

    async def wrapped_otherwise(self, generation: str, limit: int) -> list[tuple[bytes, Wrapped]]:
        """Return at most `limit` keys that another generation than this wraps."""
        found = self._keys.find({"by": {"$ne": generation}}).limit(limit)
        return [(bytes(row["_id"]), Wrapped(row["by"], bytes(row["key"]))) async for row in found]

    async def generations(self) -> set[str]:
        """Return the generations that wrap any key."""
        return set(await self._keys.distinct("by"))

    async def counted(self) -> dict[str, int]:
        """Return how many keys each generation wraps."""
        found = await self._keys.aggregate([{"$group": {"_id": "$by", "count": {"$sum": 1}}}])
        return {row["_id"]: row["count"] async for row in found}

    async def wrap_anew(self, keys: Sequence[tuple[bytes, Wrapped, Wrapped]]) -> None:
        """Keep keys as they are wrapped now, unless another process was first; each comes with how
        it was wrapped before. One that was destroyed meanwhile stays so."""
        writes = [
            UpdateOne(
                {"_id": Binary(id), "by": before.generation},
                {"$set": {"by": after.generation, "key": Binary(after.key)}},
            )
            for id, before, after in keys
        ]
        if writes:
            await self._keys.bulk_write(writes, ordered=False)


class DataKeys:
    """Makes, finds and remembers data keys; `first` are made at once at the beginning."""

    def __init__(
        self,
        rows: KeyRows,
        service: KeyService,
        *,
        chance: Chance = os.urandom,
        first: int = _FIRST,
        now: Callable[[], float] | None = None,
    ) -> None:
        self._rows = rows
        self._service = service
        self._chance = chance
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._spare: list[DataKey] = []
        self._count = first
        self._taken = False
        self._making: asyncio.Task[None] | None = None
        self._young: dict[bytes, DataKey] = {}
        self._old: dict[bytes, DataKey] = {}
        self._turned = 0.0

    async def stock(self, wanted: int) -> None:
        """Have at least `wanted` keys ready to be taken, and more on their way when few are left.

        Raises:
            PyMongoError: the database did not answer.
            UnusableKey: the key service did not.
        """
        while len(self._spare) < wanted:
            self._begin(max(wanted, self._count))
            assert self._making is not None
            await asyncio.shield(self._making)
        self._look_ahead()

    @property
    def left(self) -> bool:
        """Tell whether there is a key to take; where not, some are being made from now on."""
        if not self._spare:
            self._look_ahead()
        return bool(self._spare)

    def take(self) -> DataKey:
        """Return a key that nobody has: it is durable already.

        Raises:
            NoKeyLeft: there is none just now.
        """
        if not self._spare:
            self._look_ahead()
            raise NoKeyLeft
        key = self._spare.pop()
        self._taken = True
        self._remember(key)
        self._look_ahead()
        return key

    async def find(self, ids: Iterable[bytes]) -> dict[bytes, DataKey]:
        """Return those of the keys that there are; of what is missing, the key was destroyed.

        Raises:
            PyMongoError: the database did not answer.
            UnusableKey: the key service did not, or lacks the generation.
        """
        self._forget_old()
        found: dict[bytes, DataKey] = {}
        missing: set[bytes] = set()
        for id in ids:
            key = self._young.get(id) or self._old.get(id)
            if key is None:
                missing.add(id)
            else:
                found[id] = key
        if missing:
            rows = list((await self._rows.find(missing)).items())
            secrets = await self._service.unwrap(rows) if rows else []
            for (id, _), secret in zip(rows, secrets, strict=True):
                found[id] = self._key(id, secret)
                self._remember(found[id])
        return found

    def forget(self, ids: Iterable[bytes]) -> None:
        """Forget keys that were destroyed."""
        for id in ids:
            self._young.pop(id, None)
            self._old.pop(id, None)

    def _look_ahead(self) -> None:
        """Have more keys made before the last one is taken."""
        if len(self._spare) <= self._count // 2 and not self._under_way:
            if self._taken:
                self._count = min(self._count * 2, _MOST)
            self._begin(self._count)

    @property
    def _under_way(self) -> bool:
        return self._making is not None and not self._making.done()

    def _begin(self, count: int) -> None:
        if not self._under_way:
            self._making = asyncio.get_running_loop().create_task(self._make(count))
            self._making.add_done_callback(_tell)

    async def _make(self, count: int) -> None:
        length = KEY_BYTES[self._service.profile]
        made = [(self._chance(_ID_BYTES), self._chance(length)) for _ in range(count)]
        wrapped = await self._service.wrap(made)
        ids = [id for id, _ in made]
        await self._rows.add(list(zip(ids, wrapped, strict=True)))
        self._spare += [self._key(id, secret) for id, secret in made]

    def _key(self, id: bytes, secret: bytes) -> DataKey:
        return DataKey(id, cipher(self._service.profile, secret, self._chance))

    def _remember(self, key: DataKey) -> None:
        if len(self._young) >= _REMEMBERED:
            self._old, self._young = self._young, {}
        self._young[key.id] = key

    def _forget_old(self) -> None:
        now = self._now()
        if now - self._turned > _LASTING:
            self._old, self._young, self._turned = self._young, {}, now


def _tell(making: "asyncio.Task[None]") -> None:
    if not making.cancelled() and (error := making.exception()) is not None:
        _log.warning("keys.not_made", error=type(error).__name__)
