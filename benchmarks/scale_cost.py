"""What a command costs while few or many cases exist: on cases out of memory, and on some in it."""

import random
import statistics
import time
from dataclasses import dataclass, field

from actors.runtime.engine import Engine
from benchmarks.bulk import Pattern, fill, key_of
from benchmarks.cpu import cpu_seconds
from benchmarks.reviews import Reviews
from benchmarks.scale_plan import Plan, Stage
from storage.mongo import Database
from storage.schema import prepare

CACHE_GIB = 1.0  # of the database; less than a million cases take
ROOMY_GIB = 6.0  # holds a million cases, which want 3


@dataclass
class Costs:
    """CPU microseconds of a command, a figure a round, of application and database.

    `cold`: each command goes to another case anywhere among all, which is loaded for it; `held`:
    the same, while the database's cache holds all cases; `resident`: to some that stay in memory.
    `pages` are those that the database read into its cache for each command of the cold ones.
    """

    cold: list[tuple[float, float]] = field(default_factory=list)
    held: list[tuple[float, float]] = field(default_factory=list)
    resident: list[tuple[float, float]] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the medians by name."""
        found: dict[str, float] = {}
        all_rounds = {"cold": self.cold, "held": self.held, "resident": self.resident}
        for name, rounds in all_rounds.items():
            application = statistics.median(mine for mine, _ in rounds)
            together = statistics.median(mine + database for mine, database in rounds)
            found[f"{name}_cpu_us"] = round(together, 1)
            found[f"{name}_application_cpu_us"] = round(application, 1)
        found["cold_pages_read"] = round(statistics.median(self.pages), 2)
        return found


def ratio(few: list[tuple[float, float]], many: list[tuple[float, float]]) -> float:
    """Return how many times what `few` cost `many` cost: the median of the rounds, each of which
    measured one right after the other, since machines drift."""
    rounds = zip(few, many, strict=True)
    return round(statistics.median(sum(more) / sum(less) for less, more in rounds), 3)


@dataclass(frozen=True)
class Cases:
    """The `count` cases in `database`, their reviews, and what commands to them have cost."""

    count: int
    database: Database
    reviews: Reviews
    costs: Costs = field(default_factory=Costs)


async def renew(cases: Cases, pattern: Pattern) -> None:
    """Make few cases anew: with the history that a round adds to them they would cost more in the
    next one. Of many, each round finds cases that none has touched."""
    await cases.database.client.drop_database(cases.database.name)
    await prepare(cases.database)
    await fill(cases.database, pattern, range(cases.count))
    cases.reviews.forget()


async def run(stage: Stage, plan: Plan, cases: Cases, number: int) -> None:
    """Do round `number`: commands to cases that are loaded for them, and to some in memory."""
    keys = _some(plan, cases.count, number)
    async with stage.engine(cases.database) as engine:
        pages = await _pages(cases.database)
        cases.costs.cold.append(await _each(stage, cases, engine, keys))
        cases.costs.pages.append((await _pages(cases.database) - pages) / len(keys))
        keys = keys[: plan.resident]
        await cases.reviews.keep_on(engine, keys, 0.5)
        before = _cpu(stage)
        done = await cases.reviews.keep_on(engine, keys, plan.seconds)
        cases.costs.resident.append(_per_command(before, _cpu(stage), done))


async def run_held(stage: Stage, plan: Plan, cases: Cases, number: int) -> None:
    """Do round `number` of commands to other cases that are loaded for them, while the database's
    cache holds all."""
    keys = _some(plan, cases.count, plan.rounds + number)
    async with stage.engine(cases.database) as engine:
        cases.costs.held.append(await _each(stage, cases, engine, keys))


async def hold(database: Database) -> None:
    """Have the cache of the database hold everything of `database`."""
    await resize(database, ROOMY_GIB)
    for collection, index in (("snapshots", "_id_"), ("journal", "_id_")):
        await database[collection].find({"_id": {"$gt": ""}, "none": 1}).hint(index).to_list()


async def resize(database: Database, gib: float) -> None:
    """Have the database's cache be of this size."""
    await database.client.admin.command(
        "setParameter", 1, wiredTigerEngineRuntimeConfig=f"cache_size={gib * 1024:.0f}M"
    )


def _some(plan: Plan, count: int, number: int) -> list[str]:
    chosen = random.Random(number).sample(range(count), min(plan.cold, count))
    return [key_of(each) for each in chosen]


async def _each(stage: Stage, cases: Cases, engine: Engine, keys: list[str]) -> tuple[float, float]:
    """Send a command to each of `keys`; what others had the database write is written before."""
    await cases.database.client.admin.command("fsync")
    before = _cpu(stage)
    done = await cases.reviews.each(engine, keys)
    return _per_command(before, _cpu(stage), done)


async def _pages(database: Database) -> int:
    status = await database.client.admin.command("serverStatus")
    return status["wiredTiger"]["cache"]["pages read into cache"]


def _cpu(stage: Stage) -> tuple[float, float]:
    return time.process_time(), cpu_seconds(stage.server.pid)


def _per_command(
    before: tuple[float, float], after: tuple[float, float], commands: int
) -> tuple[float, float]:
    mine, database = (
        (late - early) / commands * 1e6 for early, late in zip(before, after, strict=True)
    )
    return mine, database
