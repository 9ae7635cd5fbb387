"""What operators look at: dashboards as a table of panels, each one question of Prometheus."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """One chart. `query` is PromQL; `unit` is Grafana's name ("ops", "s", "short", "bytes")."""

    title: str
    query: str
    unit: str = "short"
    legend: str = ""
    width: int = 8  # of 24


@dataclass(frozen=True)
class Dashboard:
    """One page of charts. `uid` stays the same for ever, since people link to it."""

    uid: str
    title: str
    panels: tuple[Panel, ...]
