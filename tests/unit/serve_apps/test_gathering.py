"""Many wishes become few commands, in the order in which they came."""

import asyncio

import pytest

from serve_apps.front.gathering import Gathering


async def test_what_comes_while_a_batch_is_under_way_shares_the_next() -> None:
    batches: list[list[int]] = []

    async def double(wishes: list[int]) -> list[int]:
        batches.append(wishes)
        await asyncio.sleep(0)
        return [wish * 2 for wish in wishes]

    gathering = Gathering(double, most=50, pause=0.0)
    answers = await asyncio.gather(*(gathering.ask(number) for number in range(120)))

    assert answers == [number * 2 for number in range(120)]
    assert [number for batch in batches for number in batch] == list(range(120))
    assert len(batches) == 3


async def test_a_batch_that_fails_fails_for_those_who_were_in_it_only() -> None:
    async def fragile(wishes: list[int]) -> list[int]:
        if 1 in wishes:
            raise ValueError("not this one")
        return wishes

    gathering = Gathering(fragile, most=1, pause=0.0)
    answers = await asyncio.gather(*map(gathering.ask, range(3)), return_exceptions=True)

    assert answers[0] == 0
    assert isinstance(answers[1], ValueError)
    assert answers[2] == 2


async def test_whoever_gives_up_does_not_hold_up_the_others() -> None:
    gate = asyncio.Event()

    async def slow(wishes: list[int]) -> list[int]:
        await gate.wait()
        return wishes

    gathering = Gathering(slow, most=10, pause=0.0)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(gathering.ask(1), 0.001)
    gate.set()

    assert await gathering.ask(2) == 2
