"""Past cases come from the real rules, are the same for the same seed, and go on living."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from actors.city.load import load_city
from actors.history.run import AlreadyMade, History, Made
from actors.kernel.deadlines import local_day
from actors.kernel.identifiers import check
from actors.kernel.library import Library
from actors.kinds import build_kinds
from actors.library import load_library
from actors.projector import Projector
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from storage.clock import FixedClock
from storage.files import Files
from storage.mongo import Database, Document, connect
from storage.schema import prepare
from storage.settings import StorageSettings
from storage.views import Views

UNTIL = datetime(2026, 11, 20, 7, tzinfo=UTC)
CASES = 120


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


async def make(database: Database, library: Library, *, seed: int, cases: int = CASES) -> Made:
    await prepare(database)
    return await History(database, library, load_city(), cases=cases, seed=seed, until=UNTIL).make()


async def journal(database: Database) -> list[Document]:
    return await database["journal"].find().sort("_id").to_list()


@pytest_asyncio.fixture
async def another(storage_settings: StorageSettings) -> AsyncIterator[Database]:
    """A second database, empty."""
    name = f"t{uuid4().hex[:12]}"
    database = connect(replace(storage_settings, database=name))
    yield database
    await database.client.drop_database(name)
    await database.client.close()


async def test_the_same_seed_makes_the_same_journal(
    database: Database, another: Database, library: Library
) -> None:
    await make(database, library, seed=1)
    await make(another, library, seed=1)

    first, second = await journal(database), await journal(another)

    assert len(first) > CASES * 8
    assert first == second


async def test_the_rules_refuse_nothing_and_everything_happens_in_a_year(
    database: Database, library: Library
) -> None:
    made = await make(database, library, seed=2)
    commits = await journal(database)

    assert (made.cases, made.commits) == (CASES, len(commits))
    assert sum(made.refusals.values()) <= CASES * 0.02, made.refusals
    events = Counter(event["type"] for commit in commits for event in commit["ev"])
    assert events["Submitted"] == CASES
    for usual in ("Accepted", "Granted", "Issued", "Delivered", "Rated", "CorrectionRequested",
                  "ClockPaused", "ClockResumed", "LevelRaised", "Denied"):  # fmt: skip
        assert events[usual], usual
    assert all(commit["virtual"] for commit in commits)
    assert all(UNTIL - timedelta(days=366) <= commit["at"] < UNTIL for commit in commits)


async def test_applicants_have_valid_numbers_and_files_that_are_kept(
    database: Database, library: Library
) -> None:
    await make(database, library, seed=3, cases=60)
    files = Files(database)

    for commit in await journal(database):
        for event in commit["ev"]:
            if event["type"] != "Submitted":
                continue
            applicant, day = event["applicant"], local_day(event["at"])
            findings = check(
                applicant["id_type"], applicant["id_number"], today=day, divisions=library.divisions
            )
            assert findings.accepted
            for material in event.get("materials", ()):
                if material.get("sha256"):
                    assert await files.find(material["sha256"])


async def test_numbers_are_given_out_once(database: Database, library: Library) -> None:
    await make(database, library, seed=4)

    numbers = [
        event["number"]
        for commit in await journal(database)
        for event in commit["ev"]
        if event["type"] == "Submitted"
    ]
    assert len(set(numbers)) == CASES
    assert all(len(number) == 43 for number in numbers)


async def test_a_seed_is_used_once(database: Database, library: Library) -> None:
    await make(database, library, seed=5, cases=3)

    with pytest.raises(AlreadyMade):
        await make(database, library, seed=5, cases=3)
    await make(database, library, seed=6, cases=3)


async def pending(database: Database) -> list[Any]:
    return await database["reminders"].find({"held": None}).to_list()


async def test_the_platform_takes_over_what_is_open(database: Database, library: Library) -> None:
    made = await make(database, library, seed=7)
    released = {alarm["_id"] for alarm in await pending(database)}
    async with Projector(database, library) as projector:
        await projector.settled(60)
    views = Views(database)
    open_rows = await database["cases"].find({"closed": False}).to_list()

    assert len(open_rows) == made.open_cases > 0
    assert {alarm["_id"] for alarm in await pending(database)} == released
    assert await database["reminders"].count_documents({"held": True}) == 0

    later = UNTIL + timedelta(days=35)  # within the published calendars
    kinds = build_kinds(library)
    async with (
        Engine(kinds, MongoStore(database), FixedClock(later)) as live,
        Projector(database, library, sender=live, kinds=kinds) as projector,
    ):
        while any(alarm["due"] <= later for alarm in await pending(database)):
            await asyncio.sleep(0.1)
        await projector.settled(60)
    live_commits = await database["journal"].find({"virtual": None}).to_list()
    raised = {c["key"] for c in live_commits for e in c["ev"] if e["type"] == "LevelRaised"}
    assert raised <= {f"watcher:{row['_id']}" for row in open_rows}
    assert raised
    assert all(card["unit"] for card in (await views.cards(size=100)).rows)


async def test_statistics_count_each_past_case_once(database: Database, library: Library) -> None:
    await make(database, library, seed=8)
    async with Projector(database, library) as projector:
        await projector.settled(60)

    until = local_day(UNTIL)
    read = await Views(database).statistics(until - timedelta(days=366), until)

    totals = read["totals"]
    assert totals["received"] == CASES
    assert totals["granted"] + totals["denied"] == totals["decided"]
    assert 0.7 < totals["on_time_share"] < 1
    assert sum(totals["channels"].values()) == CASES
