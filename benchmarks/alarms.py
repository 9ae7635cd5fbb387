"""Alarms: how punctual they are at rest, and how 100,000 that an outage held up are caught up.

`python -m benchmarks.alarms --json` measures on an embedded mongod of its own.
"""

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import uvloop

from actors.kernel.identity import CLOCK, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.runtime.engine import Engine
from actors.runtime.memory import ease_collector, resident_bytes
from actors.runtime.placement import shard_of
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from benchmarks.database import prepared_database
from benchmarks.machine import host
from benchmarks.printing import parser, show
from storage.clock import WallClock
from storage.mongo import Database

ME = Identity("person:benchmark")
CLIENTS = 20  # live commands under way
_GROUP = 2_000
Tell = Callable[[str], None]


class Set(Command, frozen=True):
    """Have the bell ring at an instant."""

    at: datetime


class Ring(Command, frozen=True):
    """Ring."""


class Rung(Event, frozen=True):
    """It rang."""


class Bell(msgspec.Struct, frozen=True):
    """How often it rang."""

    rings: int = 0


def _decide(turn: Turn[Bell], command: Set | Ring) -> None:
    match command:
        case Set(at=at):
            turn.remind("ring", at, Ring())
        case Ring():
            turn.emit(Rung())


KINDS: dict[str, EntityKind[Any]] = {
    "bell": EntityKind(
        name="bell",
        state=Bell,
        initial=lambda key: Bell(),
        commands=Set | Ring,
        events=Rung,
        decide=_decide,
        evolve=lambda state, event: Bell(state.rings + 1),
    )
}


def measure(
    tell: Tell = lambda line: None,
    *,
    alarms: int = 100_000,
    at_rest: int = 1_000,
    seconds: float = 5.0,
) -> dict[str, Any]:
    """Return figures and ratios of this machine.

    Args:
        tell: is called with what is going on.
        alarms: how many are due at once after the outage.
        at_rest: how many are set and due one after the other while there is nothing else to do.
        seconds: over which those at rest are spread, and for which live commands are timed before.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as every host has
        ease_collector()  # as every host does
        return runner.run(_measure(tell, alarms, at_rest, seconds))


async def _measure(tell: Tell, alarms: int, at_rest: int, seconds: float) -> dict[str, Any]:
    tell("starting a database of its own")
    async with prepared_database() as (_, database):
        await database["journal"].create_index("by")  # for counting here, nothing else
        tell(f"{at_rest} alarms at rest")
        async with _engine(database) as engine:
            delays = await _at_rest(engine, database, at_rest, seconds)
            tell("live commands alone")
            before = await _live(engine, until=asyncio.sleep(seconds))
        tell(f"setting {alarms} alarms")
        await _hold_up(database, alarms)
        tell(f"catching up with {alarms} alarms")
        caught = await _catch_up(database, alarms)
    during: Sequence[float] = caught.pop("live")
    return {
        "name": "alarms",
        "host": host(),
        "figures": {
            "at_rest_delay_ms_p50": round(_quantile(delays, 0.5) * 1000),
            "at_rest_delay_ms_p99": round(_quantile(delays, 0.99) * 1000),
            "at_rest_delay_ms_max": round(delays[-1] * 1000),
            "at_rest_late": sum(1 for delay in delays if delay > 1),
            **caught,
            "live_ms_p50_alone": round(_quantile(before, 0.5) * 1000, 1),
            "live_ms_p50_catching_up": round(_quantile(during, 0.5) * 1000, 1),
            "live_ms_p99_alone": round(_quantile(before, 0.99) * 1000, 1),
            "live_ms_p99_catching_up": round(_quantile(during, 0.99) * 1000, 1),
        },
        "ratios": {
            "live_p50": round(_quantile(during, 0.5) / _quantile(before, 0.5), 2),
            "live_p99": round(_quantile(during, 0.99) / _quantile(before, 0.99), 2),
        },
    }


async def _at_rest(engine: Engine, database: Database, count: int, seconds: float) -> list[float]:
    """Return how late each alarm was, in seconds, the least first."""
    begin = engine.clock.now() + timedelta(seconds=2)
    keys = [f"bell:rest-{number}" for number in range(count)]
    for number, key in enumerate(keys):
        at = begin + timedelta(seconds=seconds * number / count)
        await engine.send(key, Set(at), id=uuid.uuid4().hex, by=ME, timeout=60)
    await _fired(database, count)
    fired = database["journal"].find({"by": CLOCK.id}, {"cmd": 1, "at": 1})
    return sorted([(each["at"] - _due(each["cmd"])).total_seconds() async for each in fired])


async def _live(engine: Engine, until: Any) -> list[float]:
    """Send commands, the next as soon as one is answered, until `until` is done; return how many
    seconds each took, the least first."""
    took: list[float] = []

    async def go_on(key: str) -> None:
        while True:
            began = time.perf_counter()
            await engine.send(key, Ring(), id=uuid.uuid4().hex, by=ME, timeout=60)
            took.append(time.perf_counter() - began)

    clients = [asyncio.create_task(go_on(f"bell:live-{number}")) for number in range(CLIENTS)]
    await until
    for client in clients:
        client.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    return sorted(took)


async def _hold_up(database: Database, count: int) -> None:
    """Leave `count` alarms that are due at one instant, as an outage does: set, and not fired."""
    await database["journal"].delete_many({"by": CLOCK.id})
    due = WallClock().now()
    keys = [f"bell:{number}" for number in range(count)]
    # Of virtual history nothing fires by itself.
    async with Engine(KINDS, MongoStore(database), WallClock(), virtual=True) as engine:
        for first in range(0, count, _GROUP):
            await asyncio.gather(
                *(
                    engine.send(key, Set(due), id=uuid.uuid4().hex, by=ME, timeout=60)
                    for key in keys[first : first + _GROUP]
                )
            )
    for first in range(0, count, _GROUP):
        await database["reminders"].insert_many(
            [
                {
                    "_id": f"{key}/ring",
                    "key": key,
                    "name": "ring",
                    "shard": shard_of(key),
                    "due": due,
                    "command": {"type": "Ring"},
                    "seq": 1,
                }
                for key in keys[first : first + _GROUP]
            ],
            ordered=False,
        )


async def _catch_up(database: Database, count: int) -> dict[str, Any]:
    """Start a host and return how it deals with what is due, and how live commands fare."""
    memory, most = resident_bytes(), [0, 0]

    async def watch(engine: Engine) -> None:
        while True:
            most[0] = max(most[0], resident_bytes() - memory)
            most[1] = max(most[1], engine.stats().alarms_waiting)
            await asyncio.sleep(0.1)

    began = time.monotonic()
    async with _engine(database) as engine:
        watcher = asyncio.create_task(watch(engine))
        live = await _live(engine, until=_fired(database, count))
        took = time.monotonic() - began
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
        late = engine.stats().timers_late
    return {
        "alarms": count,
        "catch_up_s": round(took, 1),
        "alarms_per_s": round(count / took),
        "late": late,
        "fired_twice": await _fired_twice(database),
        "most_alarms_in_memory": most[1],
        "memory_growth_mib": round(most[0] / 2**20, 1),
        "live": live,
    }


async def _fired(database: Database, count: int) -> None:
    while await database["journal"].count_documents({"by": CLOCK.id}) < count:
        await asyncio.sleep(0.5)


async def _fired_twice(database: Database) -> int:
    doubles = await database["journal"].aggregate(
        [
            {"$match": {"by": CLOCK.id}},
            {"$group": {"_id": "$cmd", "times": {"$sum": 1}}},
            {"$match": {"times": {"$gt": 1}}},
            {"$count": "commands"},
        ],
        allowDiskUse=True,
    )
    return sum([each["commands"] async for each in doubles])


def _due(command_id: str) -> datetime:
    return datetime.fromisoformat(command_id.rpartition("@")[2])


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _engine(database: Database) -> Engine:
    return Engine(KINDS, MongoStore(database), WallClock(), RuntimeSettings())


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--alarms", type=int, default=100_000)
    options.add_argument("--at-rest", type=int, default=1_000)
    options.add_argument("--seconds", type=float, default=5.0)
    chosen = options.parse_args()
    result = measure(alarms=chosen.alarms, at_rest=chosen.at_rest, seconds=chosen.seconds)
    show(result, as_json=chosen.json)


if __name__ == "__main__":
    main()
