"""The metrics of the hosts, in one table, and their way into Ray's metrics.

Ray's agent exports them to Prometheus under their names with "ray_" in front.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ray.util.metrics import Gauge

from actors.runtime.stats import Stats
from actors.runtime.timings import Histogram, KindTimings


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric, and where it is read: a figure, a histogram, or a histogram for each kind."""

    name: str
    kind: Literal["gauge", "counter", "histogram"]
    description: str
    read: Callable[[Stats], float] | None = None
    histogram: Callable[[Stats], Histogram] | None = None
    by_kind: Callable[[KindTimings], Histogram] | None = None

    @property
    def exported(self) -> tuple[str, ...]:
        """The names under which Prometheus finds its series."""
        if self.kind == "histogram":
            return tuple(f"ray_{self.name}_{part}" for part in ("bucket", "sum", "count"))
        return (f"ray_{self.name}",)


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
        name="yimen_shards",
        kind="gauge",
        description="Shards that a host serves",
        read=lambda stats: stats.shards_gained - stats.shards_lost,
    ),
    Metric(
        name="yimen_shards_gained_total",
        kind="counter",
        description="Shards that came to a host",
        read=lambda stats: stats.shards_gained,
    ),
    Metric(
        name="yimen_shards_lost_total",
        kind="counter",
        description="Shards that went from a host",
        read=lambda stats: stats.shards_lost,
    ),
    Metric(
        name="yimen_self_fences_total",
        kind="counter",
        description="Times that a host began nothing more, since its beat was not recorded",
        read=lambda stats: stats.self_fences,
    ),
    Metric(
        name="yimen_commit_batch_size",
        kind="histogram",
        description="Commits in one write",
        histogram=lambda stats: stats.batch_sizes,
    ),
    Metric(
        name="yimen_commit_seconds",
        kind="histogram",
        description="Time of one write until a majority has it in its journal",
        histogram=lambda stats: stats.batch_seconds,
    ),
    Metric(
        name="yimen_queue_wait_seconds",
        kind="histogram",
        description="Time from arrival in a host until the turn began, by kind",
        by_kind=lambda timings: timings.wait,
    ),
    Metric(
        name="yimen_turn_seconds",
        kind="histogram",
        description="Time of a turn: deciding and encoding, by kind",
        by_kind=lambda timings: timings.turn,
    ),
    Metric(
        name="yimen_durable_seconds",
        kind="histogram",
        description="Time from a decision until it is durable, by kind",
        by_kind=lambda timings: timings.commit,
    ),
)


class Publisher:
    """Passes the counters of one host on to Ray.

    Counters travel as Ray gauges that only grow, because Ray exports a counter of its own only once
    it has been raised, and an operator wants to see the zero; histograms likewise, because they are
    counted before. Prometheus' `rate` treats all alike.
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._gauges = {
            metric.name: _gauge(metric.name, metric.description)
            for metric in METRICS
            if metric.kind != "histogram"
        }
        self._histograms = {
            metric.name: _Gauges(metric) for metric in METRICS if metric.kind == "histogram"
        }

    def publish(self, stats: Stats) -> None:
        """Pass the counters on as they stand; call every few seconds."""
        labels = {"host": self._host}
        for metric in METRICS:
            if metric.read is not None:
                self._gauges[metric.name].set(metric.read(stats), labels)
            elif metric.histogram is not None:
                self._histograms[metric.name].set(metric.histogram(stats), labels)
            elif metric.by_kind is not None:
                for kind, timings in stats.kinds.items():
                    named = {**labels, "kind": kind}
                    self._histograms[metric.name].set(metric.by_kind(timings), named)


class _Gauges:
    """The three series of one histogram."""

    def __init__(self, metric: Metric) -> None:
        more = ("kind",) if metric.by_kind else ()
        self._bucket = _gauge(f"{metric.name}_bucket", metric.description, *more, "le")
        self._sum = _gauge(f"{metric.name}_sum", metric.description, *more)
        self._count = _gauge(f"{metric.name}_count", metric.description, *more)

    def set(self, histogram: Histogram, labels: dict[str, str]) -> None:
        for bound, count in histogram.buckets():
            self._bucket.set(count, {**labels, "le": bound})
        self._sum.set(histogram.total, labels)
        self._count.set(histogram.count, labels)


def _gauge(name: str, description: str, *more: str) -> Gauge:
    return Gauge(name, description, ("host", *more))
