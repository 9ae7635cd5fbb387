"""The projectors on Ray: killed in the middle of their work, they lose and double nothing."""

import asyncio
import os
import re
import signal
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import ray
from structlog.testing import capture_logs

from actors.followers import projector_actor
from actors.followers.projector_actor import (
    ProjectorActor,
    name_of,
    projector_stats,
    start_projectors,
    stop_projectors,
)
from actors.runtime import processes
from actors.runtime.placement import shard_of
from actors.runtime.settings import RuntimeSettings
from storage.clock import WallClock
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, connect
from storage.schema import prepare
from storage.sealing import Seals
from storage.settings import StorageSettings
from storage.signing import FileSigner, make_key
from storage.views import Views
from tests.blocks.cases.commits import NUMBER, history
from tests.loaded import platform_collections
from tests.ports import free_port

CASES = 300


def told_seal_ages() -> list[float]:
    """Return every age of a seal on the page that Prometheus reads."""
    [node] = ray.nodes()
    address = f"http://{node['NodeManagerAddress']}:{node['MetricsExportPort']}/metrics"
    page = urllib.request.urlopen(address, timeout=5).read().decode()
    return [float(age) for age in re.findall(r"^ray_yimen_seal_age_seconds.* (\S+)$", page, re.M)]


async def test_operators_see_how_old_the_last_seal_is(
    ray_session: None, prepared: Database, storage_settings: StorageSettings, tmp_path: Path
) -> None:
    make_key(tmp_path / "key.pem")
    seals, signer = Seals(prepared), FileSigner(tmp_path / "key.pem")
    async with prepared.client.start_session() as session:
        await seals.note([{"_id": "case:a/0000000001", "key": "case:a", "seq": 1}], session)
    assert await seals.seal(signer, WallClock().now() - timedelta(hours=2))
    runtime = RuntimeSettings(namespace=f"test-{storage_settings.database}")

    await start_projectors(storage_settings, runtime)
    try:
        async with asyncio.timeout(50):
            while not any(7_200 <= age < 7_300 for age in await asyncio.to_thread(told_seal_ages)):
                await asyncio.sleep(0.2)
    finally:
        await stop_projectors(runtime.namespace)


async def test_projectors_that_are_killed_lose_and_double_nothing(
    ray_session: None, prepared: Database, storage_settings: StorageSettings
) -> None:
    runtime = RuntimeSettings(namespace=f"test-{storage_settings.database}", projectors=2)
    commits = [
        {**c, "shard": shard_of(c["key"])}
        for n in range(CASES)
        for c in history(f"c{n}", number=f"{NUMBER[:-4]}{n:04d}")
    ]
    first = await start_projectors(storage_settings, runtime)
    try:
        await prepared["journal"].insert_many(commits[:1500])
        while not await prepared["cases"].count_documents({}):
            await asyncio.sleep(0.02)
        for each in first:
            os.kill(each["pid"], signal.SIGKILL)
        await prepared["journal"].insert_many(commits[1500:])

        while await prepared["cases"].count_documents({"closed": True, "seq": 10}) < CASES:
            await asyncio.sleep(0.1)
        second = await projector_stats(runtime.namespace)
    finally:
        await stop_projectors(runtime.namespace)

    assert [each["followers"][0] for each in second] == ["views:0-511", "views:512-1023"]
    assert not {each["pid"] for each in second} & {each["pid"] for each in first}
    read = await Views(prepared).statistics(date(2026, 3, 1), date(2026, 3, 31))
    assert (read["totals"]["received"], read["totals"]["decided"]) == (CASES, CASES)


@pytest.mark.long
async def test_a_projector_is_seen_and_ended_though_one_before_it_is_gone(
    ray_session: None, prepared: Database, storage_settings: StorageSettings
) -> None:
    runtime = RuntimeSettings(namespace=f"test-{storage_settings.database}", projectors=2)
    await start_projectors(storage_settings, runtime)
    processes.end(await processes.find(name_of(0), runtime.namespace))
    async with asyncio.timeout(50):
        while await processes.find(name_of(0), runtime.namespace):
            await asyncio.sleep(0.05)

    assert [stats["number"] for stats in await projector_stats(runtime.namespace)] == [1]

    await stop_projectors(runtime.namespace)
    assert await processes.names(runtime.namespace) == []


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongo]:
    """A mongod that the test may kill. It outlives the test's loop, which would wait at its end for
    everything that waits for an answer."""
    server = EmbeddedMongo(tmp_path_factory.mktemp("mortal"), free_port())
    server.start()
    yield server
    server.stop()


async def test_a_projector_that_begins_while_the_database_is_away_waits_for_it(
    ray_session: None, tmp_path: Path, mortal: EmbeddedMongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projector_actor, "configure_logs", lambda: None)  # it is heard here
    storage = StorageSettings(uri=mortal.uri, database="t", data=tmp_path, port=mortal.port)
    await prepare(connect(storage), platform_collections())
    mortal.kill()
    projector = ProjectorActor.__new__(ProjectorActor)
    with capture_logs() as lines:
        beginning = asyncio.ensure_future(projector.__init__(storage, RuntimeSettings(), 0))
        while not any(line["event"] == "database.awaited" for line in lines):
            assert not beginning.done(), beginning.exception()
            await asyncio.sleep(0.05)
        mortal.start()
        await beginning

    await projector.settled()
