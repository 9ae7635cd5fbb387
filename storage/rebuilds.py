"""Rebuilt views: made beside the ones that are read, then put in their place all together.

    begin ─► fold the journal ─► hold ─► fold the rest ─► decide ─► rename ─► release
             beside the view     the followers of the view write nothing meanwhile

Only the last steps hold anybody up. A hold that lasts too long is broken by whoever is held; once
it is decided, whoever is held (or starts) finishes the renaming instead, so that a view and what is
derived from it never change one without the other. Every attempt has a place of its own, in one
transaction with which it writes, and its collections have other names than those of the attempts
before: one that was given up can do no harm when it wakes.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog
from pymongo import WriteConcern
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError, OperationFailure

from storage.clock import WallClock
from storage.mongo import Database, Document
from storage.places import ABANDONED_SECONDS, of_group
from storage.schema import COLLECTIONS, SLOTS, Collection, create, rebuilt

HOLD_SECONDS = 5.0  # a follower that is held for so long goes on by itself
_LOOK_SECONDS = 0.05
_GONE = 26  # NamespaceNotFound
_log = structlog.get_logger("yimen.storage")

T = TypeVar("T")


class RebuildRunning(Exception):
    """The view is being rebuilt by somebody else."""


class RebuildLost(Exception):
    """Somebody else has begun to rebuild the view after us; this attempt is given up."""


@dataclass(frozen=True)
class Attempt:
    """One attempt to rebuild `view`, made of the collections `names`, whose followers are those of
    `group`."""

    view: str
    names: tuple[str, ...]
    group: str
    number: int

    @property
    def id(self) -> str:
        """The name under which it holds followers."""
        return f"{self.view}/{self.number}"

    @property
    def place(self) -> str:
        """The name of the place of the follower that folds."""
        return f"rebuild:{self.id}"

    def beside(self, name: str) -> str:
        """Return the collection that is made in place of `name`."""
        return rebuilt(name, self.number)


async def begin(
    database: Database,
    view: str,
    names: Sequence[str],
    group: str,
    made: Sequence[Collection] = (),
) -> Attempt:
    """Begin an attempt with empty collections, and clear away what earlier ones left. Those that
    are the platform's own, or `made` by the owner of the view, have their indexes from the start:
    without them whoever reads what is put in its place would read all of it.

    Raises:
        RebuildRunning: another one is under way.
        PyMongoError: the database did not answer.
    """
    await finish(database, view)
    old = await database["rebuilds"].find_one({"_id": view}) or {"attempt": 0}
    if await _moves(database, f"rebuild:{view}/{old['attempt']}"):
        raise RebuildRunning(view)
    attempt = Attempt(view, tuple(names), group, old["attempt"] + 1)
    try:
        await database["rebuilds"].update_one(
            {
                "_id": view,
                "attempt": {"$in": [old["attempt"], None]},
                "state": {"$ne": "swapping"},
            },
            {
                "$set": {
                    "attempt": attempt.number,
                    "state": "folding",
                    "names": {attempt.beside(name): name for name in names},
                    "begun": WallClock().now(),
                    "folded": 0,
                    "total": 0,
                }
            },
            upsert=True,
        )
    except DuplicateKeyError as error:
        raise RebuildRunning(view) from error
    await _clear_away(database, attempt)
    own = {each.name: each for each in made} | {each.name: each for each in COLLECTIONS}
    for collection in own.values():
        if collection.name in names:
            await create(database, collection, attempt.beside(collection.name))
    return attempt


async def tell(database: Database, attempt: Attempt, folded: int, total: int) -> None:
    """Note how far the attempt is.

    Raises:
        RebuildLost: it is no longer the one that counts.
        PyMongoError: the database did not answer.
    """
    told = await database["rebuilds"].update_one(
        {"_id": attempt.view, "attempt": attempt.number},
        {"$set": {"folded": folded, "total": total}},
    )
    if not told.matched_count:
        raise RebuildLost(attempt.view)


async def hold(database: Database, attempt: Attempt) -> bool:
    """Keep all followers of the group from writing; False, and nothing changed, when another
    attempt holds one of them. They hold still for `HOLD_SECONDS` at least."""

    async def body(session: AsyncClientSession) -> bool:
        places = database["followers"]
        free = {**of_group(attempt.group), "hold": {"$exists": False}}
        wanted = await places.count_documents(of_group(attempt.group), session=session)
        if await places.count_documents(free, session=session) < wanted:
            return False
        mark = {"hold": {"by": attempt.id, "view": attempt.view, "swapping": False}}
        await places.update_many(free, {"$set": mark}, session=session)
        return True

    return await _transact(database, body)


async def leave(database: Database, attempt: Attempt) -> None:
    """Leave no follower behind that another attempt would wait for."""
    await database["followers"].delete_one({"_id": attempt.place})


async def release(database: Database, attempt: Attempt) -> None:
    """Let the followers go on; nothing has changed."""
    await database["followers"].update_many(
        {"hold.by": attempt.id, "hold.swapping": False}, {"$unset": {"hold": ""}}
    )


async def decide(
    database: Database,
    attempt: Attempt,
    settle: Callable[[AsyncClientSession], Awaitable[None]],
) -> bool:
    """Decide that what was made takes the place of what is read; False, and nothing changed, when
    a follower has gone on. `settle` writes what becomes true with it, in the same transaction.

    Raises:
        RebuildLost: the attempt is no longer the one that counts.
        PyMongoError: the database did not answer.
    """

    async def body(session: AsyncClientSession) -> bool:
        places = database["followers"]
        await database["settings"].update_one(  # no place may begin meanwhile; see `arrange`
            {"_id": "partitions"}, {"$inc": {"rev": 1}}, upsert=True, session=session
        )
        wanted = await places.count_documents(of_group(attempt.group), session=session)
        held = {"hold.by": attempt.id, "hold.swapping": False}
        marked = await places.update_many(
            {**of_group(attempt.group), **held}, {"$set": {"hold.swapping": True}}, session=session
        )
        if marked.modified_count < wanted:
            await session.abort_transaction()
            return False
        decided = await database["rebuilds"].update_one(
            {"_id": attempt.view, "attempt": attempt.number, "state": "folding"},
            {"$set": {"state": "swapping"}},
            session=session,
        )
        if not decided.matched_count:
            raise RebuildLost(attempt.view)
        await settle(session)
        return True

    return await _transact(database, body)


async def finish(database: Database, view: str) -> None:
    """Put what was decided in its place and let the followers go on. Whoever finds it undone may
    do it, at the same time as others."""
    found = await database["rebuilds"].find_one({"_id": view, "state": "swapping"})
    if found is None:
        return
    for beside, name in found["names"].items():
        try:
            await database[beside].rename(name, dropTarget=True)
        except OperationFailure as error:
            if error.code != _GONE:  # then somebody else has done it
                raise

    async def body(session: AsyncClientSession) -> None:
        held = {"hold.by": f"{view}/{found['attempt']}"}
        await database["followers"].update_many(held, {"$unset": {"hold": ""}}, session=session)
        await database["rebuilds"].update_one(
            {"_id": view, "attempt": found["attempt"], "state": "swapping"},
            {"$set": {"state": "done", "ended": WallClock().now()}},
            session=session,
        )

    await _transact(database, body)
    _log.info("view.rebuilt", view=view, commits=found["folded"])


async def finish_swaps(database: Database) -> None:
    """Finish whatever was decided and not finished."""
    for view in await database["rebuilds"].distinct("_id", {"state": "swapping"}):
        await finish(database, view)


async def outlast(database: Database, place: str) -> None:
    """Wait until nobody holds `place`; break a hold that lasts longer than `HOLD_SECONDS` of our
    own clock, or finish what it was for."""
    since = time.monotonic()
    seen: Document = {}
    while True:
        found = await database["followers"].find_one({"_id": place}, {"hold": 1})
        held = (found or {}).get("hold")
        if held is None:
            return
        if held != seen:
            seen, since = held, time.monotonic()
        if time.monotonic() - since > HOLD_SECONDS:
            _log.warning("follower.hold_broken", follower=place, view=held["view"])
            if held["swapping"]:
                await finish(database, held["view"])
            else:
                await database["followers"].update_one(
                    {"_id": place, "hold": held}, {"$unset": {"hold": ""}}
                )
        await asyncio.sleep(_LOOK_SECONDS)


async def _moves(database: Database, place: str) -> bool:
    """Tell whether a follower of this name is at work."""
    until = time.monotonic() + ABANDONED_SECONDS
    first = await database["followers"].find_one({"_id": place})
    found = first
    while first and found and time.monotonic() < until:
        if (found["rev"], found["beat"]) != (first["rev"], first["beat"]):
            return True
        await asyncio.sleep(_LOOK_SECONDS)
        found = await database["followers"].find_one({"_id": place})
    return False


async def _clear_away(database: Database, attempt: Attempt) -> None:
    """Remove collections, places and holds of earlier attempts."""
    places = database["followers"]
    await places.delete_many({"_id": {"$regex": f"^rebuild:{attempt.view}/"}})
    await places.update_many(
        {"hold.view": attempt.view, "hold.swapping": False}, {"$unset": {"hold": ""}}
    )
    for name in attempt.names:
        for slot in range(SLOTS):
            await database.drop_collection(rebuilt(name, slot))


async def _transact(database: Database, body: Callable[[AsyncClientSession], Awaitable[T]]) -> T:
    async with database.client.start_session() as session:
        return await session.with_transaction(body, write_concern=WriteConcern("majority", j=True))
