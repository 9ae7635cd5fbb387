"""Where a follower is in the journal, kept durably, with one owner at a time."""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson import Timestamp
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from storage.archives import require_whole_journal
from storage.mongo import Database, Document

BEAT_SECONDS = 1.0
ABANDONED_SECONDS = 5.0  # a place whose beat stands still for so long may be taken over


class PlaceTaken(Exception):
    """Another follower of the same name has taken over; this one writes nothing more."""


@dataclass
class Place:
    """Where a follower is. `scanned` is the `_id` up to which the journal itself was read, None
    once that is done; without a `token` the change stream is opened at `since`. `rev` fences: it
    grows with every owner."""

    rev: int
    since: Timestamp
    scanned: str | None = None
    token: Mapping[str, Any] | None = None


class PlaceKeeper:
    """The document of `followers` that belongs to the follower `name`, as `owner` uses it.

    A follower of the same owner takes over at once (its predecessor is dead); one of another owner
    waits until the predecessor has not moved for 5 seconds of its own clock.
    """

    def __init__(self, database: Database, name: str, owner: str) -> None:
        self.name = name
        self._owner = owner
        self._fenced = False  # another one of our own name lives: no longer assume that it is dead
        self._database = database
        self._places = database["followers"]

    async def take(self) -> Place:
        """Become the one follower of this name; wait for another owner to stop moving.

        Raises:
            CommitsArchived: it would begin, and part of the journal is in archives.
        """
        seen: tuple[Any, Any] = (None, None)
        since = time.monotonic()
        while True:
            found = await self._places.find_one({"_id": self.name})
            if found is None:
                with contextlib.suppress(DuplicateKeyError):
                    return await self._begin()
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
                    rev = int(found["rev"]) + 1
                    return Place(rev, found["since"], found["scanned"], found["token"])
            await asyncio.sleep(BEAT_SECONDS / 2)

    async def leave(self, place: Place) -> None:
        """Let anybody take over at once."""
        await self._places.update_one({"_id": self.name, "rev": place.rev}, {"$set": {"owner": ""}})

    async def forget(self) -> None:
        """Begin again with the journal itself: the stream no longer reaches back to our place.

        What is in archives was handled before it left the journal.
        """
        start = {"since": await self._majority_time(), "scanned": "", "token": None}
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
        """
        change: Document = {"$inc": {"beat": 1, "handled": handled}}
        if moved:
            change["$set"] = moved
        saved = await self._places.update_one(
            {"_id": self.name, "rev": place.rev}, change, session=session
        )
        if not saved.matched_count:
            self._fenced = True
            raise PlaceTaken(self.name)

    async def _begin(self) -> Place:
        await require_whole_journal(self._database)
        since = await self._majority_time()
        start: Document = {"since": since, "scanned": "", "token": None}
        mine = {"owner": self._owner, "rev": 1, "beat": 0, "handled": 0}
        await self._places.insert_one({"_id": self.name, **mine, **start})
        return Place(1, since, "")

    async def _majority_time(self) -> Timestamp:
        """Return an instant up to which everything written is visible to majority reads."""
        hello = await self._database.client.admin.command("hello")
        return hello["lastWrite"]["majorityOpTime"]["ts"]
