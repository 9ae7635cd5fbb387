"""The value score of a dataset (数据价值, OPEN-06): 0 to 100, from what it was used for, and how
well it was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import log10

FULL_USE = 5.0  # 10 to the power of this is all the use that counts
MOST_MADE = 5  # applications and derivatives that count


@dataclass(frozen=True, kw_only=True)
class Use:
    """What is counted. `fresh`, `quality` and `demand_met` are shares, 0 to 1: of updates in time,
    the quality score, of demands that it met (1 where there were none)."""

    downloads: int = 0
    calls: int = 0
    users: int = 0
    applications: int = 0
    derivatives: int = 0
    fresh: float
    quality: float
    demand_met: float


@dataclass(frozen=True)
class Parts:
    """The score by what it comes from, each part out of its weight: use 35, what was made of it 15,
    updates in time 15, quality 20, demands that were met 15."""

    use: float
    made: float
    fresh: float
    quality: float
    demand: float

    @property
    def score(self) -> float:
        """The score, 0 to 100."""
        return self.use + self.made + self.fresh + self.quality + self.demand


WEIGHTS = Parts(use=35, made=15, fresh=15, quality=20, demand=15)


def parts(of: Use) -> Parts:
    """Return the parts of the score."""
    counted = 1 + of.downloads + of.calls / 100 + 5 * of.users
    used = min(1.0, log10(counted) / FULL_USE)
    made = min(1.0, (of.applications + of.derivatives) / MOST_MADE)
    return Parts(
        use=WEIGHTS.use * used,
        made=WEIGHTS.made * made,
        fresh=WEIGHTS.fresh * of.fresh,
        quality=WEIGHTS.quality * of.quality,
        demand=WEIGHTS.demand * of.demand_met,
    )


def value(of: Use) -> float:
    """Return the score."""
    return parts(of).score


def fresh(updates: Sequence[datetime], days: int | None, now: datetime) -> float:
    """Return the share of updates in time: of the spans from each of `updates`, in order of time,
    to the next, and from the last to `now`, those of no more than `days`. What is updated
    irregularly (None) never comes late."""
    if days is None or not updates:
        return 1.0
    spans = [later - earlier for earlier, later in pairwise((*updates, now))]
    return sum(span <= timedelta(days=days) for span in spans) / len(spans)
