"""Followers that share the journal: every commit takes effect once, however they are split."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from bson import Timestamp

from actors.followers.projector import Projector
from actors.kinds import all_views
from actors.runtime.placement import SHARDS, shard_of
from storage.archives import REMOVED, RESTORED, CommitsArchived
from storage.mongo import Database, Document
from storage.partitions import arrange, split
from storage.places import majority_time
from tests.blocks.cases.loaded import LIBRARY
from tests.integration.folded import contents, watched

CASES = 12


def journal() -> list[Document]:
    """The commits of many cases and watchers, mixed as they come in."""
    lives = [watched(f"c{n}", n) for n in range(CASES)]
    return [commit for step in zip(*lives, strict=True) for commit in step]


async def as_one(prepared: Database) -> dict[str, object]:
    """Return what one follower makes of the journal, and clear it away."""
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
    made = await contents(prepared)
    for name in ("cases", "cards", "statistics", "followers"):
        await prepared[name].delete_many({})
    return made


async def places(database: Database) -> dict[str, Document]:
    return {place["_id"]: place async for place in database["followers"].find()}


async def test_rows_that_two_followers_fold_at_the_same_time_are_as_of_one(
    prepared: Database,
) -> None:
    commits = journal()
    apart = [
        shard_of(f"case:c{n}") // 512 != shard_of(f"watcher:c{n}") // 512 for n in range(CASES)
    ]
    assert any(apart)  # some rows are folded by both
    await prepared["journal"].insert_many(commits)
    one = await as_one(prepared)
    await prepared["journal"].delete_many({})

    async with Projector(prepared, all_views(LIBRARY), partitions=2) as projector:
        await projector.settled()
        for first in range(0, len(commits), 7):
            await prepared["journal"].insert_many(commits[first : first + 7])
        await projector.settled()
        handled = [part.views.figures.handled for part in projector.partitions]

    assert await contents(prepared) == one
    assert await prepared["quarantine"].count_documents({}) == 0
    assert min(handled) > 0 and sum(handled) == len(commits)


async def test_a_changed_split_loses_and_doubles_nothing(prepared: Database) -> None:
    commits = journal()
    await prepared["journal"].insert_many(commits)
    one = await as_one(prepared)
    await prepared["journal"].delete_many({})

    third = len(commits) // 3
    for turn, parts in enumerate((1, 2, 1)):
        some = commits[turn * third : (turn + 1) * third] if turn < 2 else commits[2 * third :]
        async with Projector(prepared, all_views(LIBRARY), partitions=parts) as projector:
            await prepared["journal"].insert_many(some[: third // 2])
            await projector.settled()
        assert set(await places(prepared)) == {each.place("views") for each in split(SHARDS, parts)}
        await prepared["journal"].insert_many(some[third // 2 :])  # nobody follows just now
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
        scanned = projector.partitions[0].views.figures.handled

    assert await contents(prepared) == one
    assert scanned < len(commits)  # it went on where it was


async def test_followers_of_an_earlier_split_write_nothing_more(prepared: Database) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(Projector(prepared, all_views(LIBRARY)))
        await first.settled()
        second = await stack.enter_async_context(
            Projector(prepared, all_views(LIBRARY), partitions=2)
        )
        await second.settled()
        before = first.partitions[0].views.figures.handled
        await prepared["journal"].insert_many(journal())
        await second.settled()

        assert first.partitions[0].views.figures.handled == before
        assert set(await places(prepared)) == {"views:0-511", "views:512-1023"}


async def test_two_who_begin_with_different_splits_leave_one(prepared: Database) -> None:
    splits = [split(SHARDS, parts) for parts in (1, 2, 3, 2, 1)]

    await asyncio.gather(*(arrange(prepared, "views", ranges) for ranges in splits))

    found = sorted(place["shards"] for place in (await places(prepared)).values())
    assert [shard for first, last in found for shard in range(first, last + 1)] == list(
        range(SHARDS)
    )


async def test_a_merged_place_begins_where_the_slower_of_the_two_was(prepared: Database) -> None:
    lower, upper = split(SHARDS, 2)
    await arrange(prepared, "views", (lower, upper))
    now = await majority_time(prepared)
    for place, since in (
        (lower.place("views"), Timestamp(now.time, 1)),
        (upper.place("views"), now),
    ):
        await prepared["followers"].update_one(
            {"_id": place}, {"$set": {"since": since, "scanned": None, "token": {"_data": "82"}}}
        )

    await arrange(prepared, "views", split(SHARDS, 1))

    (merged,) = (await places(prepared)).values()
    assert (merged["since"], merged["scanned"]) == (Timestamp(now.time, 1), None)
    assert merged["token"] is None  # a token of another question cannot be resumed


async def test_an_idle_place_keeps_its_instant_fresh(prepared: Database) -> None:
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
        first = (await places(prepared))["views"]["since"]
        async with asyncio.timeout(60):
            while (await places(prepared))["views"]["since"] <= first:
                await asyncio.sleep(0.1)


async def test_no_range_begins_while_part_of_the_journal_is_in_archives(
    prepared: Database,
) -> None:
    await prepared["archives"].insert_one({"_id": "before-2026-03-0001.bson.gz", "state": REMOVED})

    with pytest.raises(CommitsArchived):
        await arrange(prepared, "views", split(1024, 2))
    assert await places(prepared) == {}

    await prepared["archives"].update_one({}, {"$set": {"state": RESTORED}})
    await arrange(prepared, "views", split(1024, 2))
    await prepared["archives"].update_one({}, {"$set": {"state": REMOVED}})
    for place in await places(prepared):
        await prepared["followers"].update_one({"_id": place}, {"$set": {"scanned": None}})
    await arrange(prepared, "views", split(1024, 4))

    assert len(await places(prepared)) == 4
