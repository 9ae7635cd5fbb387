"""A follower hands every commit on, in order, and keeps its place whatever happens."""

import asyncio
import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bson import Timestamp
from pymongo.asynchronous.client_session import AsyncClientSession

from storage.batches import Handle
from storage.clock import WallClock
from storage.embedded import EmbeddedMongo
from storage.follower import Follower
from storage.mongo import Database, Document
from storage.places import lags
from storage.tasks import end


def commit(key: str, seq: int, **more: Any) -> Document:
    return {"_id": f"{key}/{seq:010d}", "key": key, "seq": seq, **more}


async def write(database: Database, *commits: Document) -> None:
    await database["journal"].insert_many(commits, ordered=False)


def counting(database: Database) -> Handle:
    """A handler that counts how often it was handed each commit, in the batch's transaction."""

    async def handle(commits: Sequence[Document], session: AsyncClientSession) -> None:
        for found in commits:
            await database["folded"].update_one(
                {"_id": found["_id"]}, {"$inc": {"times": 1}}, upsert=True, session=session
            )

    return handle


async def folded(database: Database) -> dict[str, int]:
    return {row["_id"]: row["times"] async for row in database["folded"].find()}


async def prepared(database: Database) -> None:
    for name in ("journal", "folded", "followers", "quarantine"):
        await database.create_collection(name)


async def test_a_first_start_folds_what_was_there_and_what_comes(database: Database) -> None:
    await prepared(database)
    await write(database, *(commit(f"case:{n}", 1) for n in range(1200)))

    follower = Follower(database, "views", counting(database))
    async with follower.running():
        await write(database, *(commit(f"case:{n}", 2) for n in range(700)))
        await follower.settled()

    counts = await folded(database)
    assert len(counts) == 1900
    assert set(counts.values()) <= {1, 2}  # met by the scan and by the stream at most


async def test_after_a_restart_it_goes_on_where_it_was(database: Database) -> None:
    await prepared(database)
    first = Follower(database, "views", counting(database))
    async with first.running():
        await first.settled()
        await write(database, commit("case:a", 1), commit("case:a", 2))
        await first.settled()
    await write(database, commit("case:a", 3))

    second = Follower(database, "views", counting(database))
    async with second.running():
        await second.settled()

    assert await folded(database) == {f"case:a/{n:010d}": 1 for n in (1, 2, 3)}


async def test_a_place_too_old_for_the_stream_is_made_up_from_the_journal(
    database: Database,
) -> None:
    await prepared(database)
    await write(database, commit("case:a", 1))
    first = Follower(database, "views", counting(database))
    async with first.running():
        await first.settled()
    await write(database, commit("case:a", 2))
    await database["followers"].update_one(
        {"_id": "views"}, {"$set": {"token": None, "since": Timestamp(1, 1)}}
    )  # the oplog does not reach back to 1970: ChangeStreamHistoryLost

    second = Follower(database, "views", counting(database))
    async with second.running():
        await second.settled()
        await write(database, commit("case:a", 3))
        await second.settled()

    assert set(await folded(database)) == {f"case:a/{n:010d}" for n in (1, 2, 3)}


async def test_a_commit_that_cannot_be_handled_is_set_aside_and_the_rest_goes_on(
    database: Database,
) -> None:
    await prepared(database)
    count = counting(database)

    async def handle(commits: Sequence[Document], session: AsyncClientSession) -> None:
        if any(found.get("bad") for found in commits):
            raise KeyError("applicant")
        await count(commits, session)

    follower = Follower(database, "views", handle)
    async with follower.running():
        await follower.settled()
        await write(database, *(commit("case:a", n, bad=n == 3) for n in range(1, 6)))
        await follower.settled()

    assert await folded(database) == {f"case:a/{n:010d}": 1 for n in (1, 2, 4, 5)}
    aside = await database["quarantine"].find_one({})
    assert aside is not None
    assert (aside["_id"], aside["error"]) == ("views/case:a/0000000003", "KeyError")
    assert follower.figures.quarantined == 1


async def test_a_batch_is_folded_wholly_or_not_at_all(database: Database) -> None:
    await prepared(database)
    count = counting(database)
    begun = asyncio.Event()

    async def handle(commits: Sequence[Document], session: AsyncClientSession) -> None:
        await count(commits, session)
        begun.set()
        await asyncio.sleep(3600)  # the process ends here

    follower = Follower(database, "views", handle)
    await write(database, commit("case:a", 1), commit("case:a", 2))
    async with follower.running():
        await begun.wait()

    assert await folded(database) == {}
    again = Follower(database, "views", count)
    async with again.running():
        await again.settled()
    assert set(await folded(database)) == {"case:a/0000000001", "case:a/0000000002"}


async def test_of_two_followers_of_one_name_the_later_owner_writes(database: Database) -> None:
    await prepared(database)
    first, second = (Follower(database, "views", counting(database)) for _ in range(2))
    async with first.running():
        await first.settled()
        async with second.running():
            await second.settled()
            await write(database, *(commit("case:a", n) for n in range(1, 50)))
            await asyncio.wait(
                [asyncio.ensure_future(f.settled()) for f in (first, second)],
                return_when=asyncio.FIRST_COMPLETED,
            )
            await asyncio.sleep(0.5)

    assert set((await folded(database)).values()) == {1}


async def test_it_hands_on_only_what_it_was_asked_to_follow(database: Database) -> None:
    await prepared(database)
    await write(database, commit("case:a", 1, virtual=True), commit("case:b", 1))
    match = {"virtual": {"$ne": True}}
    follower = Follower(database, "courier", counting(database), match=match)
    async with follower.running():
        await follower.settled()
        await write(database, commit("case:a", 2, virtual=True), commit("case:b", 2))
        await follower.settled()

    assert set(await folded(database)) == {"case:b/0000000001", "case:b/0000000002"}


async def test_it_outlives_a_crash_of_the_database(
    mongod: EmbeddedMongo, database: Database
) -> None:
    await prepared(database)
    follower = Follower(database, "views", counting(database))
    async with follower.running():
        await follower.settled()
        await write(database, *(commit("case:a", n) for n in range(1, 100)))
        mongod.kill()
        mongod.start()
        await write(database, *(commit("case:b", n) for n in range(1, 100)))
        await follower.settled(60)

    counts = await folded(database)
    assert len(counts) == 198
    assert set(counts.values()) == {1}


async def test_the_lag_is_the_age_of_the_oldest_commit_not_yet_handled(database: Database) -> None:
    await prepared(database)
    free = asyncio.Event()
    count = counting(database)

    async def handle(commits: Sequence[Document], session: AsyncClientSession) -> None:
        await free.wait()
        await count(commits, session)

    follower = Follower(database, "views", handle)
    async with follower.running(), asyncio.timeout(60):
        await follower.settled()
        assert follower.lag_seconds == 0
        await write(database, commit("case:a", 1))
        while follower.lag_seconds < 1:  # it grows while nothing is handled
            await asyncio.sleep(0.02)
        free.set()
        await follower.settled()
        assert follower.lag_seconds == 0


async def test_others_see_how_far_behind_a_follower_is_that_has_ended(database: Database) -> None:
    await prepared(database)
    follower = Follower(database, "views", counting(database))
    async with follower.running():
        await follower.settled()
    hour_ago = WallClock().now() - timedelta(hours=1)
    await database["followers"].update_one({"_id": "views"}, {"$set": {"at": hour_ago}})

    assert 3600 <= (await lags(database, ["views"]))["views"] < 3700
    next_one = Follower(database, "views", counting(database))
    async with next_one.running(), asyncio.timeout(60):
        while (await lags(database, ["views"]))["views"]:
            await asyncio.sleep(0.05)


async def test_it_is_settled_though_news_keeps_coming(database: Database) -> None:
    await prepared(database)
    follower = Follower(database, "views", counting(database))

    async def talk() -> None:
        for n in itertools.count(1):
            await write(database, commit("case:talk", n))

    async with follower.running():
        await follower.settled()
        talking = asyncio.create_task(talk())
        await write(database, commit("case:a", 1))
        await follower.settled(20)
        assert (await folded(database))["case:a/0000000001"] == 1
        assert not talking.done()
        await end(talking)
