"""What people looked for and did not find, for the editors of the synonyms; never who looked.

Anybody may type a name, so texts lie hidden, each under a key of its own, and are counted by a
keyed digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bson import Binary

from storage.mongo import Database, Document
from storage.search.folding import folded, is_number, pieces
from storage.secrecy.data_keys import DataKey
from storage.secrecy.keeping import data_keys, lookups

COLLECTION = "missed_searches"  # {_id: digest of what was typed, folded; times; on; key; text}
_MOST_CHARACTERS = 40
_MOST_KEPT = 10_000  # texts; anybody may look for anything, and fill no disk with it
_LONG_NUMBER = 6  # digits and letters: may be of a person, a phone, a case


@dataclass(frozen=True)
class Missed:
    """Something that was not found: how often, and the last day (local date)."""

    text: str
    times: int
    on: date


class MissedSearches:
    """Counts searches for service items that found nothing. Methods raise PyMongoError when the
    database does not answer."""

    def __init__(self, database: Database) -> None:
        self._collection = database[COLLECTION]
        self._keys = data_keys(database)
        self._lookups = lookups()
        self._cleared = False

    async def note(self, text: str, on: date) -> None:
        """Count one more search for `text`. What is long, or holds a number of six and more
        digits, is not kept: it may tell who looked; and once very much is kept, nothing new."""
        plain = folded(text)
        parts = pieces(plain)
        long = any(is_number(part) and len(part) >= _LONG_NUMBER for part in parts)
        if not parts or long or len(plain) > _MOST_CHARACTERS:
            return
        await self._clear()
        id = self._id(plain)
        change: Document = {"$inc": {"times": 1}, "$max": {"on": on.isoformat()}}
        known = await self._collection.update_one({"_id": id}, change)
        if known.matched_count or await self._collection.estimated_document_count() >= _MOST_KEPT:
            return
        await self._keys.stock(1)
        key = self._keys.take()
        hidden = {
            "key": Binary(key.id),
            "text": Binary(key.cipher.hide(plain.encode(), _about(id))),
        }
        await self._collection.update_one(
            {"_id": id}, {**change, "$setOnInsert": hidden}, upsert=True
        )

    async def most(self, limit: int = 50, least: int = 1) -> Sequence[Missed]:
        """Return what was missed most often, `least` times at the least, the latest first of
        equals."""
        often = {"times": {"$gte": least}, "key": {"$exists": True}}
        found = (
            self._collection.find(often).sort([("times", -1), ("on", -1), ("_id", 1)]).limit(limit)
        )
        rows = await found.to_list()
        keys = await self._keys.find({bytes(row["key"]) for row in rows}) if rows else {}
        return tuple(
            Missed(_text(row, key), row["times"], date.fromisoformat(row["on"]))
            for row in rows
            if (key := keys.get(bytes(row["key"]))) is not None
        )

    async def forget(self, text: str) -> None:
        """Drop what an editor has dealt with."""
        await self._collection.delete_one({"_id": self._id(folded(text))})

    def _id(self, plain: str) -> str:
        return self._lookups.of(COLLECTION, plain)

    async def _clear(self) -> None:
        """Drop, once, what earlier releases kept in clear."""
        if not self._cleared:
            await self._collection.delete_many({"key": {"$exists": False}})
            self._cleared = True


def _text(row: Document, key: DataKey) -> str:
    return key.cipher.open(bytes(row["text"]), _about(row["_id"])).decode()


def _about(id: str) -> bytes:
    return f"{COLLECTION} {id}".encode()
