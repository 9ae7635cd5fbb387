"""One hot entity among many: what others feel when ten times its mailbox asks for it at once.

`python -m benchmarks.hot --json` measures on a database, a Ray and a host of its own. All wishes go
through one router, as in a web replica: nothing keeps the hot ones apart but the platform.
"""

import asyncio
import random
import statistics
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from actors.kernel.errors import Overloaded
from actors.runtime.cluster import host_stats
from actors.runtime.memory import ease_collector, resident_bytes
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from benchmarks.database import database_of_its_own
from benchmarks.machine import host
from benchmarks.printing import parser, show, tell
from benchmarks.running import hosts_of_its_own
from benchmarks.runtime import FORM, KINDS, ME, Advance, Open
from benchmarks.whole_platform import ray_of_its_own
from storage.directory import Directory
from storage.mongo import connect
from storage.settings import StorageSettings

TIMES = 10  # the bound of the mailbox
ENTITIES = 200
A_SECOND = 400  # wishes to the others, whatever the answers
Tell = Callable[[str], None]


@dataclass
class Crowd:
    """Those who ask for the hot entity: each again once it is answered, or when it was told to.

    `done` and `refused` count while the others were measured."""

    done: int = 0
    refused: int = 0
    measured: bool = False

    def begin(self) -> None:
        """Count from now on."""
        self.measured = True

    def end(self) -> None:
        """Count no more."""
        self.measured = False


@dataclass
class Felt:
    """Latencies of the others in seconds, one list a round."""

    quiet: list[list[float]] = field(default_factory=list[list[float]])
    hot: list[list[float]] = field(default_factory=list[list[float]])


def measure(
    tell: Tell = lambda line: None, *, seconds: float = 2.0, rounds: int = 12
) -> dict[str, Any]:
    """Return what others feel with and without a hot entity, in turns.

    `tell` hears what is being done; each side runs `seconds` in each of `rounds`.
    """
    runtime = RuntimeSettings(namespace="bench", hosts=1)
    with (
        tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder,
        database_of_its_own(Path(folder)) as storage,
        ray_of_its_own(Path(folder)),
    ):
        asyncio.run(hosts_of_its_own(storage, runtime, "benchmarks.runtime:kinds", 1))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as replicas have
            ease_collector()  # as replicas do
            return runner.run(_measure(tell, storage, runtime.namespace, seconds, rounds))


async def _measure(
    tell: Tell, storage: StorageSettings, namespace: str, seconds: float, rounds: int
) -> dict[str, Any]:
    database = connect(storage)
    directory = Directory(database)
    felt, crowd = Felt(), Crowd()
    try:
        async with Router(KINDS, directory.placements, RayTransport(namespace)) as router:
            others = [f"dossier:other-{number}" for number in range(ENTITIES)]
            keys = [*others, "dossier:hot"]
            await asyncio.gather(*(_begin(router, key) for key in keys))
            await _feel(router, others, seconds / 2)  # warm up
            pid = await _host_pid(directory, namespace)
            before = (resident_bytes(), resident_bytes(pid))
            for number in range(1, rounds + 1):
                tell(f"round {number} of {rounds}: quiet")
                felt.quiet.append(await _feel(router, others, seconds))
                tell(f"round {number} of {rounds}: with a hot entity")
                felt.hot.append(await _with_crowd(router, crowd, others, seconds))
            after = (resident_bytes(), resident_bytes(pid))
    finally:
        await database.client.close()
    return _result(felt, crowd, before, after, seconds * rounds)


async def _begin(router: Router, key: str) -> None:
    await router.send(key, Open(FORM), id="open", by=ME, timeout=60)


async def _host_pid(directory: Directory, namespace: str) -> int:
    (stats,) = (await host_stats(directory, namespace)).values()
    assert stats is not None
    return stats.pid


async def _feel(router: Router, keys: list[str], seconds: float) -> list[float]:
    """Send to `keys` at a steady rate for `seconds`; return how long each answer took."""
    loop = asyncio.get_running_loop()
    took: list[float] = []

    async def one(key: str) -> None:
        began = loop.time()
        await router.send(key, Advance("step"), id=uuid.uuid4().hex, by=ME, timeout=30)
        took.append(loop.time() - began)

    start = loop.time()
    async with asyncio.TaskGroup() as group:
        for number in range(round(seconds * A_SECOND)):
            await asyncio.sleep(max(0.0, start + number / A_SECOND - loop.time()))
            group.create_task(one(keys[number % len(keys)]))
    return took


async def _with_crowd(router: Router, crowd: Crowd, keys: list[str], seconds: float) -> list[float]:
    callers = TIMES * KINDS["dossier"].limits.mailbox
    tasks = [asyncio.create_task(_ask_on(router, crowd)) for _ in range(callers)]
    try:
        await asyncio.sleep(1.0)  # the first moment is the crowd's own making
        crowd.begin()
        took = await _feel(router, keys, seconds)
        crowd.end()
        return took
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _ask_on(router: Router, crowd: Crowd) -> None:
    while True:
        try:
            await router.send("dossier:hot", Advance("more"), id=uuid.uuid4().hex, by=ME)
            crowd.done += crowd.measured
        except Overloaded as told:
            crowd.refused += crowd.measured
            await asyncio.sleep(told.retry_after * (0.5 + random.random()))


def _result(
    felt: Felt,
    crowd: Crowd,
    before: tuple[int, int],
    after: tuple[int, int],
    seconds: float,
) -> dict[str, Any]:
    quiet = [_p99(took) for took in felt.quiet]
    hot = [_p99(took) for took in felt.hot]
    ratios = [b / a for a, b in zip(quiet, hot, strict=True)]  # neighbours in time
    return {
        "name": "hot",
        "host": host(),
        "figures": {
            "others_a_second": A_SECOND,
            "callers_of_the_hot_entity": TIMES * KINDS["dossier"].limits.mailbox,
            "others_p99_ms_quiet": round(statistics.median(quiet) * 1000, 2),
            "others_p99_ms_hot": round(statistics.median(hot) * 1000, 2),
            "others_p50_ms_quiet": _p50_ms(felt.quiet),
            "others_p50_ms_hot": _p50_ms(felt.hot),
            "hot_done_a_second": round(crowd.done / seconds),
            "hot_refused_a_second": round(crowd.refused / seconds),
            "router_grew_mib": round((after[0] - before[0]) / 2**20, 1),
            "host_grew_mib": round((after[1] - before[1]) / 2**20, 1),
        },
        "ratios": {
            "p99_hot_to_quiet": round(statistics.median(ratios), 3),
            "p99_medians_hot_to_quiet": round(statistics.median(hot) / statistics.median(quiet), 3),
        },
    }


def _p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100)[98]


def _p50_ms(rounds: list[list[float]]) -> float:
    return round(statistics.median(statistics.median(took) for took in rounds) * 1000, 2)


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--rounds", type=int, default=12)
    chosen = options.parse_args()
    result = measure(tell, seconds=chosen.seconds, rounds=chosen.rounds)
    show(result, as_json=chosen.json)


if __name__ == "__main__":
    main()
