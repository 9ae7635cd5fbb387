"""What was handed in is taken in, and what was approved rendered, beside everything else."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from actors.followers.projector import Projector
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset.state import Dataset
from actors.systems.open_data.sample.plan import plan
from actors.systems.open_data.shell import running
from actors.systems.open_data.shell.settings import Settings
from actors.systems.open_data.views import PUBLISHED, PUBLISHED_VIEW, WORKED_ON_VIEW
from storage.mongo import Database
from storage.tasks import begin, end
from tests.integration.conftest import StartEngine
from tests.systems.open_data.opening import ADD, KIND, LIBRARY, SLUG, STEWARD

KINDS: dict[str, Any] = {"open_dataset": KIND}


@pytest.mark.feature("OPEN-01")
async def test_the_sample_city_opens_its_data_and_one_that_breaks_holds_up_nobody(
    prepared: Database, start_engine: StartEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LOOK", 0.02)
    settings = Settings(raw=tmp_path / "raw", open=tmp_path / "open")
    async with (
        start_engine(of=KINDS) as engine,
        Projector(prepared, (WORKED_ON_VIEW, PUBLISHED_VIEW), sender=engine, kinds=KINDS),
    ):

        async def reached(slug: str, phase: str) -> Dataset:
            async with asyncio.timeout(60):
                while (state := (await engine.show(f"open_dataset:{slug}")).state).phase != phase:
                    await asyncio.sleep(0.02)
            return state

        broken = running.Running(prepared, engine, LIBRARY, settings)
        render, broken_ones = broken._render, list[int]()

        def breaks_once(version: Any) -> Any:
            if not broken_ones:
                broken_ones.append(version.number)
                raise LookupError
            return render(version)

        monkeypatch.setattr(broken, "_render", breaks_once)
        work = begin(broken.run())
        try:
            await engine.send(f"open_dataset:{SLUG}", ADD, id="1", by=STEWARD)
            unknown = c.HandInTable(source="0" * 64)
            await engine.send(f"open_dataset:{SLUG}", unknown, id="2", by=STEWARD)
            found = await reached(SLUG, "unfit")
            assert found.next and found.next.measured and found.next.measured.faults == ("no_file",)
            opened = [each for each in plan(LIBRARY) if each.key.startswith("open_dataset:")]
            for n, act in enumerate(opened):
                await engine.send(act.key, act.command, id=f"act{n}", by=act.by)
            async with asyncio.timeout(60):
                while await prepared[PUBLISHED].count_documents({"state": "live"}) < 1:
                    await asyncio.sleep(0.02)
            await end(work)
            work = begin(running.Running(prepared, engine, LIBRARY, settings).run())
            for slug in ("division-codes", "public-holidays"):
                live = (await reached(slug, "live")).live
                assert live and {each.format for each in live.files} == {
                    "csv", "json", "parquet", "xlsx",
                }  # fmt: skip
            await reached("directory-of-units", "pending")
        finally:
            await end(work)
    assert broken_ones == [1]
