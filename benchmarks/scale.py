"""What size costs: existing cases, cases in memory, hosts, and starting with many cases known.

`python -m benchmarks.scale --json` measures on an embedded mongod of its own. With a million cases
it writes about 8 GB below the temporary folder and takes some ten minutes.
"""

import asyncio
import itertools
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop

from actors.kinds import platform_collections
from actors.runtime.memory import ease_collector
from benchmarks import printing, scale_cost, scale_hosts, scale_memory
from benchmarks.bulk import Pattern, fill, make_pattern
from benchmarks.machine import free_port, host
from benchmarks.scale_cost import CACHE_GIB, Cases, Costs, ratio
from benchmarks.scale_plan import Plan, Stage, database_of
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, connect
from storage.schema import prepare

Tell = Callable[[str], None]
_GIB = 2**30


def measure(tell: Tell = lambda line: None, plan: Plan | None = None) -> dict[str, Any]:
    """Return figures and ratios; `tell` hears what is being done."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as every host has
        ease_collector()  # as every host does
        return runner.run(_on_a_database_of_its_own(tell, plan or Plan()))


async def _on_a_database_of_its_own(tell: Tell, plan: Plan) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="yimen-scale-") as folder:
        server = EmbeddedMongo(Path(folder) / "mongodb", free_port(), cache_gib=CACHE_GIB)
        await asyncio.to_thread(server.start)
        try:
            return await _measure(tell, plan, Stage(server, Path(folder)))
        finally:
            await asyncio.to_thread(server.stop)


async def _measure(tell: Tell, plan: Plan, stage: Stage) -> dict[str, Any]:
    databases = {
        count: connect(stage.storage(database_of(count))) for count in (0, plan.few, plan.many)
    }
    pattern = await _fill(tell, stage, databases)
    few, many = [
        Cases(count, databases[count], await stage.reviews(databases[count]))
        for count in (plan.few, plan.many)
    ]
    await _costs(tell, plan, stage, (few, many), pattern)
    tell(f"holding {plan.idle:,} cases in memory")
    empty, full = database_of(0), database_of(plan.many)
    growth = await asyncio.to_thread(scale_memory.growth, stage.storage(full), plan.idle)
    with scale_hosts.nodes(stage.folder) as cluster:
        by_hosts = await scale_hosts.commands(
            tell, stage, plan, cluster, database_of(plan.few), few.reviews
        )
        starts = await scale_hosts.starts(tell, stage, plan, cluster, (empty, full))
    for database in databases.values():
        await database.client.close()
    return _result(plan, (few.costs, many.costs), growth, by_hosts, (starts[empty], starts[full]))


async def _fill(tell: Tell, stage: Stage, databases: dict[int, Database]) -> Pattern:
    scratch = connect(stage.storage("scratch"))
    pattern = await make_pattern(scratch, stage.library, stage.city)
    await scratch.client.close()
    for count, database in databases.items():
        tell(f"writing {count:,} cases")
        await prepare(database, platform_collections())
        await fill(database, pattern, range(count))
    return pattern


async def _costs(
    tell: Tell, plan: Plan, stage: Stage, both: tuple[Cases, Cases], pattern: Pattern
) -> None:
    few, _ = both

    async def rounds(what: str, run: Callable[[Cases, int], Awaitable[None]]) -> None:
        for number, cases in itertools.product(range(plan.rounds), both):
            tell(f"round {number + 1} of {plan.rounds}: {what} {cases.count:,}")
            if cases is few:
                await scale_cost.renew(cases, pattern)
            await run(cases, number)

    await rounds(
        "commands to cases at work among",
        lambda cases, number: scale_cost.run_at_work(stage, plan, cases, number),
    )
    await rounds(
        "commands to any of",
        lambda cases, number: scale_cost.run_anywhere(
            stage, plan, cases, number, cases.costs.anywhere
        ),
    )
    tell("giving the database a cache that holds all cases")
    for cases in both:
        await scale_cost.hold(cases.database)
    await rounds(
        "commands, the cache holding all, to any of",
        lambda cases, number: scale_cost.run_anywhere(
            stage, plan, cases, plan.rounds + number, cases.costs.held
        ),
    )
    await scale_cost.resize(few.database, CACHE_GIB)


def _result(
    plan: Plan,
    costs: tuple[Costs, Costs],
    growth: int,
    by_hosts: dict[str, float],
    starts: tuple[float, float],
) -> dict[str, Any]:
    few, many = costs
    empty, full = starts
    return {
        "name": "scale",
        "host": host(),
        "figures": {
            "few_cases": plan.few,
            "many_cases": plan.many,
            **{f"few_{name}": value for name, value in few.figures().items()},
            **{f"many_{name}": value for name, value in many.figures().items()},
            "idle_cases": plan.idle,
            "idle_cases_gib": round(growth / _GIB, 3),
            "bytes_per_idle_case": growth // plan.idle,
            **by_hosts,
            "start_empty_s": round(empty, 2),
            "start_many_s": round(full, 2),
        },
        "ratios": {
            "cost_10k_to_1m": ratio(few.resident, many.resident),
            "cost_loaded_10k_to_1m": ratio(few.loaded, many.loaded),
            "cost_anywhere_10k_to_1m": ratio(few.anywhere, many.anywhere),
            "cost_held_10k_to_1m": ratio(few.held, many.held),
            "start_empty_to_1m": round(full / empty, 3),
        },
    }


def main() -> None:
    """Measure and print."""
    options = printing.parser(__doc__)
    options.add_argument("--few", type=int, default=Plan.few)
    options.add_argument("--many", type=int, default=Plan.many)
    options.add_argument("--idle", type=int, default=Plan.idle)
    options.add_argument("--seconds", type=float, default=Plan.seconds)
    options.add_argument("--rounds", type=int, default=Plan.rounds)
    options.add_argument("--hosts", type=int, nargs="+", default=Plan.hosts)
    asked = options.parse_args()
    plan = Plan(
        few=asked.few,
        many=asked.many,
        idle=min(asked.idle, asked.many),
        seconds=asked.seconds,
        rounds=asked.rounds,
        hosts=tuple(asked.hosts),
    )
    with printing.alone(asked.json):
        found = measure(printing.tell, plan)
    printing.show(found, as_json=asked.json)


if __name__ == "__main__":
    main()
