"""Real parts for every test: one mongod a session, one database a test."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import pytest_asyncio
from hypothesis import settings
from pymongo.read_concern import ReadConcern

from serve_apps.front.front_door import front_door
from storage import follower
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, connect
from storage.settings import StorageSettings
from tests.ports import free_port
from tests.sharing import Sharing, place_of
from tests.times import lines_of

if TYPE_CHECKING:
    from tests.acceptance.site import Site

SITE = pytest.StashKey["Site"]()
_LONG_OPEN = 500_000  # microseconds: none of the living leaves a transaction idle for so long

settings.register_profile("yimen", deadline=None)  # how long an example takes proves nothing
settings.load_profile("yimen")
follower.AWAIT_MS = 20  # most of what tests of followers take is waiting until there is no news


# Serve reads these when it is imported, and every process of Ray when it starts.
os.environ |= front_door(
    Path(tempfile.gettempdir()) / f"yimen-door-{os.getpid()}",
    metrics_port=free_port(),
    stats_port=free_port(),
)


# The keys of what tests write: of this run alone, and known to every process that it starts, which
# may come by here itself.
_KEYS = tempfile.TemporaryDirectory(prefix="yimen-keys-")
os.environ.setdefault("YIMEN_KEY_FILE", str(Path(_KEYS.name) / "keys.json"))
# Tests call nobody outside, whatever this machine is set up for.
os.environ["YIMEN_PARTIES"] = str(Path(_KEYS.name) / "parties.toml")
# What they hand in to be opened goes when they end.
os.environ["YIMEN_OPEN_RAW"] = str(Path(_KEYS.name) / "open_raw")
os.environ["YIMEN_OPEN_FILES"] = str(Path(_KEYS.name) / "open_files")
os.environ["YIMEN_SOURCE_FILES"] = str(Path(_KEYS.name) / "source_files")
os.environ["YIMEN_SOURCES"] = str(Path(_KEYS.name) / "sources.toml")


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongo]:
    """A real one-member replica set for the whole session."""
    folder: Path = tmp_path_factory.mktemp("mongod")
    server = EmbeddedMongo(folder, free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def emptied() -> list[str]:
    """Names of databases with all collections and indexes and nothing in them: making one takes
    longer than most tests that want one."""
    return []


@pytest.fixture
def storage_settings(
    mongod: EmbeddedMongo, emptied: list[str], request: pytest.FixtureRequest, tmp_path: Path
) -> StorageSettings:
    """Settings that name a database of the test's own."""
    again = emptied and {"prepared", "ray_session"}.intersection(request.fixturenames) == {
        "prepared"
    }
    name = emptied.pop() if again else f"t{uuid4().hex[:12]}"
    return StorageSettings(uri=mongod.uri, database=name, data=tmp_path, port=mongod.port)


@pytest_asyncio.fixture
async def database(
    storage_settings: StorageSettings, emptied: list[str]
) -> AsyncIterator[Database]:
    """A database of the test's own, dropped afterwards unless it was emptied."""
    database = connect(storage_settings)
    yield database
    if database.name not in emptied:
        await end_transactions_of_the_dead(database)
        await database.client.drop_database(database.name)
    await database.client.close()


async def empty(database: Database, kept: Set[str]) -> None:
    """Take everything out of `database`; only the collections `kept` stay."""
    await end_transactions_of_the_dead(database)
    names = await database.list_collection_names()
    others = [name for name in names if name not in kept]
    await asyncio.gather(*(database[name].drop() for name in others))
    full = await holding(database, sorted(kept & set(names)))
    await asyncio.gather(*(database[name].delete_many({}) for name in full))


async def holding(database: Database, names: list[str]) -> list[str]:
    """Return those of the collections `names` that hold something, asking once for all: most of
    them are empty after most tests."""
    first, *others = [
        (name, [{"$limit": 1}, {"$project": {"_id": {"$literal": name}}}]) for name in names
    ]
    unions = [{"$unionWith": {"coll": name, "pipeline": pipeline}} for name, pipeline in others]
    found = await database[first[0]].aggregate([*first[1], *unions])
    return [each["_id"] async for each in found]


async def end_transactions_of_the_dead(database: Database) -> None:
    """Have the server forget at once what killed processes left open: it would wait ten seconds,
    and whoever drops a database with it."""
    admin = database.client.admin.with_options(read_concern=ReadConcern("local"))
    pipeline = [
        {"$currentOp": {"idleSessions": True}},
        {"$match": {"type": "idleSession", "transaction": {"$exists": True}}},
    ]
    idle = await (await admin.aggregate(pipeline)).to_list()
    left = [op["lsid"]["id"] for op in idle if op["transaction"]["timeOpenMicros"] > _LONG_OPEN]
    if left:
        await admin.command("killSessions", [{"id": id} for id in left])


@pytest.fixture(scope="session")
def site(
    mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> "Iterator[Site]":
    """The platform with the sample city, behind HTTP, for the whole session. It stands still while
    tests run that have no use for it, since looking for news takes a seventh of a processor."""
    from tests.acceptance.site import running_site  # noqa: PLC0415 (few runs need the channels)

    with running_site(mongod.uri, tmp_path_factory.mktemp("site"), free_port()) as site:
        request.session.stash[SITE] = site
        yield site
        site.wake()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    site = item.session.stash.get(SITE, None)
    if site is not None:
        (site.wake if "site" in getattr(item, "fixturenames", ()) else site.rest)()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--features", action="store_true", help="list the features that tests show, and stop"
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    if not session.config.getoption("--features"):
        return
    shown: dict[str, set[str]] = {}
    for item in session.items:
        for mark in item.iter_markers("feature"):
            for feature in mark.args:
                shown.setdefault(feature, set()).add(item.nodeid.partition("[")[0])
    for feature in sorted(shown):
        print(f"{feature}: {', '.join(sorted(shown[feature]))}")
    pytest.exit("features listed", returncode=0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    items.sort(key=lambda item: place_of(item.path.relative_to(tests).as_posix()))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    return Sharing(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        report
        for some in terminalreporter.stats.values()
        for report in some
        if isinstance(report, pytest.TestReport)
    ]
    if reports:
        terminalreporter.section("where the seconds went")
        for line in lines_of(reports):
            terminalreporter.write_line(line)
