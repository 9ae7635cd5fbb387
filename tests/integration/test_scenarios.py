"""The scenarios that hold in memory hold on the real engine and the real database."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from actors.kinds import build_kinds
from actors.testing import ScenarioFailed
from actors.testing.files import read_scenario
from storage.clock import FixedClock
from storage.mongo import Database
from tests.integration.conftest import StartEngine
from tests.integration.kinds import Put
from tests.systems.test_every_scenario import FILES, LIBRARY
from tests.unit.testing.scenarios import HOLDING, ME, MORNING, RICH


@pytest.mark.parametrize("name", HOLDING)
async def test_what_holds_in_memory_holds_on_an_engine(
    start_engine: StartEngine, name: str
) -> None:
    async with start_engine(clock=FixedClock(MORNING), virtual=True) as engine:
        await HOLDING[name].run_on(engine)


@pytest.mark.parametrize("path", FILES)
async def test_the_scenarios_of_the_systems_hold_there(
    start_engine: StartEngine, path: Path
) -> None:
    clock, kinds = FixedClock(MORNING), build_kinds(LIBRARY)
    async with start_engine(of=kinds, clock=clock, virtual=True) as engine:
        await read_scenario(msgspec.toml.decode(path.read_bytes()), LIBRARY).run_on(engine)


async def test_what_does_not_hold_is_told_there_too(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine(clock=FixedClock(MORNING), virtual=True) as engine:
        with pytest.raises(ScenarioFailed, match="total: 1"):
            await RICH.after(hours=2).when(Put(7), by=ME).then_shown(total=1).run_on(engine)

    commits = await prepared["journal"].find().sort("seq").to_list()
    assert [commit["seq"] for commit in commits] == [1, 2]
    assert commits[1]["at"] == MORNING + timedelta(hours=2)


async def test_an_engine_that_follows_the_clock_itself_is_refused(
    start_engine: StartEngine,
) -> None:
    async with start_engine() as engine:
        with pytest.raises(ValueError, match="virtual"):
            await RICH.run_on(engine)
