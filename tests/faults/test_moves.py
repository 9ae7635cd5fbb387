"""Hosts come, go, and are replaced under load: nothing is lost, and nobody is refused for it."""

import asyncio
import itertools
import os
import signal
from dataclasses import replace

import pytest

from actors.runtime.cluster import (
    drain_host,
    host_stats,
    move_shards,
    start_hosts,
    stop_hosts,
)
from actors.runtime.placement import SHARDS
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from storage.directory import Directory
from storage.mongo import Database
from storage.schema import prepare
from storage.settings import StorageSettings
from storage.tasks import end
from tests.faults import busy
from tests.faults.checker import check
from tests.faults.load import Load
from tests.integration.conftest import ME
from tests.integration.kinds import Put
from tests.integration.test_alarms import until
from tests.ray_cluster import RayHosts, spec_of

KEYS = [f"ledger:{number}" for number in range(40)]


async def shares(hosts: RayHosts) -> dict[str, int]:
    stats = await host_stats(hosts.directory, hosts.namespace)
    return {name: each.shards for name, each in stats.items() if each is not None}


async def test_shards_change_hands_under_load_and_no_command_fails(
    router: Router, hosts: RayHosts, storage_settings: StorageSettings
) -> None:
    load = Load(router, KEYS, clients=20, seed=4, timeout=30)
    async with load.running():
        await load.acknowledged(100)
        await move_shards(hosts.directory, range(0, SHARDS, 3), "host-1")
        await load.acknowledged(100)
        await start_hosts(3, spec_of(hosts.namespace, storage_settings), hosts.directory)
        await load.acknowledged(100)
        await drain_host(hosts.directory, "host-0")
        await load.acknowledged(100)

        async def level() -> bool:
            return sorted((await shares(hosts)).values()) == [SHARDS // 2] * 2

        await until(level, timeout=60)

    assert all(each.status != "unknown" for each in load.history.operations)
    assert await check(hosts.database, load.history) == []


@pytest.mark.long
async def test_a_host_that_is_asked_to_end_hands_over_first_and_comes_back(
    router: Router, hosts: RayHosts
) -> None:
    before = (await host_stats(hosts.directory, hosts.namespace))["host-0"]
    assert before is not None
    load = Load(router, KEYS, clients=20, seed=5, timeout=30)
    async with load.running():
        await load.acknowledged(100)
        os.kill(before.pid, signal.SIGTERM)

        async def back() -> bool:
            now = (await host_stats(hosts.directory, hosts.namespace)).get("host-0")
            return now is not None and now.pid != before.pid and now.shards > 0

        await until(back, timeout=60)
        await load.acknowledged(100)

    assert all(each.status != "unknown" for each in load.history.operations)
    assert await check(hosts.database, load.history) == []


@pytest.mark.long
async def test_a_host_is_added_while_there_is_too_much_to_do_and_gets_its_share(
    ray_session: None, database: Database, storage_settings: StorageSettings
) -> None:
    await prepare(database)
    spec = spec_of(f"test-{storage_settings.database}", storage_settings, "tests.faults.busy:kinds")
    spec = replace(spec, runtime=replace(spec.runtime, most_hosts=2))
    directory, namespace = Directory(database), spec.runtime.namespace
    try:
        await start_hosts(1, spec, directory)
        async with Router(busy.kinds(), directory.placements, RayTransport(namespace)) as router:

            async def demand(key: str) -> None:
                for number in itertools.count():
                    await router.send(key, Put(1, "slow"), id=f"c{number}", by=ME, timeout=60)

            demands = [asyncio.create_task(demand(key)) for key in KEYS[:8]]

            async def shared() -> bool:
                stats = await host_stats(directory, namespace)
                return [each.shards for each in stats.values() if each] == [SHARDS // 2] * 2

            await until(shared, timeout=90)
            await end(*demands)
    finally:
        await stop_hosts(directory, namespace, timeout=5)
