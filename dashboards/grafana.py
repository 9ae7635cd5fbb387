"""Turns the table of panels into the JSON that Grafana imports.

`python -m dashboards.grafana` writes `grafana/*.json`; a test fails when they differ from it.
"""

import json
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from dashboards.pages import DASHBOARDS
from dashboards.panels import Dashboard, Panel

FOLDER = Path(__file__).with_name("grafana")
ROW_WIDTH = 24
HEIGHT = 8
OPTIONS: dict[str, dict[str, Any]] = {
    "timeseries": {"legend": {"displayMode": "list", "placement": "bottom"}},
    "stat": {"reduceOptions": {"calcs": ["lastNotNull"], "values": False}, "colorMode": "value"},
}
SOURCE = {"type": "prometheus", "uid": "${source}"}


def render(dashboard: Dashboard) -> str:
    """Return the JSON document of `dashboard`, ending in a newline."""
    return json.dumps(document(dashboard), ensure_ascii=False, indent=2) + "\n"


def document(dashboard: Dashboard) -> dict[str, Any]:
    """Return `dashboard` in Grafana's dashboard model (schema version 39)."""
    return {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "tags": ["yimen"],
        "timezone": "Asia/Shanghai",
        "schemaVersion": 39,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {
            "list": [
                {"name": "source", "label": "数据源 Source", "type": "datasource",
                 "query": "prometheus"}
            ]
        },
        "panels": [
            {
                "id": number,
                "type": panel.kind,
                "title": panel.title,
                "description": panel.note,
                "datasource": SOURCE,
                "gridPos": place,
                "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
                "options": OPTIONS[panel.kind],
                "targets": [
                    {"refId": letter, "datasource": SOURCE, "expr": query.expression,
                     "legendFormat": query.legend}
                    for letter, query in zip(ascii_uppercase, panel.queries, strict=False)
                ],
            }
            for number, (panel, place) in enumerate(places(dashboard.panels), start=1)
        ],
    }  # fmt: skip


def places(panels: tuple[Panel, ...]) -> list[tuple[Panel, dict[str, int]]]:
    """Lay `panels` out from left to right, beginning a row when one is full."""
    laid: list[tuple[Panel, dict[str, int]]] = []
    left = top = 0
    for panel in panels:
        if left + panel.width > ROW_WIDTH:
            left, top = 0, top + HEIGHT
        laid.append((panel, {"x": left, "y": top, "w": panel.width, "h": HEIGHT}))
        left += panel.width
    return laid


def main() -> None:
    """Write every dashboard."""
    FOLDER.mkdir(exist_ok=True)
    for dashboard in DASHBOARDS:
        (FOLDER / f"{dashboard.uid}.json").write_text(render(dashboard), "utf-8")


if __name__ == "__main__":
    main()
