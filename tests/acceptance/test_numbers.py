"""The number desk under a rush: no number twice, and few commands for many applications."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.commands import SaveDraft
from actors.blocks.numbers.serial import LARGEST
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from serve_apps.blocks.cases.applications import submit
from serve_apps.blocks.numbers.desk import Numbers
from storage.clock import FixedClock
from tests.acceptance.site import Site
from tests.acceptance.steps import application

EVENING = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # past midnight in the hall
RUSH = 500


def test_a_rush_gets_numbers_in_a_row_by_a_few_commands(site: Site) -> None:
    code = "RUSH" + "0" * 27

    async def rush() -> tuple[list[str], int]:
        assert site.services is not None
        desk = Numbers(site.services.sender)
        taken = await asyncio.gather(*(desk.take(code, EVENING, f"c{n}") for n in range(RUSH)))
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
        await asyncio.gather(*(desk.take(code, EVENING, f"c{n}") for n in range(LARGEST)))
        late = (desk.take(code, EVENING, f"late{n}") for n in range(3))
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
        return await Numbers(site.services.sender).take("DAYS" + "0" * 27, at, "c")

    assert site.run(take())[31:39] == {15: "20261123", 16: "20261124"}[hour]


def test_retries_of_one_application_by_several_processes_have_one_number(site: Site) -> None:
    code = "ONCE" + "0" * 27

    async def retry() -> tuple[list[str], list[str]]:
        assert site.services is not None
        desks = [Numbers(site.services.sender) for _ in range(3)]
        same = await asyncio.gather(*(desk.take(code, EVENING, "same") for desk in desks))
        others = await asyncio.gather(
            *(desk.take(code, EVENING, f"c{n}") for n in range(50) for desk in desks)
        )
        return list(same), list(others)

    same, others = site.run(retry())

    assert same == [f"{code}202611240001"] * 3
    assert sorted(set(others)) == [f"{code}20261124{serial:04d}" for serial in range(2, 52)]


def test_of_retries_on_both_sides_of_midnight_all_are_told_what_the_case_has(site: Site) -> None:
    """Each process takes a number of its day; only one of them becomes the number of the case."""
    account = "chen_jiahui"
    by = Identity(f"person:{account}", (RESIDENT,))
    wish = msgspec.convert(application(site, "SPJY-01") | {"channel": "web"}, SaveDraft)

    async def retry() -> tuple[list[str], str]:
        services = site.services
        assert services is not None
        tomorrow = FixedClock(services.clock.now() + timedelta(days=1))
        replicas = [services, replace(services, clock=tomorrow), services]
        made = {**services.made}
        replicas = [replace(each, made=made | {Numbers: Numbers(each.sender)}) for each in replicas]
        filed = await asyncio.gather(*(submit(each, by, "midnight", wish) for each in replicas))
        case = await services.sender.show(f"case:{filed[0].case}")
        return [each.number for each in filed], case.state.number

    answered, recorded = site.run(retry())

    assert answered == [recorded] * 3
