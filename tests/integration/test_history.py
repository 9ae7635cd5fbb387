"""Past cases come from the real rules, are the same for the same seed, and go on living."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from actors.followers.projector import Projector
from actors.kernel.deadlines import local_day
from actors.kernel.identifiers import DivisionRegister, check
from actors.kernel.library import Library
from actors.kinds import all_views, build_kinds
from actors.library import load_city
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from serve_apps.cli.past.run import AlreadyMade, History, Made
from storage.clock import FixedClock
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, Document, connect
from storage.schema import prepare
from storage.settings import StorageSettings
from storage.views import Views
from tests import loaded
from tests.loaded import platform_collections
from tests.opening import commits_in

UNTIL = datetime(2026, 11, 20, 7, tzinfo=UTC)
CASES = 120


@pytest.fixture(scope="module")
def library() -> Library:
    return loaded.library()


@dataclass(frozen=True)
class Year:
    """What one making left behind."""

    made: Made
    commits: list[Document]
    files: set[str]
    statistics: Document


async def make(database: Database, library: Library, *, seed: int, cases: int = CASES) -> Made:
    await prepare(database, platform_collections())
    return await History(database, library, load_city(), cases=cases, seed=seed, until=UNTIL).make()


async def journal(database: Database) -> list[Document]:
    return await commits_in(database)


@pytest.fixture(scope="module")
def year(mongod: EmbeddedMongo, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year that several tests look at: what was made, its journal, and its files' digests."""
    folder = tmp_path_factory.mktemp("year")
    settings = StorageSettings(uri=mongod.uri, database="year", data=folder, port=mongod.port)

    async def make_year() -> Year:
        database = connect(settings)
        made = await make(database, library, seed=2)
        commits = await journal(database)
        async with Projector(database, all_views(library)) as projector:
            await projector.settled(120)
        kept = set(await database["files.files"].distinct("filename"))
        until = local_day(UNTIL)
        read = await Views(database).statistics(until - timedelta(days=366), until)
        await database.client.drop_database(database.name)
        await database.client.close()
        return Year(made, commits, kept, read)

    return asyncio.run(make_year())


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
    await make(database, library, seed=1, cases=40)
    await make(another, library, seed=1, cases=40)

    first, second = await journal(database), await journal(another)

    assert len(first) > 40 * 8
    assert [said(commit) for commit in first] == [said(commit) for commit in second]


def said(commit: Document) -> Document:
    """What a commit says: its key is made by chance, and so is the chain of what it hides."""
    return {name: value for name, value in commit.items() if name not in ("dk", "prev")}


def test_the_rules_refuse_nothing_and_everything_happens_in_a_year(year: Year) -> None:
    assert (year.made.cases, year.made.commits) == (CASES, len(year.commits))
    assert sum(year.made.refusals.values()) <= CASES * 0.02, year.made.refusals
    events = Counter(event["type"] for commit in year.commits for event in commit["ev"])
    assert events["Submitted"] == CASES
    for usual in ("Accepted", "Granted", "Issued", "Delivered", "Rated", "CorrectionRequested",
                  "ClockPaused", "ClockResumed", "LevelRaised", "Denied"):  # fmt: skip
        assert events[usual], usual
    assert all(commit["virtual"] for commit in year.commits)
    assert all(UNTIL - timedelta(days=366) <= commit["at"] < UNTIL for commit in year.commits)


def applications(year: Year) -> list[Document]:
    events = [event for commit in year.commits for event in commit["ev"]]
    return [event for event in events if event["type"] == "Submitted"]


def test_applicants_have_valid_numbers_and_files_that_are_kept(
    year: Year, library: Library
) -> None:
    for event in applications(year):
        applicant, day = event["applicant"], local_day(event["at"])
        kind, number = applicant["id_type"], applicant["id_number"]
        assert check(kind, number, today=day, divisions=library[DivisionRegister].years).accepted
        handed_in = [m["sha256"] for m in event.get("materials", ()) if m.get("sha256")]
        assert year.files.issuperset(handed_in)


def test_numbers_are_given_out_once(year: Year) -> None:
    numbers = [event["number"] for event in applications(year)]

    assert len(set(numbers)) == CASES
    assert all(len(number) == 43 for number in numbers)


def test_statistics_count_each_past_case_once(year: Year) -> None:
    totals = year.statistics["totals"]

    assert totals["received"] == CASES
    assert totals["granted"] + totals["denied"] == totals["decided"]
    assert 0.7 < totals["on_time_share"] < 1
    assert sum(totals["channels"].values()) == CASES


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
    async with Projector(database, all_views(library)) as projector:
        await projector.settled(60)
    open_rows = await database["cases"].find({"closed": False}).to_list()

    assert len(open_rows) == made.open_cases > 0
    assert {alarm["_id"] for alarm in await pending(database)} == released
    assert await database["reminders"].count_documents({"held": True}) == 0

    later = UNTIL + timedelta(days=35)  # within the published calendars
    kinds = build_kinds(library)
    async with (
        Engine(kinds, MongoStore(database), FixedClock(later)) as live,
        Projector(database, all_views(library), sender=live, kinds=kinds) as projector,
    ):
        while any(alarm["due"] <= later for alarm in await pending(database)):
            await asyncio.sleep(0.1)
        await projector.settled(60)
    live_commits = await database["journal"].find({"virtual": None}).to_list()
    raised = {c["key"] for c in live_commits for e in c["ev"] if e["type"] == "LevelRaised"}
    assert raised <= {f"watcher:{row['_id']}" for row in open_rows}
    assert raised
    assert all(card["unit"] for card in await database["cards"].find().to_list())
