"""kill -9 in the middle of traffic: nothing acknowledged is lost, nothing happens twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from actors.runtime import processes
from actors.runtime.cluster import host_stats
from actors.runtime.engine import Engine
from actors.runtime.host import EntityHost
from actors.runtime.router import Router
from actors.runtime.store import MongoStore
from storage.clock import WallClock
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, connect
from storage.schema import prepare
from storage.settings import StorageSettings
from tests.faults.checker import check
from tests.faults.load import Load
from tests.integration.conftest import ME
from tests.integration.kinds import Ask, kinds
from tests.integration.test_alarms import until
from tests.ports import free_port
from tests.ray_cluster import RayHosts, spec_of

KEYS = [f"ledger:{number}" for number in range(20)]


@pytest.mark.long
async def test_killing_hosts_under_load_loses_nothing(router: Router, hosts: RayHosts) -> None:
    load = Load(router, KEYS, clients=20, seed=1)
    async with load.running():
        for victim in ("host-0", "host-1", "host-0"):
            await load.acknowledged(300)
            stats = (await host_stats(hosts.directory, hosts.namespace)).get(victim)
            if stats is not None:  # else it has not come back from the last kill yet
                os.kill(stats.pid, signal.SIGKILL)
        await load.acknowledged(300)
        for key in KEYS:
            await router.send(key, Ask(), id="alive", by=ME, timeout=60)

    assert any(each.status == "unknown" or each.replayed for each in load.history.operations)
    assert await check(hosts.database, load.history) == []


@pytest_asyncio.fixture
async def mortal(tmp_path: Path) -> AsyncIterator[tuple[EmbeddedMongo, Database]]:
    """A mongod that the test may kill, and its database."""
    server = EmbeddedMongo(tmp_path / "mongod", free_port())
    server.start()
    database = connect(
        StorageSettings(uri=server.uri, database="faults", data=tmp_path, port=server.port)
    )
    await prepare(database)
    try:
        yield server, database
    finally:
        await database.client.close()
        server.stop()


@pytest.mark.long
async def test_killing_the_database_under_load_loses_nothing(
    mortal: tuple[EmbeddedMongo, Database],
) -> None:
    server, database = mortal
    async with Engine(kinds(), MongoStore(database), WallClock()) as engine:
        load = Load(engine, KEYS, clients=20, seed=2)
        async with load.running():
            for _ in range(2):
                await load.acknowledged(500)
                await asyncio.to_thread(server.kill)
                await load.unknown(1)
                await asyncio.to_thread(server.start)
            await load.acknowledged(500)

    assert any(each.status == "unknown" for each in load.history.operations)
    assert await check(database, load.history) == []


async def test_a_superseded_host_ends_and_nothing_happens_twice(
    router: Router, hosts: RayHosts, storage_settings: StorageSettings
) -> None:
    """As when Ray takes a living host for dead and starts another of the same name."""
    before = (await host_stats(hosts.directory, hosts.namespace))["host-0"]
    assert before is not None
    load = Load(router, KEYS, clients=20, seed=3)
    async with load.running():
        await load.acknowledged(200)
        spec = spec_of(hosts.namespace, storage_settings)
        twin = processes.start(EntityHost, "twin", hosts.namespace, "host-0", spec)

        async def superseded() -> bool:
            return any(
                host.name == "host-0" and host.generation > before.generation
                for host in await hosts.directory.leases.hosts()
            )

        await until(superseded, timeout=60)  # the twin itself may not live to be asked

        async def replaced() -> bool:
            now = (await host_stats(hosts.directory, hosts.namespace)).get("host-0")
            return now is not None and now.pid != before.pid

        await until(replaced, timeout=60)
        processes.end(twin)
        await load.acknowledged(200)

    assert await check(hosts.database, load.history) == []
