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
    `resident`: to some that stay in memory.
    """

    cold: list[tuple[float, float]] = field(default_factory=list)
    resident: list[tuple[float, float]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the medians by name."""
        found: dict[str, float] = {}
        for name, rounds in (("cold", self.cold), ("resident", self.resident)):
            application = statistics.median(mine for mine, _ in rounds)
            together = statistics.median(mine + database for mine, database in rounds)
            found[f"{name}_cpu_us"] = round(together, 1)
            found[f"{name}_application_cpu_us"] = round(application, 1)
        return found


async def run(
    stage: Stage, plan: Plan, database: Database, reviews: Reviews, count: int, number: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Do round `number` on the `count` cases in `database`; return the costs, cold and resident."""
    chosen = random.Random(number).sample(range(count), min(plan.cold, count))
    keys = [key_of(each) for each in chosen]
    async with stage.engine(database) as engine:
        before = _cpu(stage)
        done = await reviews.each(engine, keys)
        cold = _each(before, _cpu(stage), done)
        await reviews.keep_on(engine, keys[: plan.resident], 0.5)
        before = _cpu(stage)
        done = await reviews.keep_on(engine, keys[: plan.resident], plan.seconds)
        resident = _each(before, _cpu(stage), done)
    return cold, resident


def _cpu(stage: Stage) -> tuple[float, float]:
    return time.process_time(), cpu_seconds(stage.server.pid)


def _each(
    before: tuple[float, float], after: tuple[float, float], commands: int
) -> tuple[float, float]:
    mine, database = (
        (late - early) / commands * 1e6 for early, late in zip(before, after, strict=True)
    )
    return mine, database
