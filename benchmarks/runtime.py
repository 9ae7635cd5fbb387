"""The runtime without HTTP: durable commands, activations, memory; against mongod's own inserts.

`python -m benchmarks.runtime --json` measures on an embedded mongod of its own.
"""

import argparse
import asyncio
import gc
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind, Limits
from actors.kernel.turn import Command, Event, Turn
from actors.runtime.engine import Engine
from actors.runtime.memory import ease_collector, resident_bytes
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from benchmarks.database import prepared_database
from benchmarks.machine import host
from benchmarks.printing import parser, show
from storage.clock import WallClock
from storage.mongo import Database, Document, connect
from storage.settings import StorageSettings

BATCH = 100
ME = Identity("person:benchmark")
FORM = {f"field_{number}": f"an answer of usual length, number {number}" for number in range(12)}


class Open(Command, frozen=True):
    """Begin a dossier with a filled form."""

    form: dict[str, str]


class Advance(Command, frozen=True):
    """Take the dossier one step on."""

    note: str


class Opened(Event, frozen=True):
    """The dossier was begun."""

    form: dict[str, str]


class Advanced(Event, frozen=True):
    """The dossier went one step on."""

    step: int
    note: str


class Dossier(msgspec.Struct, frozen=True):
    """About as much as a case holds."""

    form: dict[str, str] = {}
    steps: int = 0
    note: str = ""


def _decide(turn: Turn[Dossier], command: Open | Advance) -> int:
    match command:
        case Open(form=form):
            turn.emit(Opened(form))
        case Advance(note=note):
            turn.emit(Advanced(turn.state.steps + 1, note))
    return turn.state.steps


def _evolve(state: Dossier, event: Opened | Advanced) -> Dossier:
    match event:
        case Opened(form=form):
            return Dossier(form)
        case Advanced(step=step, note=note):
            return Dossier(state.form, step, note)


KINDS: dict[str, EntityKind[Any]] = {
    "dossier": EntityKind(
        name="dossier",
        state=Dossier,
        initial=lambda key: Dossier(),
        commands=Open | Advance,
        events=Opened | Advanced,
        decide=_decide,
        evolve=_evolve,
        limits=Limits(idle_seconds=3600.0),
    )
}


def kinds() -> dict[str, EntityKind[Any]]:
    """Return the kinds, for hosts."""
    return KINDS


def measure(
    tell: Callable[[str], None] = lambda line: None,
    *,
    seconds: float = 3.0,
    rounds: int = 3,
    entities: int = 1_000,
    idle: int = 20_000,
) -> dict[str, Any]:
    """Return figures and ratios of this machine.

    Args:
        tell: is called with what is going on.
        seconds: how long each side runs in each round; the sides take turns.
        rounds: medians are taken over these.
        entities: how many get commands at the same time, one after the other each.
        idle: how many are loaded to measure activation and memory.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as every host has
        ease_collector()  # as every host does
        return runner.run(_on_a_database_of_its_own(tell, seconds, rounds, entities, idle))


async def _on_a_database_of_its_own(
    tell: Callable[[str], None], seconds: float, rounds: int, entities: int, idle: int
) -> dict[str, Any]:
    tell("starting a database of its own")
    async with prepared_database() as (storage, database):
        return await _measure(tell, database, storage.uri, seconds, rounds, entities, idle)


async def _measure(
    tell: Callable[[str], None],
    database: Database,
    uri: str,
    seconds: float,
    rounds: int,
    entities: int,
    idle: int,
) -> dict[str, Any]:
    ours: list[float] = []
    theirs: list[float] = []
    cpu: list[float] = []
    batches: list[float] = []
    async with _engine(database) as engine:
        keys = await _open(engine, entities)
        await _steps(engine, keys, 0.5)  # warm both sides up
        example = await database["journal"].find_one({"key": keys[0], "seq": 2})
        assert example is not None
        await _inserts(database, example, 0.5)
        for number in range(1, rounds + 1):
            tell(f"commands and inserts in turns, round {number} of {rounds}")
            before, written = engine.stats().commits, engine.stats().batches
            used = time.process_time()
            began = time.monotonic()
            await _steps(engine, keys, seconds)
            done = engine.stats().commits - before
            ours.append(done / (time.monotonic() - began))
            cpu.append((time.process_time() - used) / done * 1e6)
            batches.append(done / (engine.stats().batches - written))
            theirs.append(await _inserts(database, example, seconds))
    tell(f"loading {idle} entities")
    async with _engine(database) as engine:
        await _open(engine, idle, prefix="idle")
    activations = [await _activations(database, idle) for _ in range(rounds)]
    bytes_per_entity = await asyncio.to_thread(_memory, uri, idle)
    return {
        "name": "runtime",
        "host": host(),
        "figures": {
            "commands_per_s": round(statistics.median(ours)),
            "insert_many_100_per_s": round(statistics.median(theirs)),
            "commits_per_write": round(statistics.median(batches), 1),
            "cpu_us_per_command": round(statistics.median(cpu), 1),
            "activations_per_s": round(statistics.median(activations)),
            "bytes_per_idle_entity": bytes_per_entity,
            "idle_entities": idle,
        },
        "ratios": {
            "insert_many_100": round(statistics.median(ours) / statistics.median(theirs), 3)
        },
    }


def _engine(database: Database) -> Engine:
    settings = RuntimeSettings(max_waiting=100_000)
    return Engine(KINDS, MongoStore(database), WallClock(), settings)


async def _open(engine: Engine, count: int, prefix: str = "busy") -> list[str]:
    keys = [f"dossier:{prefix}-{number}" for number in range(count)]

    async def begin(key: str) -> None:
        await engine.send(key, Open(FORM), id=uuid.uuid4().hex, by=ME, timeout=60)
        await engine.send(key, Advance("first"), id=uuid.uuid4().hex, by=ME, timeout=60)

    await _in_groups(begin, keys)
    return keys


async def _in_groups(work: Callable[[str], Awaitable[object]], keys: list[str]) -> None:
    for start in range(0, len(keys), 2_000):
        await asyncio.gather(*(work(key) for key in keys[start : start + 2_000]))


async def _steps(engine: Engine, keys: list[str], seconds: float) -> None:
    """Have every entity go on, one durable step after the other, for `seconds`."""
    end = time.monotonic() + seconds

    async def go_on(key: str) -> None:
        while time.monotonic() < end:
            await engine.send(key, Advance("the next step"), id=uuid.uuid4().hex, by=ME, timeout=60)

    await asyncio.gather(*(go_on(key) for key in keys))


async def _inserts(database: Database, example: Document, seconds: float) -> float:
    """Insert the same kind of document, 100 in one call, for `seconds`; return documents/s."""
    inserted = database["inserted"]
    began = time.monotonic()
    done = 0
    while time.monotonic() - began < seconds:
        documents = [
            {**example, "_id": f"{example['key']}/{uuid.uuid4().hex}"} for _ in range(BATCH)
        ]
        await inserted.insert_many(documents, ordered=False)
        done += BATCH
    return done / (time.monotonic() - began)


async def _activations(database: Database, count: int) -> float:
    async with _engine(database) as engine:
        keys = [f"dossier:idle-{number}" for number in range(count)]
        began = time.monotonic()
        await _in_groups(lambda key: engine.show(key, timeout=60), keys)
        return count / (time.monotonic() - began)


def _memory(uri: str, count: int) -> int:
    """Return the resident bytes that one idle entity costs, from a fresh process."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.runtime", "--memory", "--idle", str(count)],
        env={**os.environ, "YIMEN_MONGODB_URI": uri},
        check=True,
        capture_output=True,
        text=True,
    )
    return int(answer.stdout)


async def _bytes_per_entity(uri: str, count: int) -> int:
    database = connect(StorageSettings(uri=uri, database="bench", data=Path(), port=0))
    keys = [f"dossier:idle-{number}" for number in range(count)]
    first = count // 10  # they fill the caches that grow only once
    async with _engine(database) as engine:
        await _in_groups(lambda key: engine.show(key, timeout=60), keys[:first])
        gc.collect()
        before = resident_bytes()
        await _in_groups(lambda key: engine.show(key, timeout=60), keys[first:])
        gc.collect()
        after = resident_bytes()
    await database.client.close()
    return (after - before) // (count - first)


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--entities", type=int, default=1_000)
    options.add_argument("--idle", type=int, default=20_000)
    options.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.memory:
        print(asyncio.run(_bytes_per_entity(os.environ["YIMEN_MONGODB_URI"], chosen.idle)))
        return
    result = measure(
        seconds=chosen.seconds, rounds=chosen.rounds, entities=chosen.entities, idle=chosen.idle
    )
    show(result, as_json=chosen.json)


if __name__ == "__main__":
    main()
