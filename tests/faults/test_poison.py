"""Entities that cannot be loaded are set aside; their neighbours notice nothing."""

import asyncio
import contextlib
from dataclasses import replace
from typing import Any

import pytest

from actors.kernel.errors import HandlerFailed, Quarantined
from actors.kernel.turn import Event, Turn
from actors.runtime.activation import Wish
from actors.runtime.engine import Workings
from actors.runtime.settings import RuntimeSettings
from actors.runtime.watchdog import Watchdog
from storage.mongo import Database, Document
from tests.integration.conftest import ME, StartEngine
from tests.integration.kinds import Added, Ask, Ledger, Put, ledger
from tests.integration.test_alarms import until
from tests.opening import commits_in


async def write(database: Database, key: str, seq: int, *events: Document) -> None:
    await database["journal"].insert_one(
        {
            "_id": f"{key}/{seq:010d}",
            "key": key,
            "seq": seq,
            "cmd": f"planted-{seq}",
            "ev": list(events),
            "rem": [],
            "rv": None,
        }
    )


POISON: dict[str, tuple[list[tuple[int, Document]], str]] = {
    "an event that does not decode": ([(1, {"type": "Added", "amount": "many"})], "Added"),
    "an event of an unknown type": ([(1, {"type": "Vanished"})], "Vanished version 1 is newer"),
    "an event of a later version": (
        [(1, {"type": "Added", "amount": 1, "v": 2})],
        "Added version 2 is newer than this code, which knows version 1",
    ),
    "a missing commit": (
        [(1, {"type": "Added", "amount": 1}), (3, {"type": "Added", "amount": 1})],
        "commit 2 is missing",
    ),
}


@pytest.mark.parametrize("what", POISON)
async def test_a_poisoned_entity_is_quarantined_and_its_neighbours_go_on(
    start_engine: StartEngine, prepared: Database, what: str
) -> None:
    commits, reason = POISON[what]
    for seq, event in commits:
        await write(prepared, "ledger:ill", seq, event)

    async with start_engine() as engine:
        for attempt in range(2):
            with pytest.raises(Quarantined, match=reason):
                await engine.send("ledger:ill", Put(1), id=f"c{attempt}", by=ME)
        assert (await engine.send("ledger:well", Put(1), id="c", by=ME)).seq == 1
        assert list(engine.stats().quarantined) == ["ledger:ill"]

    assert await prepared["journal"].count_documents({"key": "ledger:ill"}) == len(commits)


async def test_a_quarantined_entity_is_tried_again_after_a_while(
    start_engine: StartEngine, prepared: Database
) -> None:
    for seq in (1, 3):
        await write(prepared, "ledger:ill", seq, {"type": "Added", "amount": 1})
    settings = RuntimeSettings(quarantine_seconds=3.0)
    async with start_engine(settings=settings) as engine:
        with pytest.raises(Quarantined, match="commit 2 is missing"):
            await engine.show("ledger:ill")
        await write(prepared, "ledger:ill", 2, {"type": "Added", "amount": 1})  # from an archive
        with pytest.raises(Quarantined, match="commit 2 is missing"):
            await engine.show("ledger:ill")

        async def well() -> bool:
            with contextlib.suppress(Quarantined):
                return (await engine.show("ledger:ill")).state.total == 3
            return False

        await until(well)
        assert not engine.stats().quarantined


async def test_a_kind_that_raises_while_loading_is_tried_three_times(
    start_engine: StartEngine, prepared: Database
) -> None:
    tries = 0
    kind = ledger()

    def evolve(state: Ledger, event: Any) -> Ledger:
        nonlocal tries
        tries += 1
        raise RuntimeError("poison")

    await write(prepared, "ledger:ill", 1, {"type": "Added", "amount": 1})
    async with start_engine(of={"ledger": replace(kind, evolve=evolve)}) as engine:
        with pytest.raises(Quarantined):
            await engine.show("ledger:ill")

    assert tries == 3


class Gained(Event, frozen=True, tag="Added"):
    """What `Added` may become in a later release: another field, and version 2."""

    sum: int
    v: int = 2


async def test_old_events_are_lifted_to_the_present_version(
    start_engine: StartEngine, prepared: Database
) -> None:
    def decide_later(turn: Turn[Ledger], command: Put) -> None:
        turn.emit(Gained(command.amount))

    later = replace(
        ledger(),
        events=Gained,
        decide=decide_later,
        evolve=lambda state, event: Ledger(state.total + event.sum),
        upcasts={("Added", 1): lambda old: {"type": "Added", "sum": old["amount"]}},
    )
    await write(prepared, "ledger:old", 1, {"type": "Added", "amount": 5})

    async with start_engine(of={"ledger": later}) as engine:
        await engine.send("ledger:old", Put(1), id="c", by=ME)
    await prepared["snapshots"].delete_many({})
    async with start_engine(of={"ledger": later}) as engine:
        assert (await engine.show("ledger:old")).state.total == 6

    [newest] = await commits_in(prepared, {"_id": "ledger:old/0000000002"})
    assert newest["ev"] == [{"type": "Added", "sum": 1, "v": 2}]


async def test_snapshots_of_another_schema_are_ignored(
    start_engine: StartEngine, prepared: Database
) -> None:
    async with start_engine() as engine:
        await engine.send("ledger:a", Put(5), id="c", by=ME)
    await prepared["snapshots"].update_one({"_id": "ledger:a"}, {"$set": {"state": b"rubbish"}})

    async with start_engine(of={"ledger": replace(ledger(), schema=2)}) as engine:
        assert (await engine.show("ledger:a")).state == Ledger(5)


class Noted(Event, frozen=True):
    """What only a later release knows."""


async def test_what_a_later_release_added_is_refused_by_the_one_before_and_kept_for_the_next(
    start_engine: StartEngine, prepared: Database
) -> None:
    """The state that it kept looks like one of the earlier release, but has more in it."""

    def decide_later(turn: Turn[Ledger], command: Put) -> None:
        turn.emit(Noted() if command.note else Added(command.amount))

    def evolve_later(state: Ledger, event: Added | Noted) -> Ledger:
        return Ledger(state.total + (event.amount if isinstance(event, Added) else 100))

    later = replace(ledger(), events=Added | Noted, decide=decide_later, evolve=evolve_later)
    async with start_engine(of={"ledger": later}) as engine:
        await engine.send("ledger:both", Put(1, "noted"), id="c1", by=ME)
        await engine.send("ledger:plain", Put(1), id="c1", by=ME)

    async with start_engine() as engine:
        with pytest.raises(Quarantined, match="Noted version 1 is newer than this code"):
            await engine.send("ledger:both", Put(1), id="c2", by=ME)
        assert (await engine.send("ledger:plain", Put(1), id="c2", by=ME)).seq == 2

    async with start_engine(of={"ledger": later}) as engine:
        await engine.send("ledger:both", Put(1), id="c3", by=ME)
        assert (await engine.show("ledger:both")).state.total == 101
        assert (await engine.show("ledger:plain")).state.total == 2


async def test_a_handler_that_loops_is_ended_and_its_neighbours_go_on(
    start_engine: StartEngine, prepared: Database
) -> None:
    kind = ledger()

    def decide(turn: Turn[Ledger], command: Any) -> Any:
        while isinstance(command, Put) and command.note == "loop":
            pass
        return kind.decide(turn, command)

    with Watchdog(0.5) as watchdog:
        async with start_engine(
            of={"ledger": replace(kind, decide=decide)},
            workings=Workings(watchdog=watchdog),
        ) as engine:
            await engine.send("ledger:a", Put(1), id="c1", by=ME)
            looping = asyncio.ensure_future(
                engine.send("ledger:a", Put(1, "loop"), id="c2", by=ME, timeout=60)
            )
            neighbour = await engine.send("ledger:b", Put(1), id="c1", by=ME, timeout=60)
            with pytest.raises(HandlerFailed, match=r"Put: a turn may take 0\.5 s"):
                await looping
            after = await engine.send("ledger:a", Put(2), id="c3", by=ME)

    assert (neighbour.seq, after.seq, after.reply) == (1, 2, 3)


async def test_why_an_entity_cannot_be_loaded_is_told_without_what_it_holds(
    start_engine: StartEngine, prepared: Database
) -> None:
    def stumble(state: Ledger, event: Event) -> Ledger:
        raise ValueError(f"{event} of 张三")

    await write(prepared, "ledger:ill", 1, {"type": "Added", "amount": 1, "note": "张三"})

    async with start_engine(of={"ledger": replace(ledger(), evolve=stumble)}) as engine:
        with pytest.raises(Quarantined) as met:
            await engine.show("ledger:ill")
        told = [str(met.value), *engine.stats().quarantined.values()]

    assert all("ValueError" in each and "张三" not in each for each in told), told


async def test_an_answer_that_nobody_can_take_stops_no_other_entity(
    start_engine: StartEngine,
) -> None:
    def broken(answer: object) -> None:
        raise RuntimeError(answer)

    async with start_engine() as engine:
        for key in ("ledger:a", "ledger:b"):
            await engine.send(key, Put(1), id="1", by=ME)
        deadline = asyncio.get_running_loop().time() + 60
        engine.submit(Wish("ledger:a", Ask(), "2", ME, deadline, broken))

        for key in ("ledger:a", "ledger:b"):
            assert (await engine.send(key, Ask(), id="3", by=ME, timeout=5)).reply == 1
