"""What could not be handled: set aside, visible, in nobody's way, and tried again when asked.

An entry is *open* until somebody asks for another try (*retry*) or gives it up (*dropped*); one
that was handled after all is deleted. Entries of `follower` "cases" are commits that this view
could not fold, those of "views" commits that no view could, those of "courier" messages.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession

from storage.clock import WallClock
from storage.failures import place_of
from storage.mongo import Database, Document

STANDING: Document = {"state": {"$ne": "dropped"}}
"""The query for what waits for somebody."""

_MOST = 1_000  # entries in a list


class NoSuchEntry(Exception):
    """Nothing of that name is set aside, or what is was dropped before."""


def name_of(id: str) -> str:
    """Return the short name of an entry, for people to type: 8 hexadecimal digits. It does not
    tell whom the entry is about."""
    return hashlib.sha256(id.encode()).hexdigest()[:8]


async def quarantine(
    database: Database,
    follower: str,
    commit: str,
    error: Exception,
    session: AsyncClientSession | None = None,
) -> None:
    """Note that `follower` could not handle the commit with this `_id`, or the message of this id.
    One that was dropped stays so. The text of `error` may quote personal data, so only its type,
    the codes of a refusal and the place in the code are kept; the commit itself is in the
    journal."""
    await database["quarantine"].update_one(
        {"_id": f"{follower}/{commit}"},
        {
            "$setOnInsert": {
                "follower": follower,
                "commit": commit,
                "state": "open",
                "at": WallClock().now(),
                "tries": 0,
                **why(error),
            }
        },
        upsert=True,
        session=session,
    )


async def standing(
    database: Database, *, dropped: bool = False, open_kinds: Collection[str] = ()
) -> list[Document]:
    """Return what is set aside (or what was `dropped`), the latest first, ready for JSON.

    Entities of `open_kinds` are named, since their ids name nobody; the others have a digest.

    `name`, `follower`, `commit`, `state`, `since`, `tries`, `error`, `reasons` (codes of the rules
    that refused a message), `where` (module and line); of what was dropped also `by`, `reason` and
    `dropped`, when. Instants are ISO 8601. Nothing of it tells whom it is about.
    """
    query = {"state": "dropped"} if dropped else STANDING
    found = database["quarantine"].find(query).sort([("at", -1), ("_id", 1)]).limit(_MOST)
    return [_listed(entry, open_kinds) async for entry in found]


async def counts(database: Database) -> dict[str, int]:
    """Return how much is set aside, by follower."""
    pipeline: list[Mapping[str, Any]] = [
        {"$match": STANDING},
        {"$group": {"_id": "$follower", "count": {"$sum": 1}}},
    ]
    found = await database["quarantine"].aggregate(pipeline)
    return {row["_id"]: row["count"] async for row in found}


async def find(database: Database, name: str) -> str:
    """Return the id of the entry called `name`: its short name, or the id itself.

    Raises:
        NoSuchEntry: nothing is set aside under it.
    """
    async for entry in database["quarantine"].find(STANDING, {"_id": 1}):
        if name in (entry["_id"], name_of(entry["_id"])):
            return entry["_id"]
    raise NoSuchEntry(name)


async def ask_again(database: Database, id: str | None = None) -> int:
    """Ask the projector to try the entry `id` again, or (None) all; return how many it will."""
    query = {**STANDING, **({"_id": id} if id else {})}
    asked = await database["quarantine"].update_many(
        query, {"$set": {"state": "retry", "asked": WallClock().now()}}
    )
    return asked.matched_count


async def drop(database: Database, id: str, *, by: str, reason: str) -> None:
    """Give the entry `id` up: it stays as it is and is kept as dropped, with who, when and why.

    Raises:
        NoSuchEntry: it was handled or dropped in the meantime.
    """
    dropped = {"by": by, "reason": reason, "at": WallClock().now()}
    given_up = await database["quarantine"].update_one(
        {**STANDING, "_id": id}, {"$set": {"state": "dropped", "dropped": dropped}}
    )
    if not given_up.matched_count:
        raise NoSuchEntry(id)


async def wanted(database: Database, limit: int = 100) -> list[Document]:
    """Return the entries that somebody wants tried again, the oldest first."""
    return await database["quarantine"].find({"state": "retry"}).sort("at").limit(limit).to_list()


async def resolve(
    database: Database, ids: list[str], session: AsyncClientSession | None = None
) -> None:
    """Delete the entries `ids`, which were handled after all; what was dropped stays."""
    await database["quarantine"].delete_many({**STANDING, "_id": {"$in": ids}}, session=session)


async def failed_again(
    database: Database, id: str, error: Exception, session: AsyncClientSession | None = None
) -> None:
    """Note that another try of the entry `id` failed; nobody need wait for it any more."""
    await database["quarantine"].update_one(
        {**STANDING, "_id": id},
        {"$set": {"state": "open", "tried": WallClock().now(), **why(error)}, "$inc": {"tries": 1}},
        session=session,
    )


async def settle(
    database: Database,
    follower: str,
    failed: Mapping[str, Exception],
    session: AsyncClientSession,
) -> None:
    """Make `failed` (commit -> why) all that is set aside for `follower`, whose view was made anew
    from the whole journal; what was dropped stays."""
    ids = [f"{follower}/{commit}" for commit in failed]
    await database["quarantine"].delete_many(
        {**STANDING, "follower": follower, "_id": {"$nin": ids}}, session=session
    )
    for commit, error in failed.items():
        await quarantine(database, follower, commit, error, session)


def why(error: Exception) -> Document:
    """Return what may be told of `error`: its type, codes of a refusal, and the place in the
    code."""
    reasons = [reason.code for reason in getattr(error, "reasons", ())]  # of a refusal
    return {"error": type(error).__name__, "reasons": reasons, "where": place_of(error)}


def _covered(commit: str, open_kinds: Collection[str]) -> str:
    """Return `commit` without what may name somebody."""
    kind, _, rest = commit.partition(":")
    id, slash, number = rest.partition("/")
    return f"{kind}:#{name_of(id)}{slash}{number}" if kind not in open_kinds else commit


def _listed(entry: Document, open_kinds: Collection[str]) -> Document:
    listed: Document = {
        "name": name_of(entry["_id"]),
        "follower": entry["follower"],
        "commit": _covered(entry["commit"], open_kinds),
        "state": entry.get("state", "open"),
        "since": entry["at"].isoformat(),
        "tries": entry.get("tries", 0),
        "error": entry["error"],
        "reasons": entry.get("reasons", []),
        "where": entry.get("where", ""),
    }
    if dropped := entry.get("dropped"):
        listed |= {
            "by": dropped["by"],
            "reason": dropped["reason"],
            "dropped": dropped["at"].isoformat(),
        }
    return listed
