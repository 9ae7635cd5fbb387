"""Cards that were read at windows, on their way to the clerk who asked: sealed, for minutes, handed
over once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from storage.mongo import Database

LASTS = timedelta(minutes=3)  # from the asking on: the card is laid, the number checked


@dataclass(frozen=True)
class Reading:
    """One reading as its clerk may know it: at which `terminal`; the sealed `box` once a card was
    read, or what hindered that."""

    terminal: str
    box: bytes
    trouble: str


class CardReadings:
    """Readings by their ids. One that is over is as one that never was."""

    def __init__(self, database: Database) -> None:
        self._readings = database["card_readings"]

    async def ask(self, id: str, terminal: str, clerk: str, now: datetime) -> None:
        """Note that `clerk` asks for the card on the reader of `terminal`; asked again, nothing
        changes."""
        asked = {"_id": id, "terminal": terminal, "clerk": clerk, "until": now + LASTS}
        try:
            await self._readings.insert_one(asked)
        except DuplicateKeyError:
            return

    async def show(
        self, id: str, terminal: str, now: datetime, *, box: bytes, trouble: str
    ) -> bool:
        """Keep what `terminal` says of the reading; False when nobody asked that terminal for it,
        its time is over, or it was said already."""
        waiting = {
            "_id": id,
            "terminal": terminal,
            "until": {"$gt": now},
            "box": {"$exists": False},
        }
        said = {"$set": {"box": box, "trouble": trouble[:40]}}
        return (await self._readings.update_one(waiting, said)).modified_count == 1

    async def of(self, id: str, clerk: str, now: datetime) -> Reading | None:
        """Return the reading that `clerk` asked for, None when he has none under this id."""
        wanted = {"_id": id, "clerk": clerk, "until": {"$gt": now}}
        found = await self._readings.find_one(wanted)
        return _reading(found) if found else None

    async def take(self, id: str, clerk: str, now: datetime, key: str) -> bool:
        """Take the card for one use, which `key` stands for; False when `clerk` has none, or it was
        taken for another."""
        wanted = {
            "_id": id,
            "clerk": clerk,
            "until": {"$gt": now},
            "box": {"$exists": True, "$ne": b""},
            "taken_for": {"$in": [None, key]},
        }
        taken = {"$set": {"taken_for": key}}
        found = await self._readings.find_one_and_update(
            wanted, taken, return_document=ReturnDocument.AFTER
        )
        return found is not None


def _reading(found: dict[str, Any]) -> Reading:
    return Reading(found["terminal"], found.get("box", b""), found.get("trouble", ""))
