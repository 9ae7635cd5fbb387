"""What the engine counts about itself."""

import msgspec

from actors.runtime.sketches import HotEntity, SlowTurn
from actors.runtime.timings import COMMITS, SECONDS, Histogram, KindTimings


class Stats(msgspec.Struct):
    """Counters since the start, and gauges of the moment of asking.

    `commit_seconds` is the sum over batches, from the first try to the answer; `alarms_waiting` are
    the alarms in memory, due or soon due, beside those that wait in the index; `timers_late` counts
    alarms fired more than a second after they were due; `shards_gained` and `shards_lost` count
    shards that came and went since the host's start, `self_fences` how often it stopped because its
    beat was not recorded. `hottest` is of the last half to full minute, `slowest` of the last five
    to ten.
    """

    entities: int = 0
    waiting: int = 0
    turns: int = 0
    shows: int = 0
    commits: int = 0
    batches: int = 0
    commit_seconds: float = 0.0
    batch_sizes: Histogram = msgspec.field(default_factory=lambda: Histogram(COMMITS))
    batch_seconds: Histogram = msgspec.field(default_factory=lambda: Histogram(SECONDS))
    open_outcomes: int = 0
    lost_places: int = 0
    shards_gained: int = 0
    shards_lost: int = 0
    self_fences: int = 0
    activations: int = 0
    passivations: int = 0
    snapshots: int = 0
    refusals: int = 0
    failures: int = 0
    overloads: int = 0
    expired: int = 0
    replays: int = 0
    alarms: int = 0
    alarms_waiting: int = 0
    timers_late: int = 0
    quarantined: dict[str, str] = {}
    loop_lag_seconds: float = 0.0
    kinds: dict[str, KindTimings] = {}
    hottest: list[HotEntity] = []
    slowest: list[SlowTurn] = []

    def wrote(self, commits: int, durable: int, seconds: float) -> None:
        """Count a batch of `commits`, of which `durable` were written."""
        self.batch_sizes.add(commits)
        self.batch_seconds.add(seconds)
        self.commits += durable
        self.batches += 1
        self.commit_seconds += seconds
