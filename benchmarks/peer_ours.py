"""Our side of `bench peers`: an engine with group commit, and its clients, in one process.

Speaks the protocol of `peer_process.py`: a number of seconds comes in as a line, what was done goes
out as a line.
"""

import asyncio
import os
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.runtime.engine import Engine
from actors.runtime.memory import ease_collector
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from benchmarks.peer_rule import FORM, NOTE, entities, entity, next_step
from storage.clock import WallClock
from storage.mongo import check, connect
from storage.settings import StorageSettings

ME = Identity("person:benchmark")


class Advance(Command, frozen=True):
    """Take the dossier one step on."""

    note: str


class Advanced(Event, frozen=True):
    """The dossier went one step on."""

    step: int
    note: str


class Dossier(msgspec.Struct, frozen=True):
    """A filled form and how far it is."""

    form: dict[str, str]
    steps: int = 0
    note: str = ""
    closed: bool = False


def _decide(turn: Turn[Dossier], command: Advance) -> int:
    step = next_step(turn.state.steps, turn.state.closed)
    turn.emit(Advanced(step, command.note))
    return step


def _evolve(state: Dossier, event: Advanced) -> Dossier:
    return msgspec.structs.replace(state, steps=event.step, note=event.note)


DOSSIER: EntityKind[Any] = EntityKind(
    name="dossier",
    state=Dossier,
    initial=lambda key: Dossier(FORM),
    commands=Advance,
    events=Advanced,
    decide=_decide,
    evolve=_evolve,
)


async def serve(uri: str, clients: int) -> None:
    """Do as lines on the standard input say, until it ends."""
    database = connect(StorageSettings(uri=uri, database="bench", data=Path(), port=0))
    settings = RuntimeSettings()
    async with Engine({"dossier": DOSSIER}, MongoStore(database), WallClock(), settings) as engine:
        _say(
            configuration={
                "database": await check(database),
                "write_concern": str(database.write_concern.document),
                "commits_in_one_write_at_most": settings.batch,
                "writes_under_way_at_most": settings.writes,
                "snapshot_every": settings.snapshot_every,
                "application_processes": 1,
                "client_tasks": clients,
            }
        )
        while line := await asyncio.to_thread(sys.stdin.readline):
            began = time.monotonic()
            end = began + float(line)
            done = await asyncio.gather(*(_client(engine, each, end) for each in range(clients)))
            seconds = time.monotonic() - began
            shown = [await engine.show(f"dossier:{name}") for name in entities(clients)]
            kept = sum(each.state.steps for each in shown)
            _say(steps=sum(done), seconds=seconds, kept=kept)
    await database.client.close()


async def _client(engine: Engine, client: int, end: float) -> int:
    done = 0
    while time.monotonic() < end:
        key = f"dossier:{entity(client, done)}"
        await engine.send(key, Advance(NOTE), id=uuid.uuid4().hex, by=ME, timeout=60)
        done += 1
    return done


def _say(**what: Any) -> None:
    print(msgspec.json.encode(what).decode(), flush=True)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as every host has
        ease_collector()  # as every host does
        runner.run(serve(os.environ["PEER_DATABASE"], int(os.environ["PEER_CLIENTS"])))
