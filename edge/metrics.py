"""The kiosk's figures for Prometheus, in one table. None tells anything about a person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from actors.blocks.terminals.reports import Completion
from edge.devices.interface import Status
from edge.link import LinkFigures
from edge.session import Why

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The kiosk at one instant. `waiting` counts entries by lane, `sessions` those that ended by
    why, `orders` those that ended by how."""

    terminal: str
    software: str
    online: bool
    session: bool
    locked: bool
    link: LinkFigures
    waiting: Mapping[str, int]
    waiting_bytes: int
    most_bytes: int
    full: bool
    lost: int
    devices: Mapping[str, Status]
    sessions: Mapping[str, int]
    orders: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One metric. `read` takes its series from a snapshot: label values, then the value."""

    name: str
    kind: Literal["gauge", "counter"]
    description: str
    read: Callable[[Snapshot], Iterable[tuple[tuple[str, ...], float]]]
    labels: tuple[str, ...] = ()


def _one(read: Callable[[Snapshot], float]) -> Callable[[Snapshot], list[tuple[tuple[()], float]]]:
    return lambda now: [((), float(read(now)))]


METRICS: tuple[Figure, ...] = (
    Figure(
        name="yimen_edge_info",
        kind="gauge",
        description="The terminal and its software; always 1",
        labels=("terminal", "software"),
        read=lambda now: [((now.terminal, now.software), 1.0)],
    ),
    Figure(
        name="yimen_edge_link_up",
        kind="gauge",
        description="1 while the platform has let the terminal in",
        read=_one(lambda now: now.online),
    ),
    Figure(
        name="yimen_edge_connections_total",
        kind="counter",
        description="Times that the platform let the terminal in",
        read=_one(lambda now: now.link.connections),
    ),
    Figure(
        name="yimen_edge_entries_sent_total",
        kind="counter",
        description="Entries sent; those sent again after a cut count again",
        read=_one(lambda now: now.link.sent),
    ),
    Figure(
        name="yimen_edge_entries_acknowledged_total",
        kind="counter",
        description="Entries that the platform holds durably",
        read=_one(lambda now: now.link.acknowledged),
    ),
    Figure(
        name="yimen_edge_entries_lost_total",
        kind="counter",
        description="Entries that a full spool dropped",
        read=_one(lambda now: now.lost),
    ),
    Figure(
        name="yimen_edge_spool_entries",
        kind="gauge",
        description="Entries that wait for the platform, by lane",
        labels=("lane",),
        read=lambda now: [((lane,), now.waiting.get(lane, 0)) for lane in ("A", "B", "C")],
    ),
    Figure(
        name="yimen_edge_spool_bytes",
        kind="gauge",
        description="Bytes that wait for the platform",
        read=_one(lambda now: now.waiting_bytes),
    ),
    Figure(
        name="yimen_edge_spool_limit_bytes",
        kind="gauge",
        description="Bytes that may wait before telemetry is dropped",
        read=_one(lambda now: now.most_bytes),
    ),
    Figure(
        name="yimen_edge_spool_full",
        kind="gauge",
        description="1 when what a person handed in did not fit",
        read=_one(lambda now: now.full),
    ),
    Figure(
        name="yimen_edge_device_usable",
        kind="gauge",
        description="1 when a person may be sent to the device",
        labels=("device",),
        read=lambda now: [((name,), float(each.usable)) for name, each in now.devices.items()],
    ),
    Figure(
        name="yimen_edge_device_state",
        kind="gauge",
        description="1 for the state that the device is in",
        labels=("device", "state"),
        read=lambda now: [((name, each.state), 1.0) for name, each in now.devices.items()],
    ),
    Figure(
        name="yimen_edge_session_open",
        kind="gauge",
        description="1 while somebody uses the kiosk",
        read=_one(lambda now: now.session),
    ),
    Figure(
        name="yimen_edge_sessions_total",
        kind="counter",
        description="Sessions that ended, by why",
        labels=("why",),
        read=lambda now: [((why,), now.sessions.get(why, 0)) for why in get_args(Why)],
    ),
    Figure(
        name="yimen_edge_orders_total",
        kind="counter",
        description="Orders that ended, by how",
        labels=("code",),
        read=lambda now: [((code,), now.orders.get(code, 0)) for code in get_args(Completion)],
    ),
    Figure(
        name="yimen_edge_locked",
        kind="gauge",
        description="1 while the kiosk is out of service by order",
        read=_one(lambda now: now.locked),
    ),
)


class _Kiosk(Collector):
    def __init__(self, now: Snapshot) -> None:
        self._now = now

    def collect(self) -> Iterable[Metric]:
        for figure in METRICS:
            family = CounterMetricFamily if figure.kind == "counter" else GaugeMetricFamily
            metric = family(figure.name, figure.description, labels=figure.labels)
            for labels, value in figure.read(self._now):
                metric.add_metric(labels, value)
            yield metric


def page(now: Snapshot) -> bytes:
    """Return the page that Prometheus reads: the table, and memory and time of the process."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Kiosk(now))
    return generate_latest(registry)
