"""The traffic of chaos runs keeps a record that the judge can use: effects, alarms, replays."""

import asyncio
from pathlib import Path

from actors.followers.projector import Projector
from actors.kinds import all_views
from benchmarks.chaos.checker import (
    effects_of,
    journal_of,
    judge,
    judge_alarms,
    judge_effects,
    replayed,
)
from benchmarks.chaos.kinds import LEDGER, kinds
from benchmarks.chaos.record import History, read_log
from benchmarks.chaos.settling import all_delivered
from benchmarks.chaos.traffic import Traffic
from storage.mongo import Database
from storage.tasks import end
from tests.blocks.cases.loaded import LIBRARY
from tests.integration.conftest import StartEngine

KEYS = [f"ledger:{number}" for number in range(10)]


async def test_undisturbed_traffic_keeps_every_promise(
    start_engine: StartEngine, prepared: Database, tmp_path: Path
) -> None:
    history = History(log=tmp_path / "record")
    async with (
        start_engine(of=kinds()) as engine,
        Projector(prepared, all_views(LIBRARY), sender=engine, kinds=kinds()) as projector,
    ):
        traffic = Traffic(engine, history, KEYS, rate=200, seed=1)
        running = asyncio.create_task(traffic.run())
        async with asyncio.timeout(60):
            while len(history.acknowledged) < 200:
                await asyncio.sleep(0.02)
        await end(running)
        await traffic.finish()
        assert await traffic.probe(KEYS) >= 0
        await traffic.finish()
        async with asyncio.timeout(60):
            while judge_alarms(await journal_of(prepared)):
                await asyncio.sleep(0.1)
        await all_delivered(projector, prepared)
        shown = [await engine.show(key) for key in KEYS]

    commits = await journal_of(prepared)
    ordered, carried_out = effects_of(commits)
    assert read_log(tmp_path / "record").operations == history.operations
    assert judge(history.operations, commits) == []
    assert ordered and judge_effects(ordered, carried_out) == []
    assert any(commit["cmd"].startswith("reminder:") for commit in commits)
    for each in shown:
        assert (each.seq, each.state) == replayed(LEDGER, each.key, commits)
