"""How long turns, waits and commits take, counted by entity kind in plain Python.

Counting in a list costs a fraction of a microsecond. What is counted reaches Ray's metrics every
two seconds, since passing on each value would cost more than the turn it tells of.
"""

from bisect import bisect_left

import msgspec

SECONDS = (
    0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0,
    10.0,
)  # fmt: skip
COMMITS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)


class Histogram(msgspec.Struct):
    """How many values did not exceed each of `bounds`, which ascend; the last count is of those
    that exceed all. `total` is the sum of the values."""

    bounds: tuple[float, ...]
    counts: list[int] = []
    total: float = 0.0

    def __post_init__(self) -> None:
        if not self.counts:
            self.counts = [0] * (len(self.bounds) + 1)

    def add(self, value: float) -> None:
        """Count `value`."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        """How many values there were."""
        return sum(self.counts)

    def buckets(self) -> list[tuple[str, int]]:
        """Return (bound, how many values up to it), as Prometheus counts: the last bound is
        "+Inf"."""
        found: list[tuple[str, int]] = []
        seen = 0
        for bound, count in zip((*self.bounds, None), self.counts, strict=True):
            seen += count
            found.append(("+Inf" if bound is None else f"{bound:g}", seen))
        return found


def _seconds() -> Histogram:
    return Histogram(SECONDS)


class KindTimings(msgspec.Struct):
    """Of one kind, in seconds: how long commands waited in mailboxes, what deciding and encoding
    took, and how long it was from the decision until it was durable."""

    wait: Histogram = msgspec.field(default_factory=_seconds)
    turn: Histogram = msgspec.field(default_factory=_seconds)
    commit: Histogram = msgspec.field(default_factory=_seconds)
