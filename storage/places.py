"""Where a follower is in the journal, kept durably, with one owner at a time."""

import asyncio
import contextlib
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import Timestamp
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from storage.archives import require_whole_journal
from storage.clock import WallClock
from storage.mongo import Database, Document

BEAT_SECONDS = 1.0
ABANDONED_SECONDS = 5.0  # a place whose beat stands still for so long may be taken over
_SILENT_SECONDS = 3 * BEAT_SECONDS  # a place that moved this lately is not behind


class PlaceTaken(Exception):
    """Another follower of the same name has taken over; this one writes nothing more."""


class PlaceMissing(PlaceTaken):
    """There is no such place: its shards have been given to other followers."""


class PlaceHeld(Exception):
    """Whoever puts a view in the place of another holds the follower; nothing was written."""


@dataclass
class Place:
    """Where a follower is. `scanned` is the `_id` up to which the journal itself was read, None
    once that is done; without a `token` the change stream is opened at `since`, an instant up to
    which everything was handled. `rev` fences: it grows with every owner. `at` is the time up to
    which it had handled everything when it was taken."""

    rev: int
    since: Timestamp
    scanned: str | None = None
    token: Mapping[str, Any] | None = None
    at: datetime | None = None


class PlaceKeeper:
    """The document of `followers` that belongs to the follower `name`, as `owner` uses it.

    A follower of the same owner takes over at once (its predecessor is dead); one of another owner
    waits until the predecessor has not moved for 5 seconds of its own clock. `begins`: make the
    place if there is none, rather than wait for it.
    """

    def __init__(self, database: Database, name: str, owner: str, *, begins: bool = True) -> None:
        self.name = name
        self._owner = owner
        self._begins = begins
        self._fenced = False  # another one of our own name lives: no longer assume that it is dead
        self._database = database
        self._places = database["followers"]

    async def take(self) -> Place:
        """Become the one follower of this name; wait for another owner to stop moving.

        Raises:
            PlaceMissing: there is no such place, and it is not for this follower to make it.
            CommitsArchived: it would begin, and part of the journal is in archives.
        """
        seen: tuple[Any, Any] = (None, None)
        since = time.monotonic()
        while True:
            found = await self._places.find_one({"_id": self.name})
            if found is None:
                if not self._begins:
                    raise PlaceMissing(self.name)
                with contextlib.suppress(DuplicateKeyError):
                    return await self.begin()
                continue
            if (found["rev"], found["beat"]) != seen:
                seen, since = (found["rev"], found["beat"]), time.monotonic()
            abandoned = time.monotonic() - since > ABANDONED_SECONDS
            ours = found["owner"] == self._owner and not self._fenced
            if ours or found["owner"] == "" or abandoned:
                taken = await self._places.update_one(
                    {"_id": self.name, "rev": found["rev"], "beat": found["beat"]},
                    {"$set": {"owner": self._owner}, "$inc": {"rev": 1}},
                )
                if taken.modified_count:
                    self._fenced = False
                    return Place(
                        int(found["rev"]) + 1,
                        found["since"],
                        found["scanned"],
                        found["token"],
                        found.get("at"),
                    )
            await asyncio.sleep(BEAT_SECONDS / 2)

    async def leave(self, place: Place) -> None:
        """Let anybody take over at once."""
        await self._places.update_one({"_id": self.name, "rev": place.rev}, {"$set": {"owner": ""}})

    async def forget(self) -> None:
        """Begin again with the journal itself: the stream no longer reaches back to our place.

        What is in archives was handled before it left the journal.
        """
        start = {"since": await majority_time(self._database), "scanned": "", "token": None}
        await self._places.update_one({"_id": self.name}, {"$set": start, "$inc": {"rev": 1}})

    async def move(
        self,
        place: Place,
        moved: Document,
        *,
        handled: int = 0,
        session: AsyncClientSession | None = None,
    ) -> None:
        """Show that we are alive, count what was handled, and change the fields in `moved`.

        Raises:
            PlaceTaken: the place has another owner; nothing was written.
            PlaceHeld: it may not move just now; nothing was written.
        """
        change: Document = {"$inc": {"beat": 1, "handled": handled}}
        if moved:
            change["$set"] = moved
        ours: Document = {"_id": self.name, "rev": place.rev}
        saved = await self._places.update_one(
            {**ours, "hold": {"$exists": False}}, change, session=session
        )
        if saved.matched_count:
            return
        if await self._places.find_one(ours, session=session):
            raise PlaceHeld(self.name)
        self._fenced = True
        raise PlaceTaken(self.name)

    async def begin(self) -> Place:
        """Make the place, at the beginning of the journal.

        Raises:
            DuplicateKeyError: it is there.
            CommitsArchived: part of the journal is in archives.
        """
        await require_whole_journal(self._database)
        since, at = await majority_time(self._database), WallClock().now()
        start: Document = {"since": since, "scanned": "", "token": None, "at": at}
        mine = {"owner": self._owner, "rev": 1, "beat": 0, "handled": 0}
        await self._places.insert_one({"_id": self.name, **mine, **start})
        return Place(1, since, "", at=at)


def of_group(group: str) -> Document:
    """Return the query for the places of a group of followers."""
    return {"$or": [{"_id": group}, {"group": group}]}


async def lags(database: Database, names: Collection[str]) -> dict[str, float]:
    """Return for each of the places `names` the seconds since everything up to then had been
    handled, by what its follower wrote last, whether or not it runs; 0 for one that moved just now.

    Raises:
        PyMongoError: the database did not answer.
    """
    now = WallClock().now()
    wanted: Document = {"_id": {"$in": list(names)}, "at": {"$exists": True}}
    behind: dict[str, float] = {}
    async for place in database["followers"].find(wanted, {"at": 1}):
        seconds = (now - place["at"]).total_seconds()
        behind[place["_id"]] = seconds if seconds > _SILENT_SECONDS else 0.0
    return behind


async def majority_time(database: Database) -> Timestamp:
    """Return an instant up to which everything written is visible to majority reads."""
    hello = await database.client.admin.command("hello")
    return hello["lastWrite"]["majorityOpTime"]["ts"]
