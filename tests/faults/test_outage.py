"""Thousands of alarms that an outage held up, and a host killed while they are caught up."""

import asyncio
import os
import signal
from collections import Counter
from datetime import datetime

import pytest

from actors.kernel.identity import CLOCK
from actors.runtime.cluster import host_stats
from actors.runtime.engine import Engine
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from benchmarks.chaos.checker import journal_of, judge_alarms
from storage.clock import WallClock
from storage.mongo import Database, Document
from storage.settings import StorageSettings
from tests.faults.checker import check
from tests.faults.load import Load
from tests.integration.conftest import ME
from tests.integration.kinds import PutLater, kinds
from tests.integration.test_alarms import index_entry, until
from tests.ray_cluster import running_hosts

ALARMS = 5_000
RATE = 300  # alarms a second of each host
KEYS = [f"ledger:{number}" for number in range(ALARMS)]
PEOPLE = [*KEYS[:10], *(f"ledger:of-people-{number}" for number in range(10))]


async def hold_up(database: Database) -> None:
    """Leave alarms that are due at one instant and have not fired, as an outage does."""
    due = WallClock().now()
    async with Engine(kinds(), MongoStore(database), WallClock(), virtual=True) as engine:
        for first in range(0, ALARMS, 1_000):
            await asyncio.gather(
                *(
                    engine.send(key, PutLater(7, seconds=0), id="set", by=ME, at=due, timeout=60)
                    for key in KEYS[first : first + 1_000]
                )
            )
    await database["reminders"].insert_many([index_entry(key, "later", due, 7) for key in KEYS])


def fastest(commits: list[Document]) -> float:
    """Return how many alarms a second the fastest owner fired, beside those it may at once. A turn
    may be up to a second later than what fired it."""
    instants: dict[str, list[datetime]] = {}
    for commit in commits:
        instants.setdefault(commit["host"], []).append(commit["at"])
    return max(
        (len(each) - RATE) / (1 + (max(each) - min(each)).total_seconds())
        for each in instants.values()
    )


@pytest.mark.long
async def test_a_host_killed_in_the_middle_of_catching_up_loses_and_doubles_no_alarm(
    ray_session: None, database: Database, storage_settings: StorageSettings
) -> None:
    settings = RuntimeSettings(alarm_rate=RATE)

    async def left() -> int:
        return await database["reminders"].estimated_document_count()

    async def begun() -> bool:
        return await left() < ALARMS * 3 // 4

    async def over() -> bool:
        return await left() == 0

    async with running_hosts(database, storage_settings, runtime=settings) as hosts:
        await hold_up(database)
        transport = RayTransport(hosts.namespace)
        async with Router(kinds(), hosts.directory.placements, transport) as router:
            load = Load(router, PEOPLE, clients=4, seed=1)
            async with load.running():
                await until(begun, timeout=60)
                victim = (await host_stats(hosts.directory, hosts.namespace))["host-0"]
                assert victim is not None
                os.kill(victim.pid, signal.SIGKILL)
                await load.acknowledged(50)
                assert not await over()
                await until(over, timeout=60)

    commits = await journal_of(database)
    fired = [commit for commit in commits if commit["by"] == CLOCK.id]
    assert Counter(commit["key"] for commit in fired) == Counter(KEYS)
    assert judge_alarms(commits) == []
    assert await check(database, load.history) == []
    assert len({commit["host"] for commit in fired}) >= 2
    assert fastest(fired) <= RATE
