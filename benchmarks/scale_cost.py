"""What a command costs while few or many cases exist: to cases at work, and to cases of any age."""

import random
import statistics
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field

from actors.kinds import platform_collections
from benchmarks.bulk import Pattern, fill, key_of
from benchmarks.cpu import cpu_seconds
from benchmarks.reviews import Reviews
from benchmarks.scale_plan import Plan, Stage
from storage.mongo import Database
from storage.schema import prepare

CACHE_GIB = 1.0  # of the database; less than a million cases take
ROOMY_GIB = 6.0  # holds a million cases, which want 3


@dataclass
class Rounds:
    """What each round found. `cpu` is CPU microseconds of a command, of application and database;
    `pages` those that the database read into its cache for each command."""

    cpu: list[tuple[float, float]] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)

    def figures(self, name: str) -> dict[str, float]:
        """Return the medians by name."""
        together = statistics.median(mine + database for mine, database in self.cpu)
        return {
            f"{name}_cpu_us": round(together, 1),
            f"{name}_application_cpu_us": round(statistics.median(mine for mine, _ in self.cpu), 1),
            f"{name}_pages_read": round(statistics.median(self.pages), 2),
        }


@dataclass
class Costs:
    """What commands cost.

    `resident`: to a thousand cases at work that stay in memory; `loaded`: to one case at work after
    the other, each loaded for its command; `anywhere`: to one case after the other anywhere among
    all; `held`: the same, while the database's cache holds all cases.
    """

    resident: Rounds = field(default_factory=Rounds)
    loaded: Rounds = field(default_factory=Rounds)
    anywhere: Rounds = field(default_factory=Rounds)
    held: Rounds = field(default_factory=Rounds)

    def figures(self) -> dict[str, float]:
        """Return the medians by name."""
        return (
            self.resident.figures("resident")
            | self.loaded.figures("loaded")
            | self.anywhere.figures("anywhere")
            | self.held.figures("held")
        )


def ratio(few: Rounds, many: Rounds) -> float:
    """Return how many times what `few` cost `many` cost: the median of the rounds, each of which
    measured one right after the other, since machines drift."""
    rounds = zip(few.cpu, many.cpu, strict=True)
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
    next one. Of many, each round finds cases that hardly any command has gone to."""
    await cases.database.client.drop_database(cases.database.name)
    await prepare(cases.database, platform_collections())
    await fill(cases.database, pattern, range(cases.count))
    cases.reviews.forget()


async def run_at_work(stage: Stage, plan: Plan, cases: Cases, number: int) -> None:
    """Do round `number` of commands to cases at work: as many as there are few, begun one after
    the other, in each round others."""
    first = max(0, cases.count - (number + 1) * plan.few)
    keys = _some(plan, range(first, min(first + plan.few, cases.count)), number)
    async with stage.engine(cases.database) as engine:
        await _measure(stage, cases, cases.costs.loaded, cases.reviews.each(engine, keys))
        keys = keys[: plan.resident]
        await cases.reviews.keep_on(engine, keys, 0.5)
        commands = cases.reviews.keep_on(engine, keys, plan.seconds)
        await _measure(stage, cases, cases.costs.resident, commands)


async def run_anywhere(stage: Stage, plan: Plan, cases: Cases, number: int, into: Rounds) -> None:
    """Do round `number` of commands to cases anywhere among all, each loaded for its command."""
    keys = _some(plan, range(cases.count), number)
    async with stage.engine(cases.database) as engine:
        await _measure(stage, cases, into, cases.reviews.each(engine, keys))


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


def _some(plan: Plan, numbers: range, seed: int) -> list[str]:
    chosen = random.Random(seed).sample(numbers, min(plan.loaded, len(numbers)))
    return [key_of(each) for each in chosen]


async def _measure(stage: Stage, cases: Cases, into: Rounds, commands: Awaitable[int]) -> None:
    """Note what `commands` cost. What the database has yet to write of others is written before."""
    await cases.database.client.admin.command("fsync")
    pages, before = await _pages(cases.database), _cpu(stage)
    count = await commands
    mine, database = (
        (late - early) / count * 1e6 for early, late in zip(before, _cpu(stage), strict=True)
    )
    into.cpu.append((mine, database))
    into.pages.append((await _pages(cases.database) - pages) / count)


async def _pages(database: Database) -> int:
    status = await database.client.admin.command("serverStatus")
    return status["wiredTiger"]["cache"]["pages read into cache"]


def _cpu(stage: Stage) -> tuple[float, float]:
    return time.process_time(), cpu_seconds(stage.server.pid)
