"""How many requests one process works on, and for whom."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from actors.kernel.errors import Crowded, Overloaded
from serve_apps.front.crowd import Crowd, Seat


class Work:
    """An application whose requests end when they are told to."""

    def __init__(self) -> None:
        self.begun = 0
        self.done = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.begun += 1
        await self.done.wait()


def request(path: str = "/items", kind: str = "http") -> dict[str, Any]:
    return {"type": kind, "path": path, "headers": []}


async def nothing(*_: Any) -> Any:
    raise AssertionError("nobody reads or answers here")


def crowd(work: Work) -> Crowd:
    return Crowd(work, most=2, most_live=1, most_of_one=1)


async def test_what_is_too_much_is_refused_before_any_work_is_done() -> None:
    work = Work()
    door = crowd(work)
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(door(request(), nothing, nothing))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded) as told:
            await door(request(), nothing, nothing)
        work.done.set()

    assert type(told.value) is Overloaded
    assert work.begun == 2
    await door(request(), nothing, nothing)


async def test_live_pages_do_not_take_the_places_of_requests() -> None:
    work = Work()
    door = crowd(work)
    async with asyncio.TaskGroup() as group:
        group.create_task(door(request("/live/inbox"), nothing, nothing))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await door(request("/cases/1/events"), nothing, nothing)
        group.create_task(door(request(), nothing, nothing))
        await asyncio.sleep(0)
        assert work.begun == 2
        work.done.set()


@pytest.mark.parametrize(
    "free", [request("/health"), request("/static/base.css"), request(kind="websocket")]
)
async def test_some_things_are_always_let_in(free: dict[str, Any]) -> None:
    work = Work()
    door = Crowd(work, most=0, most_live=0, most_of_one=0)
    work.done.set()

    await door(free, nothing, nothing)

    assert work.begun == 1


def test_one_caller_does_not_take_every_place() -> None:
    seats = Counter[str]()
    first, second = Seat(seats, 1), Seat(seats, 1)
    first.take("an")

    with pytest.raises(Crowded):
        second.take("an")
    second.take("bo")
    first.leave()
    Seat(seats, 1).take("an")
