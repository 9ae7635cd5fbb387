"""Numbers by message, on the real database: 200 at once, and none twice or left out."""

import asyncio

import pytest

from actors.followers.projector import Projector
from actors.kernel.errors import Refusal
from actors.kinds import all_views
from actors.runtime.engine import Engine
from storage.mongo import Database
from tests.blocks.cases.loaded import LIBRARY
from tests.blocks.numbers.asking import PAPER, REGISTER, Submit
from tests.integration.conftest import ME, StartEngine

KINDS = {"paper": PAPER, "register": REGISTER}


@pytest.mark.feature("NPC-07")
async def numbers(engine: Engine) -> list[list[str]]:
    """Return the numbers that each of the 200 papers has been told."""
    return [(await engine.show(f"paper:{n}")).state.numbers for n in range(200)]


async def test_200_submissions_at_once_beside_20_refused_ones_leave_no_gap(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine(of=KINDS) as engine:

        async def submit(n: int) -> str:
            try:
                await engine.send(f"paper:{n}", Submit(valid=n < 200), id=f"s{n}", by=ME)
            except Refusal:
                return "refused"
            return "submitted"

        courier = Projector(prepared, all_views(LIBRARY), sender=engine, kinds=KINDS, partitions=2)
        async with courier:
            outcomes = await asyncio.gather(*(submit(n) for n in range(220)))
            async with asyncio.timeout(60):  # to the register and back, tried again when busy
                while not all(told := await numbers(engine)):
                    await courier.settled()
                    await asyncio.sleep(0.05)

    assert outcomes.count("refused") == 20
    assert sorted(told) == [[f"J2026{n:04}"] for n in range(1, 201)]
