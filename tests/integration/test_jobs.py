"""Jobs are done beside everything else: over fixed tables, each part once, whatever breaks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actors.blocks.jobs.job import AbortJob, JobState, StartJob
from actors.blocks.jobs.kind import job_kind
from actors.blocks.jobs.shell import running
from actors.blocks.jobs.shell.files import rows_of
from actors.blocks.jobs.shell.running import Running
from actors.blocks.jobs.shell.settings import Settings
from actors.blocks.jobs.shell.workers import Broken, Workers
from actors.blocks.jobs.shell.working import Step, work
from actors.blocks.jobs.view import view
from actors.followers.projector import Projector
from actors.runtime.engine import Engine
from storage.mongo import Database
from storage.tables import Tables
from storage.tasks import begin, end
from tests import loaded
from tests.blocks.jobs.scenarios import QI
from tests.integration.conftest import StartEngine

KINDS: dict[str, Any] = {"job": job_kind(loaded.library())}
FIRST = datetime(2026, 6, 30, 1, tzinfo=UTC)
VOLUME = StartJob(job="case_volume")


class Breaking(Workers):
    """Breaks off so many times before each part; counts the parts that were done."""

    def __init__(self, times: int = 0) -> None:
        super().__init__(2)
        self.left = times
        self.parts: list[str] = []

    async def do(self, function: Callable[[Step], Any], step: Step) -> Any:
        if function is work:
            if self.left:
                self.left -= 1
                raise Broken
            self.parts.append(step.part)
        return await super().do(function, step)


class Stuck(Breaking):
    """Does one part, and is never done with the others."""

    async def do(self, function: Callable[[Step], Any], step: Step) -> Any:
        if function is work and self.parts:
            await asyncio.Event().wait()
        return await super().do(function, step)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LOOK", 0.05)
    monkeypatch.setattr(running, "LATER", 0.05)


@asynccontextmanager
async def office(database: Database, start: StartEngine) -> AsyncIterator[Engine]:
    """Where jobs are asked for; of 6 cases, received on both sides of the end of June."""
    rows = [
        {
            "_id": str(number),
            "system": "one_door",
            "item": {"code": "house"},
            "unit": "housing",
            "channel": "web",
            "phase": "delivered",
            "submitted_at": FIRST + timedelta(hours=8 * number),
            "accepted_at": FIRST + timedelta(hours=8 * number + 1),
            "decided_at": FIRST + timedelta(hours=8 * number + 30) if number else None,
            "dues": {"promised": "2026-07-01"},
            "stars": 0,
        }
        for number in range(6)
    ]
    await database["cases"].insert_many(rows)
    async with (
        start(of=KINDS) as engine,
        Projector(database, (view(),), sender=engine, kinds=KINDS),
    ):
        yield engine


@asynccontextmanager
async def doing(
    database: Database, engine: Engine, folder: Path, workers: Workers | None = None
) -> AsyncIterator[None]:
    workers = workers or Workers(2)
    settings = Settings(tables=folder)
    task = begin(Running(database, engine, loaded.library(), workers, settings).run())
    try:
        yield
    finally:
        await end(task)
        workers.stop()


async def ask(engine: Engine, wish: StartJob, number: int = 1) -> str:
    id = f"{number:032x}"
    await engine.send(f"job:{id}", wish, id=f"ask-{number}", by=QI)
    return id


async def reached(engine: Engine, id: str, *phases: str) -> JobState:
    async with asyncio.timeout(60):
        while True:
            state: JobState = (await engine.show(f"job:{id}")).state
            if state.phase in phases:
                return state
            await asyncio.sleep(0.02)


@pytest.mark.feature("PLAT-03")
async def test_cases_are_counted_by_month_and_the_same_again(
    prepared: Database, start_engine: StartEngine, tmp_path: Path
) -> None:
    async with office(prepared, start_engine) as engine, doing(prepared, engine, tmp_path):
        one = await reached(engine, await ask(engine, VOLUME, 1), "complete", "failed")
        other = await reached(engine, await ask(engine, VOLUME, 2), "complete", "failed")

    assert one.phase == "complete", f"{one.code} {one.detail}"
    assert one.parts == ("2026-06", "2026-07")
    assert one.result is not None
    assert (other.inputs, other.result) == (one.inputs, one.result)
    rows = rows_of(Tables(tmp_path).path(one.result.digest), 0, 10)
    assert [(row["month"], row["received"], row["decided"], row["in_time"]) for row in rows] == [
        ("2026-06", 2, 1, 1),
        ("2026-07", 4, 4, 0),
    ]
    assert rows[1]["median_hours"] == 30.0


@pytest.mark.feature("PLAT-03")
async def test_a_job_whose_worker_dies_goes_on_over_the_same_tables_and_does_no_part_twice(
    prepared: Database, start_engine: StartEngine, tmp_path: Path
) -> None:
    killed, whole = Stuck(), Breaking(times=2)
    async with office(prepared, start_engine) as engine:
        async with doing(prepared, engine, tmp_path, killed):
            id = await ask(engine, VOLUME)
            async with asyncio.timeout(60):
                while not (await reached(engine, id, "queued", "running")).done:
                    await asyncio.sleep(0.02)
        begun = await reached(engine, id, "running")
        await prepared["cases"].delete_many({})
        async with doing(prepared, engine, tmp_path, whole):
            done = await reached(engine, id, "complete", "failed")

    assert done.phase == "complete", f"{done.code} {done.detail}"
    assert done.inputs == begun.inputs
    assert sorted(killed.parts + whole.parts) == ["2026-06", "2026-07"]
    assert done.result is not None
    assert done.result.rows == 2


@pytest.mark.feature("PLAT-03")
async def test_a_question_is_answered_and_one_that_cannot_be_says_why(
    prepared: Database, start_engine: StartEngine, tmp_path: Path
) -> None:
    async with office(prepared, start_engine) as engine, doing(prepared, engine, tmp_path):
        asked = {"sql": "SELECT unit, count(*) AS n FROM cases GROUP BY unit"}
        good = await ask(engine, StartJob(job="query", parameters=asked), 1)
        wrong = {"sql": "SELECT applicant FROM cases"}
        bad = await ask(engine, StartJob(job="query", parameters=wrong), 2)
        answered = await reached(engine, good, "complete", "failed")
        failed = await reached(engine, bad, "complete", "failed")

    assert answered.result is not None
    rows = rows_of(Tables(tmp_path).path(answered.result.digest), 0, 10)
    assert rows == [{"unit": "housing", "n": 6}]
    assert (failed.phase, failed.code) == ("failed", "question")
    assert "applicant" in failed.detail


async def test_a_job_that_is_aborted_stops(
    prepared: Database, start_engine: StartEngine, tmp_path: Path
) -> None:
    endless = {
        "sql": "WITH RECURSIVE a AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM a WHERE x < 9000000)"
        " SELECT count(*) FROM a"
    }
    async with office(prepared, start_engine) as engine, doing(prepared, engine, tmp_path):
        id = await ask(engine, StartJob(job="query", parameters=endless), 1)
        await reached(engine, id, "running")
        await engine.send(f"job:{id}", AbortJob(reason="太慢"), id="abort", by=QI)
        after = await ask(engine, StartJob(job="query", parameters={"sql": "SELECT 1 AS n"}), 2)
        await reached(engine, after, "running", "complete")
        aborted = await reached(engine, id, "aborted", "complete")

    assert aborted.phase == "aborted"
