"""Peaks that operators know of beforehand, and what is to be running then."""

from datetime import datetime
from typing import Any, cast

import msgspec
import pymongo

from storage.mongo import Database, Document

_SECONDS = 5.0  # for one operation on the database
_DOCUMENT = {"_id": "peaks"}


class Peak(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, from the instant `begins` to `ends` (aware, UTC): at least so many `hosts` and
    `replicas` run then; 0 leaves their number alone."""

    id: str
    begins: datetime
    ends: datetime
    hosts: int = 0
    replicas: int = 0


class Peaks:
    """Reads and changes the plan. Raises PyMongoError when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._settings = database["settings"]

    async def read(self) -> tuple[Peak, ...]:
        """Return all that are planned, and those that ended since the last one was planned, the
        earliest first."""
        with pymongo.timeout(_SECONDS):
            document = await self._settings.find_one(_DOCUMENT)
        found = cast("list[Document]", document["planned"]) if document else []
        return tuple(sorted((_peak(each) for each in found), key=lambda peak: peak.begins))

    async def plan(self, peak: Peak, *, now: datetime) -> None:
        """Add `peak`; those that are over `now` are forgotten."""
        over: Any = {"planned": {"ends": {"$lte": now}}}
        new: Any = {"planned": msgspec.structs.asdict(peak)}
        with pymongo.timeout(_SECONDS):
            await self._settings.update_one(_DOCUMENT, {"$pull": over}, upsert=True)
            await self._settings.update_one(_DOCUMENT, {"$push": new})

    async def end(self, id: str, *, now: datetime) -> bool:
        """Have the peak `id` end `now`, whether it has begun or not; False when there is none that
        would end later."""
        open_: Any = {"planned": {"$elemMatch": {"id": id, "ends": {"$gt": now}}}}
        with pymongo.timeout(_SECONDS):
            found = await self._settings.update_one(
                {**_DOCUMENT, **open_}, {"$set": {"planned.$.ends": now}}
            )
        return found.matched_count == 1


def _peak(document: Document) -> Peak:
    return msgspec.convert(document, Peak)
