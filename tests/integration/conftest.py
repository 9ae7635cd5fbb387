"""Engines on the real database, for tests of the runtime."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio

from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.runtime.engine import Engine
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore, Store
from storage.clock import WallClock
from storage.mongo import Database
from storage.schema import COLLECTIONS, prepare
from storage.settings import StorageSettings
from tests.conftest import empty
from tests.integration.kinds import kinds
from tests.loaded import platform_collections
from tests.ray_cluster import RayHosts, running_hosts
from tests.ray_cluster import ray_session as ray_session

KEPT = {each.name for each in (*COLLECTIONS, *platform_collections())}
ME = Identity("person:tester")

StartEngine = Callable[..., AbstractAsyncContextManager[Engine]]


@pytest_asyncio.fixture
async def prepared(
    database: Database, emptied: list[str], request: pytest.FixtureRequest
) -> AsyncIterator[Database]:
    """The test's database with its collections and indexes, emptied for the next test unless
    processes on Ray may know it, or the test has put other collections in the place of some."""
    if not set(await database.list_collection_names()) >= KEPT:  # else it was emptied
        await prepare(database, platform_collections())
    before = await _identities(database)
    yield database
    if "ray_session" not in request.fixturenames and await _identities(database) == before:
        await empty(database, KEPT)
        emptied.append(database.name)


async def _identities(database: Database) -> dict[str, object]:
    """Return what tells each of the platform's collections from another that had its name."""
    found = await database.list_collections()
    return {each["name"]: each["info"]["uuid"] async for each in found if each["name"] in KEPT}


@pytest_asyncio.fixture
async def start_engine(prepared: Database) -> AsyncIterator[StartEngine]:
    """Makes engines of the ledger kind (or `of` others) on the test's database."""

    @asynccontextmanager
    async def start(
        *,
        of: dict[str, EntityKind[Any]] | None = None,
        store: Store | None = None,
        settings: RuntimeSettings | None = None,
        **more: Any,
    ) -> AsyncIterator[Engine]:
        clock = more.pop("clock", WallClock())
        async with Engine(
            of or kinds(), store or MongoStore(prepared), clock, settings, **more
        ) as engine:
            yield engine

    yield start


@pytest_asyncio.fixture
async def engine(start_engine: StartEngine) -> AsyncIterator[Engine]:
    """One engine of the ledger kind."""
    async with start_engine() as engine:
        yield engine


@pytest_asyncio.fixture
async def hosts(
    ray_session: None, database: Database, storage_settings: StorageSettings
) -> AsyncIterator[RayHosts]:
    """Two hosts of the ledger kind on a real Ray."""
    async with running_hosts(database, storage_settings) as hosts:
        yield hosts


@pytest_asyncio.fixture
async def router(hosts: RayHosts) -> AsyncIterator[Router]:
    """A router to `hosts`."""
    async with Router(kinds(), hosts.directory.placements, RayTransport(hosts.namespace)) as router:
        yield router
