"""The value score of a dataset (数据价值, OPEN-06): 0 to 100, from what it was used for, and how
well it was kept."""

from dataclasses import dataclass
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


def value(of: Use) -> float:
    """Return the score: use weighs 35 of 100, quality 20, the others 15 each."""
    counted = 1 + of.downloads + of.calls / 100 + 5 * of.users
    used = min(1.0, log10(counted) / FULL_USE)
    made = min(1.0, (of.applications + of.derivatives) / MOST_MADE)
    return 100 * (
        0.35 * used + 0.15 * made + 0.15 * of.fresh + 0.2 * of.quality + 0.15 * of.demand_met
    )
