"""What the pages and alerts name is what the platform offers, and the other way round."""

import json
import re
from pathlib import Path

import pytest
import yaml

from actors.followers.gauges import GAUGES
from actors.kinds import declared_gauges
from actors.runtime import metrics as runtime
from dashboards.grafana import FOLDER, document, render
from dashboards.pages import DASHBOARDS
from dashboards.panels import Dashboard, metrics_of
from dashboards.prometheus import ALERTS
from edge import metrics as edge
from serve_apps import metrics as web
from tests import loaded

README = Path(runtime.__file__).parents[2] / "dashboards" / "README.md"
HOSTS = {name for metric in runtime.METRICS for name in metric.exported}
PROJECTOR = {f"ray_{each.name}" for each in (*GAUGES, *declared_gauges(loaded.library()))}
WEB = {f"ray_{name}" for name in web.METRICS}
KIOSKS = {figure.name for figure in edge.METRICS}
OURS = HOSTS | PROJECTOR | WEB | KIOSKS

SHOWN = {
    name
    for dashboard in DASHBOARDS
    for panel in dashboard.panels
    for query in panel.queries
    for name in metrics_of(query.expression)
}
RULES = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
WATCHED = {name for rule in RULES for name in metrics_of(rule["expr"])}


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda dashboard: dashboard.uid)
def test_the_file_for_grafana_is_what_the_table_says(dashboard: Dashboard) -> None:
    assert (FOLDER / f"{dashboard.uid}.json").read_text("utf-8") == render(dashboard)


def test_no_file_for_grafana_is_without_a_table() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == {each.uid for each in DASHBOARDS}


def test_every_metric_of_ours_is_on_a_page() -> None:
    assert OURS <= SHOWN


def test_every_metric_of_ours_that_is_named_exists() -> None:
    named = {name for name in SHOWN | WATCHED if "yimen" in name}

    assert named <= OURS


def test_every_metric_is_explained() -> None:
    text = README.read_text("utf-8")
    explained = set(re.findall(r"^\| `(\w+)` \| \S", text, re.MULTILINE))
    single = (
        {re.sub(r"_(bucket|sum|count)$", "", name) for name in HOSTS} | PROJECTOR | WEB | KIOSKS
    )

    assert {name for name in explained if "yimen" in name} == single
    others = {re.sub(r"_(bucket|sum|count)$", "", name) for name in SHOWN | WATCHED} - single
    assert others <= explained


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda dashboard: dashboard.uid)
def test_panels_do_not_overlap_and_fill_no_more_than_a_row(dashboard: Dashboard) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in document(dashboard)["panels"]:
        place = panel["gridPos"]
        cells = {
            (place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])
        }
        assert not cells & taken
        assert max(x for x, _ in cells) < 24
        taken |= cells


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda dashboard: dashboard.uid)
def test_every_question_of_a_panel_reaches_its_file(dashboard: Dashboard) -> None:
    panels = json.loads((FOLDER / f"{dashboard.uid}.json").read_text("utf-8"))["panels"]

    for panel, shown in zip(dashboard.panels, panels, strict=True):
        asked = [query.expression for query in panel.queries]
        assert [target["expr"] for target in shown["targets"]] == asked


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ('sum by (host) (rate(a_total{host="b"}[1m]))', {"a_total"}),
        ("a / on (instance) group_left (terminal) b", {"a", "b"}),
        ("histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m]))) > 0.5", {"a_bucket"}),
        ("a < 1 or absent(b)", {"a", "b"}),
        ("max without (pid) (a) offset 5m unless b == bool 1e3", {"a", "b"}),
    ],
)
def test_the_metrics_of_an_expression_are_found(expression: str, names: set[str]) -> None:
    assert metrics_of(expression) == names
