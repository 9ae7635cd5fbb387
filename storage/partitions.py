"""Several followers that share the journal: each reads a range of shards, together all of them.

Their places are changed together, in one transaction, so that at any moment the ranges of a group
cover every shard once. A new place begins where the earliest of those was that it takes over from;
what it meets twice is for the handler to recognise, as ever.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from bson import Timestamp
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from storage.archives import require_whole_journal
from storage.clock import WallClock
from storage.mongo import Database, Document
from storage.places import PlaceHeld, majority_time, of_group
from storage.rebuilds import finish_swaps


@dataclass(frozen=True)
class ShardRange:
    """The shards from `first` to `last`, both included, of all the shards there are."""

    first: int
    last: int
    shards: int

    @property
    def match(self) -> Document:
        """What commits of these shards have, as a query."""
        if self.last - self.first == self.shards - 1:
            return {}
        return {"shard": {"$gte": self.first, "$lte": self.last}}

    def place(self, group: str) -> str:
        """Return the name of the place of this range: "views" for all shards, "views:0-511"."""
        return f"{group}:{self.first}-{self.last}" if self.match else group


@dataclass(frozen=True)
class Start:
    """Where a place begins: with the journal after the `_id` `scanned` (None: it has been read),
    then with the change stream from the instant `since`."""

    since: Timestamp
    scanned: str | None


def split(shards: int, parts: int) -> tuple[ShardRange, ...]:
    """Return `parts` ranges of about the same size that hold every one of `shards` once.

    Raises:
        ValueError: there is no part, or there are more than shards.
    """
    if not 0 < parts <= shards:
        raise ValueError(f"{shards} shards cannot be split into {parts} ranges")
    starts = [part * shards // parts for part in range(parts + 1)]
    return tuple(
        ShardRange(first, after - 1, shards) for first, after in itertools.pairwise(starts)
    )


def start_of(wanted: ShardRange, old: Sequence[tuple[ShardRange, Start]], now: Timestamp) -> Start:
    """Return where the place of `wanted` begins, so that it misses nothing that the followers of
    `old` have not handled; shards that nobody has read are read from the beginning, then from
    `now`."""
    found = [
        (shards, start)
        for shards, start in old
        if shards.first <= wanted.last and wanted.first <= shards.last
    ]
    held = {n for shards, _ in found for n in range(shards.first, shards.last + 1)}
    since = min((start.since for _, start in found), default=now)
    if not held.issuperset(range(wanted.first, wanted.last + 1)):
        return Start(since, "")
    scanned = [start.scanned for _, start in found if start.scanned is not None]
    return Start(since, min(scanned, default=None))


async def arrange(database: Database, group: str, ranges: Sequence[ShardRange]) -> None:
    """Give `group` the places of `ranges` and no others. Followers of places that are gone write
    nothing more; places that are there already stay as they are.

    Raises:
        CommitsArchived: shards that nobody has read would be read from the beginning, and part of
            the journal is in archives.
        PyMongoError: the database did not answer.
    """
    now = await majority_time(database)

    async def body(session: AsyncClientSession) -> None:
        await _arrange(database, group, ranges, now, session)

    while True:
        try:
            async with database.client.start_session() as session:
                await session.with_transaction(body, read_concern=ReadConcern("snapshot"))
            return
        except DuplicateKeyError:  # another process has just made the same places
            continue
        except PlaceHeld:  # a view is being put in the place of another
            await finish_swaps(database)


async def _arrange(
    database: Database,
    group: str,
    ranges: Sequence[ShardRange],
    now: Timestamp,
    session: AsyncClientSession,
) -> None:
    places = database["followers"]
    found = await places.find(of_group(group), session=session).to_list()
    wanted = {shards.place(group): shards for shards in ranges}
    if {each["_id"] for each in found} == set(wanted):
        return
    # Of two who do this, or decide what takes the place of a view, one has to see the other.
    await database["settings"].update_one(
        {"_id": "partitions"}, {"$set": {group: len(ranges)}, "$inc": {"rev": 1}},
        upsert=True, session=session,
    )  # fmt: skip
    if await database["rebuilds"].find_one({"state": "swapping"}, session=session):
        raise PlaceHeld(group)
    old = [
        (_range_of(each, ranges[0].shards), Start(each["since"], each["scanned"])) for each in found
    ]
    handled_up_to = min((each.get("at") or WallClock().now() for each in found), default=None)
    await places.delete_many({"_id": {"$in": [each["_id"] for each in found]}}, session=session)
    made: list[Document] = []
    for name, shards in wanted.items():
        start = start_of(shards, old, now)
        if start.scanned == "" and all(each.scanned != "" for _, each in old):
            await require_whole_journal(database)
        made.append(
            {
                "_id": name,
                "group": group,
                "shards": [shards.first, shards.last],
                "owner": "",
                "rev": 1 + max((each["rev"] for each in found), default=0),
                "beat": 0,
                "handled": 0,
                "since": start.since,
                "scanned": start.scanned,
                "token": None,
                "at": handled_up_to or WallClock().now(),
            }
        )
    await places.insert_many(made, session=session)


def _range_of(place: Document, shards: int) -> ShardRange:
    first, last = place.get("shards", (0, shards - 1))
    return ShardRange(first, last, shards)
