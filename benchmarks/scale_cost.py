"""What a command costs while few or many cases exist: on cases out of memory, and on some in it."""

import random
import statistics
import time
from dataclasses import dataclass, field

from benchmarks.bulk import key_of
from benchmarks.cpu import cpu_seconds
from benchmarks.reviews import Reviews
from benchmarks.scale_plan import Plan, Stage
from storage.mongo import Database


@dataclass
class Costs:
    """CPU microseconds of a command, a figure a round, of application and database.

    `cold`: each command goes to another case anywhere among all, which is loaded for it;
    `resident`: to some that stay in memory. `pages` are those that the database read into its
    cache for each command of the cold ones.
    """

    cold: list[tuple[float, float]] = field(default_factory=list)
    resident: list[tuple[float, float]] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the medians by name."""
        found: dict[str, float] = {}
        for name, rounds in (("cold", self.cold), ("resident", self.resident)):
            application = statistics.median(mine for mine, _ in rounds)
            together = statistics.median(mine + database for mine, database in rounds)
            found[f"{name}_cpu_us"] = round(together, 1)
            found[f"{name}_application_cpu_us"] = round(application, 1)
        found["cold_pages_read"] = round(statistics.median(self.pages), 2)
        return found


async def run(
    stage: Stage,
    plan: Plan,
    database: Database,
    reviews: Reviews,
    costs: Costs,
    *,
    count: int,
    number: int,
) -> None:
    """Do round `number` on the `count` cases in `database`, and note in `costs` what it cost."""
    chosen = random.Random(number).sample(range(count), min(plan.cold, count))
    keys = [key_of(each) for each in chosen]
    async with stage.engine(database) as engine:
        pages, before = await _pages(database), _cpu(stage)
        done = await reviews.each(engine, keys)
        costs.cold.append(_each(before, _cpu(stage), done))
        costs.pages.append((await _pages(database) - pages) / done)
        keys = keys[: plan.resident]
        await reviews.keep_on(engine, keys, 0.5)
        before = _cpu(stage)
        done = await reviews.keep_on(engine, keys, plan.seconds)
        costs.resident.append(_each(before, _cpu(stage), done))


async def _pages(database: Database) -> int:
    status = await database.client.admin.command("serverStatus")
    return status["wiredTiger"]["cache"]["pages read into cache"]


def _cpu(stage: Stage) -> tuple[float, float]:
    return time.process_time(), cpu_seconds(stage.server.pid)


def _each(
    before: tuple[float, float], after: tuple[float, float], commands: int
) -> tuple[float, float]:
    mine, database = (
        (late - early) / commands * 1e6 for early, late in zip(before, after, strict=True)
    )
    return mine, database
