"""How many hosts there should be. Out fast, in slowly: a host more costs a core for a while, a host
too few makes people wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from actors.runtime.peaks import Size
from storage.leases import Load

NO_PEAK = Size()


@dataclass(frozen=True, kw_only=True)
class PoolRules:
    """When hosts are added and taken away, between `least` and `most`.

    Attributes:
        by_load: whether their load changes their number. If not, it is an operator's, who may
            have fewer than `least` and has more for a planned peak.
        busy: mean share of a CPU above which the hosts are too few.
        idle: mean share of a CPU, with one host fewer, below which they are too many.
        waiting: commands waiting in one host that show that hosts are too few.
        lag_seconds: delay of a host's loop that shows the same.
        wait_seconds: mean wait of a command in a mailbox that shows the same.
        out_seconds, in_seconds: how long it must have been so.
    """

    least: int
    most: int
    by_load: bool = True
    busy: float = 0.75
    idle: float = 0.4
    waiting: int = 500
    lag_seconds: float = 0.25
    wait_seconds: float = 0.25
    out_seconds: float = 3.0
    in_seconds: float = 600.0


class Pool:
    """Remembers since when hosts are too few or too many."""

    def __init__(self, rules: PoolRules) -> None:
        self.rules = rules
        self._few_since: float | None = None
        self._many_since: float | None = None

    def change(self, loads: Sequence[Load], now: float, planned: Size = NO_PEAK) -> int:
        """Return how many hosts to add, -1 to take one away, 0 to leave it at that.

        `loads` are those of the hosts that stay, `now` an instant of a monotonic clock. Call it
        every second or so; after a change for their load's sake the count begins anew. What a peak
        lacks that is `planned` is added at once, and when it is over what there is above `most` is
        taken away, one by one.
        """
        rules = self.rules
        count = len(loads)
        least = max(rules.least if rules.by_load else 0, planned.hosts)
        if count < least:
            return least - count
        few = rules.by_load and count < rules.most and too_few(loads, rules)
        surplus = planned.over and count > max(rules.most, planned.hosts)
        many = surplus or (rules.by_load and count > least and too_many(loads, rules))
        self._few_since = (self._few_since or now) if few else None
        self._many_since = (self._many_since or now) if many else None
        if self._few_since is not None and now - self._few_since >= rules.out_seconds:
            self._few_since = None
            return 1
        if self._many_since is not None and now - self._many_since >= rules.in_seconds:
            if not surplus:
                self._many_since = None
            return -1
        return 0


def too_few(loads: Sequence[Load], rules: PoolRules) -> bool:
    """Tell whether the hosts of `loads` have more to do than they can."""
    mean = sum(load.cpu for load in loads) / len(loads)
    return (
        mean > rules.busy
        or max(load.waiting for load in loads) > rules.waiting
        or max(load.lag_seconds for load in loads) > rules.lag_seconds
        or max(load.wait_seconds for load in loads) > rules.wait_seconds
    )


def too_many(loads: Sequence[Load], rules: PoolRules) -> bool:
    """Tell whether one host fewer would do."""
    if too_few(loads, rules):
        return False
    return sum(load.cpu for load in loads) / (len(loads) - 1) < rules.idle
