"""What operators look at: dashboards as a table of panels, each with questions of Prometheus."""

import re
from dataclasses import dataclass
from typing import Literal

_LABELS = re.compile(r"\{[^}]*\}|\[[^\]]*\]")
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
_NAME = re.compile(r"(?<![\w.])[a-zA-Z_:][\w:]*\b(?!\s*\()")
_WORDS = {"and", "or", "unless", "bool", "offset"}


@dataclass(frozen=True)
class Query:
    """One question in PromQL; `legend` names its lines, with labels as "{{host}}"."""

    expression: str
    legend: str


@dataclass(frozen=True)
class Panel:
    """One chart, or one number when `kind` is "stat". `unit` is Grafana's name ("ops", "s", "ms",
    "short", "bytes", "percentunit"); `note` says what to do when it looks bad."""

    title: str
    queries: tuple[Query, ...]
    unit: str = "short"
    kind: Literal["timeseries", "stat"] = "timeseries"
    width: int = 8  # of 24
    note: str = ""


@dataclass(frozen=True)
class Dashboard:
    """One page of charts. `uid` stays the same for ever, since people link to it."""

    uid: str
    title: str
    panels: tuple[Panel, ...]


def metrics_of(expression: str) -> set[str]:
    """Return the names of the metrics that a PromQL expression asks for."""
    bare = _GROUPING.sub(" ", _LABELS.sub(" ", expression))
    return set(_NAME.findall(bare)) - _WORDS
