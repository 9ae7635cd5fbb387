"""What people looked for and did not find, for the editors of the synonyms; never who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage.mongo import Database
from storage.search.folding import folded, is_number, pieces

COLLECTION = "missed_searches"  # {_id: what was typed, folded; times; on}
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

    async def note(self, text: str, on: date) -> None:
        """Count one more search for `text`. What is long, or holds a number of six and more
        digits, is not kept: it may tell who looked; and once very much is kept, nothing new."""
        plain = folded(text)
        parts = pieces(plain)
        long = any(is_number(part) and len(part) >= _LONG_NUMBER for part in parts)
        if not parts or long or len(plain) > _MOST_CHARACTERS:
            return
        change = {"$inc": {"times": 1}, "$max": {"on": on.isoformat()}}
        room = await self._collection.estimated_document_count() < _MOST_KEPT
        await self._collection.update_one({"_id": plain}, change, upsert=room)

    async def most(self, limit: int = 50, least: int = 1) -> Sequence[Missed]:
        """Return what was missed most often, `least` times at the least, the latest first of
        equals."""
        often = {"times": {"$gte": least}}
        found = (
            self._collection.find(often).sort([("times", -1), ("on", -1), ("_id", 1)]).limit(limit)
        )
        return tuple(
            Missed(each["_id"], each["times"], date.fromisoformat(each["on"]))
            for each in await found.to_list()
        )

    async def forget(self, text: str) -> None:
        """Drop what an editor has dealt with."""
        await self._collection.delete_one({"_id": folded(text)})
