"""A view is made anew while everything goes on, and is never half of one and half of another."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

import pytest

from actors.followers.projector import Projector
from actors.followers.rebuild import Rebuild
from actors.kinds import all_views
from actors.runtime.placement import SHARDS
from storage import rebuilds
from storage.mongo import Database, Document
from storage.partitions import arrange, split
from storage.places import PlaceHeld, PlaceTaken
from storage.rebuilds import Attempt, RebuildLost, RebuildRunning
from storage.settings import StorageSettings
from tests import loaded
from tests.blocks.cases.loaded import LIBRARY
from tests.integration.folded import contents, watched

CASES = next(view for view in all_views(LIBRARY) if view.name == "cases")
NAMES = CASES.collections
ROOT = Path(__file__).parents[2]


@contextlib.asynccontextmanager
async def traffic(database: Database) -> AsyncGenerator[list[str]]:
    """Write history after history until the end; yield the names of those that are complete."""
    done: list[str] = []

    async def write() -> None:
        for serial in range(1, 9_000):
            for commit in watched(f"t{serial}", serial):
                await database["journal"].insert_one(commit)
            done.append(f"t{serial}")

    writing = asyncio.create_task(write())
    try:
        yield done
    finally:
        writing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writing


async def stored(database: Database, count: int) -> None:
    commits = [commit for n in range(count) for commit in watched(f"s{n}", n)]
    await database["journal"].insert_many(commits)


async def damage(database: Database) -> None:
    """Make what is read wrong, so that it shows whether it was made anew."""
    await database["cases"].update_many({}, {"$set": {"phase": "damaged"}})
    await database["statistics"].update_many({}, {"$inc": {"received": 1_000}})


async def indexes_of(database: Database) -> dict[str, set[str]]:
    return {name: set(await database[name].index_information()) for name in NAMES}


async def collections(database: Database) -> set[str]:
    return {name for name in await database.list_collection_names() if "_rebuilt_" in name}


async def read_anew(database: Database) -> dict[str, Any]:
    """Return what the journal gives when it is folded from the beginning by one follower."""
    for name in (*NAMES, "followers"):
        await database[name].delete_many({})
    async with Projector(database, all_views(LIBRARY)) as projector:
        await projector.settled()
    return await contents(database)


@pytest.mark.parametrize("parts", [1, 2])
async def test_a_view_made_anew_in_traffic_is_what_the_journal_gives(
    prepared: Database, parts: int
) -> None:
    await stored(prepared, 60)
    indexes = await indexes_of(prepared)
    async with Projector(prepared, all_views(LIBRARY), partitions=parts) as projector:
        await projector.settled()
        await damage(prepared)
        told: list[tuple[int, int]] = []
        async with traffic(prepared) as done:
            before = len(done)
            folded = await projector.rebuild("cases", lambda *progress: told.append(progress))
            during = len(done) - before
        await projector.settled()
        live = await contents(prepared)

    assert during > 0  # people went on working
    assert folded >= 60 * 12
    assert told == sorted(told) and told[-1][0] <= told[-1][1]
    assert await collections(prepared) == set()
    assert await indexes_of(prepared) == indexes
    assert live == await read_anew(prepared)


async def test_followers_are_held_all_or_none_and_not_while_it_is_folded(
    prepared: Database,
) -> None:
    await stored(prepared, 40)
    async with (
        Projector(prepared, all_views(LIBRARY), partitions=2) as projector,
        traffic(prepared),
    ):
        await projector.settled()
        rebuilding = asyncio.create_task(projector.rebuild("cases"))
        holding: list[int] = []
        while not rebuilding.done():
            holding.append(await prepared["followers"].count_documents({"hold": {"$exists": True}}))
            await asyncio.sleep(0.01)
        await rebuilding

    assert set(holding) == {0, 2}  # all of them or none
    assert holding[0] == 0  # it began with folding


async def test_what_live_followers_were_ahead_of_it_is_folded_before_the_swap(
    prepared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = rebuilds.hold
    await stored(prepared, 5)
    async with Projector(prepared, all_views(LIBRARY)) as projector, asyncio.TaskGroup() as later:

        async def hold_after_news(database: Database, attempt: Attempt) -> bool:
            rebuild = {"_id": attempt.place}
            stop = {"by": "terminals/1", "view": "terminals", "swapping": False}
            await database["followers"].update_one(rebuild, {"$set": {"hold": stop}})
            await database["journal"].insert_many(watched("late", 7))
            await projector.settled()
            later.create_task(let_go(rebuild))
            return await hold(database, attempt)

        async def let_go(place: Document) -> None:
            held = {"hold.by": "cases/1"}
            async with asyncio.timeout(60):
                while await prepared["followers"].find_one(held) is None:
                    await asyncio.sleep(0.02)
            await prepared["followers"].update_one(place, {"$unset": {"hold": ""}})

        await projector.settled()
        monkeypatch.setattr(rebuilds, "hold", hold_after_news)
        await projector.rebuild("cases")
        await projector.settled()
        live = await contents(prepared)

    assert await prepared["cases"].count_documents({"_id": "late", "seq": 10}) == 1
    assert live == await read_anew(prepared)


@contextlib.asynccontextmanager
async def prepared_attempt(database: Database) -> AsyncGenerator[Attempt]:
    """An attempt whose collections hold one row that only it has."""
    attempt = await rebuilds.begin(database, "cases", NAMES, "views")
    for name in NAMES:
        await database[attempt.beside(name)].insert_one({"_id": "made anew"})
    yield attempt


async def settle(_session: Any) -> None:
    """Nothing becomes true with it."""


async def names_read(database: Database) -> list[Sequence[str]]:
    return [[row["_id"] async for row in database[name].find()] for name in NAMES]


async def test_a_swap_that_was_cut_off_between_two_renames_is_finished_by_who_starts(
    prepared: Database,
) -> None:
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
    async with prepared_attempt(prepared) as attempt:
        assert await rebuilds.hold(prepared, attempt)
        assert await rebuilds.decide(prepared, attempt, settle)
        await prepared[attempt.beside("cases")].rename("cases", dropTarget=True)

    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()

    assert await names_read(prepared) == [["made anew"]] * len(NAMES)
    assert await collections(prepared) == set()


async def test_a_swap_that_was_cut_off_is_finished_by_who_is_held(
    prepared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilds, "HOLD_SECONDS", 0.5)
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
        async with prepared_attempt(prepared) as attempt:
            assert await rebuilds.hold(prepared, attempt)
            assert await rebuilds.decide(prepared, attempt, settle)
        await prepared["journal"].insert_many(watched("a", 1))
        await projector.settled()

    cases, *_ = await names_read(prepared)
    assert set(cases) == {"made anew", "a"}  # first the swap, then the news


async def test_a_hold_of_somebody_who_died_is_broken_and_nothing_is_swapped(
    prepared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilds, "HOLD_SECONDS", 0.5)
    async with Projector(prepared, all_views(LIBRARY), partitions=2) as projector:
        await projector.settled()
        async with prepared_attempt(prepared) as attempt:
            assert await rebuilds.hold(prepared, attempt)
        await prepared["journal"].insert_many(watched("a", 1))
        await projector.settled()
        async with asyncio.timeout(60):  # one that has no news breaks its hold with its next beat
            while await prepared["followers"].count_documents({"hold": {"$exists": True}}):
                await asyncio.sleep(0.05)

        assert not await rebuilds.decide(prepared, attempt, settle)

    assert (await names_read(prepared))[0] == ["a"]


async def test_what_is_held_writes_nothing(prepared: Database) -> None:
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
        async with prepared_attempt(prepared) as attempt:
            assert await rebuilds.hold(prepared, attempt)

            with pytest.raises((PlaceHeld, PlaceTaken)):
                await projector.partitions[0].views.apart(settle)
        await rebuilds.release(prepared, attempt)
        await projector.partitions[0].views.apart(settle)


async def test_of_two_attempts_the_later_one_counts_once_the_earlier_is_dead(
    prepared: Database,
) -> None:
    async with prepared_attempt(prepared) as dead, prepared_attempt(prepared) as later:
        assert later.number == dead.number + 1
        with pytest.raises(RebuildLost):
            await rebuilds.tell(prepared, dead, 1, 1)
        with pytest.raises(RebuildLost):
            await rebuilds.decide(prepared, dead, settle)
        assert await collections(prepared) == {later.beside(name) for name in NAMES}


async def test_two_do_not_make_the_same_view_at_the_same_time(prepared: Database) -> None:
    await stored(prepared, 5)
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
    await hold_for_another(prepared)  # so that the first one cannot end
    begun = asyncio.Event()
    first = asyncio.create_task(Rebuild(prepared, CASES, lambda *_: begun.set()).run())
    await begun.wait()

    with pytest.raises(RebuildRunning):
        await Rebuild(prepared, CASES).run()
    await prepared["followers"].update_one({"_id": "views"}, {"$unset": {"hold": ""}})
    await first


async def hold_for_another(database: Database) -> None:
    """Hold the followers of views as if another one was just being put in its place."""
    held = {"by": "terminals/1", "view": "terminals", "swapping": False}
    await database["followers"].update_one({"_id": "views"}, {"$set": {"hold": held}})


async def test_a_repartition_in_the_middle_of_a_swap_finishes_it_first(prepared: Database) -> None:
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
    async with prepared_attempt(prepared) as attempt:
        assert await rebuilds.hold(prepared, attempt)
        assert await rebuilds.decide(prepared, attempt, settle)

    await arrange(prepared, "views", split(SHARDS, 2))

    assert await names_read(prepared) == [["made anew"]] * len(NAMES)
    assert await prepared["followers"].count_documents({"hold": {"$exists": True}}) == 0


async def rebuilding(storage: StorageSettings, *words: str) -> asyncio.subprocess.Process:
    """Start `yimen rebuild` beside us."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "serve_apps.cli.main", "rebuild", *words,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "YIMEN_MONGODB_URI": storage.uri, "YIMEN_DATABASE": storage.database,
             "COLUMNS": "200"},
    )  # fmt: skip


@pytest.mark.long
async def test_a_rebuild_that_is_killed_leaves_what_is_read_and_is_done_by_the_next(
    prepared: Database, storage_settings: StorageSettings
) -> None:
    await stored(prepared, 20)
    async with Projector(prepared, all_views(loaded.library())) as projector:
        await projector.settled()
    before = await contents(prepared)
    await hold_for_another(prepared)
    process = await rebuilding(storage_settings, "cases")
    while await prepared["rebuilds"].find_one({"folded": {"$gt": 0}}) is None:
        assert process.returncode is None  # it cannot end before the other one lets go
        await asyncio.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await prepared["followers"].update_one({"_id": "views"}, {"$unset": {"hold": ""}})
    assert await contents(prepared) == before

    await damage(prepared)
    async with Projector(prepared, all_views(loaded.library())) as projector:
        process = await rebuilding(storage_settings, "cases")
        _, said = await process.communicate()
        await projector.settled()

    assert process.returncode == 0
    assert "from 240 commits" in said.decode()
    assert await contents(prepared) == before
    assert await collections(prepared) == set()
    listed, _ = await (await rebuilding(storage_settings, "--list")).communicate()
    assert "from 240 commits" in listed.decode()
    refused = await rebuilding(storage_settings, "reminders")
    assert await refused.wait() == 2
