"""A waiting room on the real database: no place is lost, and a crowd costs few commits."""

import asyncio
from uuid import uuid4

import msgspec
import pytest

from actors.blocks.operations.roles import OPERATOR
from actors.blocks.waiting.commands import Join, Joiner, Look, SetRoom, Use, UseAdmissions
from actors.blocks.waiting.kind import WAITING_ROOM
from actors.blocks.waiting.state import HALL, Board
from actors.kernel.identity import PLATFORM, Identity
from actors.runtime.engine import Engine
from serve_apps.blocks.waiting.rooms import WaitingRooms
from storage.clock import WallClock
from storage.mongo import Database
from tests.integration.conftest import StartEngine

pytestmark = pytest.mark.feature("HALL-28")
KEY = "waiting_room:SPJY-01"
OPERATOR_ON_DUTY = Identity("staff:operator", (OPERATOR,))


async def switch(engine: Engine, capacity: int) -> None:
    await engine.send(
        KEY, SetRoom(mode="on", capacity=capacity), id=uuid4().hex, by=OPERATOR_ON_DUTY
    )


async def board(engine: Engine) -> Board:
    receipt = await engine.send(KEY, Look(), id=uuid4().hex, by=PLATFORM)
    return msgspec.convert(receipt.reply, Board)


async def test_the_next_owner_goes_on_with_the_line_as_it_was(start_engine: StartEngine) -> None:
    people = tuple(Joiner(f"person:{number}") for number in range(300))
    kinds = {"waiting_room": WAITING_ROOM}
    async with start_engine(of=kinds) as engine:
        await switch(engine, 1)
        first = await engine.send(KEY, Join(people=people), id="j1", by=PLATFORM)
        used = UseAdmissions(uses=(Use("person:0", "c1"),))
        assert (await engine.send(KEY, used, id="u1", by=PLATFORM)).reply == [True]

    async with start_engine(of=kinds) as engine:
        again = await engine.send(KEY, Join(people=people[1:]), id="j2", by=PLATFORM)
        assert again.reply == first.reply[1:] == list(range(2, 301))
        other = UseAdmissions(uses=(Use("person:0", "c2"),))
        assert (await engine.send(KEY, other, id="u2", by=PLATFORM)).reply == [False]
        await switch(engine, 60_000)
        async with asyncio.timeout(60):
            while (await board(engine)).head < 300:
                await asyncio.sleep(0.05)


async def test_four_thousand_people_at_two_replicas_are_few_commits(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine(of={"waiting_room": WAITING_ROOM}) as engine:
        await switch(engine, 60)
        replicas = [WaitingRooms(engine, WallClock(), 120) for _ in range(2)]
        places = await asyncio.gather(
            *(replicas[number % 2].place("SPJY-01", f"person:{number}") for number in range(4_000))
        )
        polls = await asyncio.gather(
            *(
                replicas[(number + 1) % 2].place("SPJY-01", f"person:{number}")
                for number in range(4_000)
            )
        )
        commits = await prepared["journal"].count_documents({"key": KEY})

        told = await replicas[0].boards()

    assert told.keys() == {HALL, "SPJY-01"}
    assert told["SPJY-01"].tail == 4_000
    assert told[HALL].tail == 0
    assert sorted(place.number for place in places) == list(range(1, 4_001))
    assert [place.number for place in polls] == [place.number for place in places]
    assert all(before.ahead >= after.ahead for before, after in zip(places, polls, strict=True))
    assert commits < 40


async def test_operators_see_a_room_empty_itself_though_nobody_asks_for_his_place(
    start_engine: StartEngine,
) -> None:
    async with start_engine(of={"waiting_room": WAITING_ROOM}) as engine:
        await switch(engine, 60)
        replica = WaitingRooms(engine, WallClock(), 120)
        await asyncio.gather(
            *(replica.place("SPJY-01", f"person:{number}") for number in range(50))
        )
        waiting = (await replica.boards())["SPJY-01"]
        await switch(engine, 60_000)
        async with asyncio.timeout(60):
            while (await replica.boards())["SPJY-01"].head < 50:
                await asyncio.sleep(0.05)

    assert waiting.tail - waiting.head > 0
