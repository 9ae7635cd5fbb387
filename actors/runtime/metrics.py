"""The metrics of the hosts, in one table, and their way into Ray's metrics.

Ray's agent exports them to Prometheus under their names with "ray_" in front.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ray.util.metrics import Gauge, Histogram

from actors.runtime.stats import Stats


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric. `read` takes it from the counters; a histogram is observed batch by batch."""

    name: str
    kind: Literal["gauge", "counter", "histogram"]
    description: str
    read: Callable[[Stats], float] | None = None
    boundaries: tuple[float, ...] = ()

    @property
    def exported(self) -> tuple[str, ...]:
        """The names under which Prometheus finds its series."""
        if self.kind == "histogram":
            return tuple(f"ray_{self.name}_{part}" for part in ("bucket", "sum", "count"))
        return (f"ray_{self.name}",)


BATCH_SIZE = "yimen_commit_batch_size"
COMMIT_SECONDS = "yimen_commit_seconds"

METRICS: tuple[Metric, ...] = (
    Metric(
        name="yimen_entities",
        kind="gauge",
        description="Entities in memory",
        read=lambda stats: stats.entities,
    ),
    Metric(
        name="yimen_mailbox_depth",
        kind="gauge",
        description="Commands waiting in mailboxes",
        read=lambda stats: stats.waiting,
    ),
    Metric(
        name="yimen_quarantined",
        kind="gauge",
        description="Entities that cannot be loaded",
        read=lambda stats: len(stats.quarantined),
    ),
    Metric(
        name="yimen_loop_lag_seconds",
        kind="gauge",
        description="Longest delay of the host's event loop in the last two seconds",
        read=lambda stats: stats.loop_lag_seconds,
    ),
    Metric(
        name="yimen_turns_total",
        kind="counter",
        description="Commands that a handler was asked about",
        read=lambda stats: stats.turns,
    ),
    Metric(
        name="yimen_commits_total",
        kind="counter",
        description="Durable commits",
        read=lambda stats: stats.commits,
    ),
    Metric(
        name="yimen_open_outcomes_total",
        kind="counter",
        description="Commits written again because their outcome was open",
        read=lambda stats: stats.open_outcomes,
    ),
    Metric(
        name="yimen_lost_places_total",
        kind="counter",
        description="Commits whose place another owner had taken",
        read=lambda stats: stats.lost_places,
    ),
    Metric(
        name="yimen_activations_total",
        kind="counter",
        description="Entities loaded into memory",
        read=lambda stats: stats.activations,
    ),
    Metric(
        name="yimen_passivations_total",
        kind="counter",
        description="Entities that left memory",
        read=lambda stats: stats.passivations,
    ),
    Metric(
        name="yimen_refusals_total",
        kind="counter",
        description="Commands that the rules refused",
        read=lambda stats: stats.refusals,
    ),
    Metric(
        name="yimen_failures_total",
        kind="counter",
        description="Commands whose handler failed",
        read=lambda stats: stats.failures,
    ),
    Metric(
        name="yimen_overloads_total",
        kind="counter",
        description="Commands that a bound kept out",
        read=lambda stats: stats.overloads,
    ),
    Metric(
        name="yimen_expired_total",
        kind="counter",
        description="Commands not begun before their deadline",
        read=lambda stats: stats.expired,
    ),
    Metric(
        name="yimen_replays_total",
        kind="counter",
        description="Commands answered from their earlier commit",
        read=lambda stats: stats.replays,
    ),
    Metric(
        name="yimen_alarms_waiting",
        kind="gauge",
        description="Alarms in memory, due or soon due",
        read=lambda stats: stats.alarms_waiting,
    ),
    Metric(
        name="yimen_alarms_total",
        kind="counter",
        description="Alarms fired",
        read=lambda stats: stats.alarms,
    ),
    Metric(
        name="yimen_timers_late_total",
        kind="counter",
        description="Alarms fired more than a second after they were due",
        read=lambda stats: stats.timers_late,
    ),
    Metric(
        name=BATCH_SIZE,
        kind="histogram",
        description="Commits in one write",
        boundaries=(1, 2, 4, 8, 16, 32, 64, 128, 256),
    ),
    Metric(
        name=COMMIT_SECONDS,
        kind="histogram",
        description="Time of one write until a majority has it in its journal",
        boundaries=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    ),
)


class Publisher:
    """Passes the counters of one host on to Ray.

    Counters travel as Ray gauges that only grow, because Ray exports a counter of its own only once
    it has been raised, and an operator wants to see the zero. Prometheus' `rate` treats both alike.
    """

    def __init__(self, host: str) -> None:
        self._gauges: list[tuple[Callable[[Stats], float], Gauge]] = []
        self._histograms: dict[str, Histogram] = {}
        for metric in METRICS:
            if metric.read is not None:
                gauge = Gauge(metric.name, metric.description, ("host",))
                gauge.set_default_tags({"host": host})
                self._gauges.append((metric.read, gauge))
            else:
                histogram = Histogram(
                    metric.name, metric.description, list(metric.boundaries), ("host",)
                )
                histogram.set_default_tags({"host": host})
                self._histograms[metric.name] = histogram

    def observe(self, commits: int, seconds: float) -> None:
        """Count one write of the journal."""
        self._histograms[BATCH_SIZE].observe(commits)
        self._histograms[COMMIT_SECONDS].observe(seconds)

    def publish(self, stats: Stats) -> None:
        """Pass the counters on as they stand; call every few seconds."""
        for read, gauge in self._gauges:
            gauge.set(read(stats))
