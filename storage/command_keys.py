"""Which entity each key stands for that a client has chosen for a wish (Idempotency-Key).

An entity knows the keys of its own commands again. That the same key is not used for another entity
is known here, for a day: a key is bound before its command is sent, by an insert of which one alone
of several at once succeeds. Nothing can be read in it but digests.

The insert is answered by the primary alone. The commit of the command comes after it in the same
log, so that whatever holds that commit holds the key, too; only a primary that fails between the
two forgets it.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, cast

import pymongo
from bson.binary import Binary
from pymongo import WriteConcern
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern

from storage.clock import WallClock
from storage.mongo import Database, Document

COLLECTION = "command_keys"
SECONDS = 5.0  # that the database has for one operation
_DUPLICATE = 11_000
_KEY, _TARGET = 16, 8  # bytes of the digests: keys of a day meet by chance in 10^-20 of all days


class CommandKeys:
    """The keys of a database."""

    def __init__(self, database: Database) -> None:
        self._keys = database.get_collection(
            COLLECTION, read_concern=ReadConcern("local"), write_concern=WriteConcern(w=1)
        )
        self._clock = WallClock()

    async def bind(self, wishes: Sequence[tuple[str, str]]) -> list[bool]:
        """Bind keys to entities, (key with its owner, entity) each, and tell of each whether it is
        bound to that entity, since now or before.

        Raises:
            PyMongoError: the database does not answer; what is bound is not known.
        """
        wanted = [(_digest(key, _KEY), _digest(entity, _TARGET)) for key, entity in wishes]
        bound: dict[bytes, bytes] = {}
        for key, entity in wanted:
            bound.setdefault(key, entity)
        now = self._clock.now()
        keys = list(bound)
        documents: list[Document] = [
            {"_id": Binary(key), "to": Binary(entity), "at": now} for key, entity in bound.items()
        ]
        try:
            with pymongo.timeout(SECONDS):
                await self._keys.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            details = cast("dict[str, Any]", error.details)
            failed: list[Document] = details.get("writeErrors", [])
            if details.get("writeConcernErrors") or any(e["code"] != _DUPLICATE for e in failed):
                raise
            bound |= await self._known([keys[int(each["index"])] for each in failed])
        return [bound[key] == entity for key, entity in wanted]

    async def _known(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        with pymongo.timeout(SECONDS):
            sought = {"_id": {"$in": [Binary(key) for key in keys]}}
            found = await self._keys.find(sought).to_list()
        return {bytes(each["_id"]): bytes(each["to"]) for each in found}


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()
