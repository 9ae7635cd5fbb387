"""F11: slow, lossy and half-open connections to the database make outcomes unknown, never doubled.

On a proxy between the driver and one mongod, which cuts on the boundaries of messages.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from benchmarks.chaos.proxy import Cut, Proxy
from storage.clock import WallClock
from storage.embedded import EmbeddedMongo
from storage.journal import Journal
from storage.mongo import Database, connect
from storage.passwords import member_address
from storage.settings import StorageSettings
from tests.faults.checker import check
from tests.faults.load import Load
from tests.integration.kinds import kinds

KEYS = [f"ledger:{number}" for number in range(10)]
PATIENCE = 1.0  # seconds for one write, so that silence does not take long
COMMIT = 400  # bytes that a message with a commit has at least; the driver's own chatter has less


@pytest_asyncio.fixture
async def proxy(storage_settings: StorageSettings) -> AsyncIterator[Proxy]:
    """A proxy in front of the session's mongod."""
    async with Proxy(storage_settings.port) as proxy:
        yield proxy


@pytest_asyncio.fixture
async def behind(
    proxy: Proxy, prepared: Database, mongod: EmbeddedMongo, storage_settings: StorageSettings
) -> AsyncIterator[Database]:
    """The test's database, reached through the proxy only."""
    uri = member_address(mongod.users, proxy.address, "directConnection=true")
    database = connect(replace(storage_settings, uri=uri))
    yield database
    await database.client.close()


async def load_while(database: Database, fault: object) -> Load:
    """Run traffic on `database`, have `fault` happen in the middle, and return what clients saw."""
    store = MongoStore(database)
    store.journal = Journal(database, seconds=PATIENCE)
    async with Engine(kinds(), store, WallClock()) as engine:
        load = Load(engine, KEYS, clients=10, seed=11, timeout=1.0)
        async with load.running():
            await load.acknowledged(50)
            await fault(load)  # type: ignore[operator]
            await load.acknowledged(100)
    return load


@pytest.mark.parametrize("cut", Cut)
async def test_f11_a_connection_that_breaks_around_a_commit_doubles_nothing(
    proxy: Proxy, behind: Database, prepared: Database, cut: Cut
) -> None:
    async def fault(load: Load) -> None:
        proxy.large = COMMIT
        proxy.cuts += [cut] * 3

    load = await load_while(behind, fault)

    assert proxy.done == [cut] * 3
    assert await check(prepared, load.history) == []


async def test_f11_a_slow_network_doubles_nothing(
    proxy: Proxy, behind: Database, prepared: Database
) -> None:
    async def fault(load: Load) -> None:
        proxy.delay = 0.1
        await load.acknowledged(30)
        proxy.delay = PATIENCE + 0.2  # longer than the patience for one write
        await load.unknown(10)
        proxy.delay = 0.0

    load = await load_while(behind, fault)

    assert await check(prepared, load.history) == []


async def test_f11_silence_resets_and_half_closed_connections_double_nothing(
    proxy: Proxy, behind: Database, prepared: Database
) -> None:
    async def fault(load: Load) -> None:
        async with proxy.stalled():
            await load.unknown(10)
        await load.acknowledged(20)
        proxy.reset()
        await load.acknowledged(20)
        proxy.half_close()

    load = await load_while(behind, fault)

    assert any(each.status == "unknown" for each in load.history.operations)
    assert await check(prepared, load.history) == []
