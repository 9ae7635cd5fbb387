"""F1: a host that is killed in the middle of a command, at six marked points."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from actors.followers.projector import Projector
from actors.kinds import all_views
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from actors.runtime.simulation.checker import judge
from benchmarks.chaos.checker import effects_of, journal_of, judge_effects
from benchmarks.chaos.kinds import Put
from benchmarks.chaos.record import History
from benchmarks.chaos.settling import all_delivered
from benchmarks.chaos.traffic import Traffic
from storage.mongo import Database
from storage.settings import StorageSettings
from tests.blocks.cases.loaded import LIBRARY
from tests.faults.marked import POINTS, Die, MarkedStorage, Point, kinds
from tests.ray_cluster import running_hosts

SOON = RuntimeSettings(snapshot_every=1)


@pytest_asyncio.fixture
async def router(
    ray_session: None, database: Database, storage_settings: StorageSettings
) -> AsyncIterator[Router]:
    """A router to two hosts that end where they are told to."""
    marked = MarkedStorage(**vars(storage_settings))
    async with (
        running_hosts(database, marked, kinds="tests.faults.marked:kinds", runtime=SOON) as hosts,
        Router(kinds(), hosts.directory.placements, RayTransport(hosts.namespace)) as router,
    ):
        yield router


async def test_f1_killing_a_host_at_any_point_of_a_command_has_its_effect_once(
    router: Router, database: Database, tmp_path: Path
) -> None:
    traffic = Traffic(router, History(), [], rate=1, seed=1)
    points: list[Point] = ["decide", *POINTS]
    async with Projector(database, all_views(LIBRARY), sender=router, kinds=kinds()) as projector:
        for point in points:
            marker = tmp_path / point
            await traffic.command(f"ledger:{point}", Die(point, point, str(marker)), point)
            await traffic.command(f"ledger:{point}-other", Put(1), f"{point}-other")
            await traffic.command(f"ledger:{point}", Put(1), f"{point}-again")
            assert marker.exists(), "the host was not killed"
        await all_delivered(projector, database)

    commits = await journal_of(database)
    assert judge(traffic.history.operations, commits) == []
    ordered, carried_out = effects_of(commits)
    assert sorted(ordered) == sorted(points)
    assert judge_effects(ordered, carried_out) == []


@pytest.mark.long
async def test_f1_the_judge_finds_an_effect_that_happens_before_it_is_durable(
    router: Router, database: Database, tmp_path: Path
) -> None:
    """Sabotage: what cannot be taken back is done in the handler itself."""
    traffic = Traffic(router, History(), [], rate=1, seed=1)
    gateway = tmp_path / "gateway"
    command = Die("certificate", "append", str(tmp_path / "marker"), str(gateway))

    await traffic.command("ledger:a", command, "a")

    commits = await journal_of(database)
    assert judge(traffic.history.operations, commits) == []
    ordered, _ = effects_of(commits)
    broken = judge_effects(ordered, gateway.read_text().split())
    assert broken == ["effect certificate was ordered 1 times and happened 2 times"]
