"""The number desk under a rush: no number twice, and few commands for many applications."""

import asyncio
from datetime import UTC, datetime

import pytest

from actors.blocks.numbers.serial import LARGEST
from actors.kernel.errors import Refusal
from serve_apps.blocks.numbers.desk import Numbers
from tests.acceptance.site import Site

EVENING = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # past midnight in the hall
RUSH = 500


def test_a_rush_gets_numbers_in_a_row_by_a_few_commands(site: Site) -> None:
    code = "RUSH" + "0" * 27

    async def rush() -> tuple[list[str], int]:
        assert site.services is not None
        desk = Numbers(site.services.sender)
        taken = await asyncio.gather(*(desk.take(code, EVENING) for _ in range(RUSH)))
        shown = await site.services.sender.show(f"serial:{code}-20261124")
        return list(taken), shown.seq

    numbers, commands = site.run(rush())

    assert numbers == [f"{code}20261124{serial:04d}" for serial in range(1, RUSH + 1)]
    assert commands <= 5


def test_when_the_days_numbers_are_used_up_everybody_is_told_so(site: Site) -> None:
    code = "FULL" + "0" * 27

    async def fill() -> list[BaseException | str]:
        assert site.services is not None
        desk = Numbers(site.services.sender)
        await asyncio.gather(*(desk.take(code, EVENING) for _ in range(LARGEST)))
        late = (desk.take(code, EVENING) for _ in range(3))
        return list(await asyncio.gather(*late, return_exceptions=True))

    for told in site.run(fill()):
        assert isinstance(told, Refusal)
        assert told.reasons[0].code == "serial.exhausted"


@pytest.mark.parametrize("hour", [15, 16])
def test_the_day_of_a_number_is_the_halls(site: Site, hour: int) -> None:
    """Midnight in the hall is 16:00 UTC."""
    at = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)

    async def take() -> str:
        assert site.services is not None
        return await Numbers(site.services.sender).take("DAYS" + "0" * 27, at)

    assert site.run(take())[31:39] == {15: "20261123", 16: "20261124"}[hour]
