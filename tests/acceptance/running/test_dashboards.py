"""A real Prometheus over the running platform knows every metric that the dashboards name."""

import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest
import yaml

from actors.runtime.placement import SHARDS
from dashboards.pages import DASHBOARDS
from dashboards.panels import metrics_of
from dashboards.prometheus import ALERTS
from tests.acceptance.running.yimen import ROOT, Yimen, answer_of, until
from tests.ports import free_port

PATIENCE = 240.0
RULES = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
QUERIES = [
    (f"{dashboard.uid}: {panel.title}", query.expression)
    for dashboard in DASHBOARDS
    for panel in dashboard.panels
    for query in panel.queries
]
NAMED = {name for _, expression in QUERIES for name in metrics_of(expression)} | {
    name for rule in RULES for name in metrics_of(rule["expr"])
}


class Prometheus:
    """A running Prometheus, with its password in the file `secret`. `answered` are the questions of
    the pages that it has had an answer to."""

    def __init__(self, port: int, secret: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.secret = secret
        self.answered = set[str]()

    def ask(self, path: str, **words: str) -> Any:
        """Return the data of an answer of its API."""
        address = f"{self.url}/api/v1/{path}?{urlencode(words)}"
        return answer_of(address, signed_in(self.secret.read_text("ascii").strip()))["data"]

    def names(self) -> set[str]:
        """Return the name of every metric that it has met."""
        return set(self.ask("label/__name__/values"))

    def value(self, expression: str) -> list[Any]:
        """Return the series that `expression` has now."""
        return self.ask("query", query=expression)["result"]

    def targets(self) -> dict[str, list[dict[str, Any]]]:
        """Return what it was told to ask, by job."""
        found: dict[str, list[dict[str, Any]]] = {}
        for target in self.ask("targets")["activeTargets"]:
            found.setdefault(target["labels"]["job"], []).append(target)
        return found

    def silent(self) -> list[str]:
        """Return the targets that did not answer its last question, with what it met."""
        return [
            f"{target['scrapeUrl']}: {target['lastError']}"
            for targets in self.targets().values()
            for target in targets
            if target["health"] != "up"
        ]

    def missing(self) -> set[str]:
        """Return the alerts about missing figures that fire, or will unless the figures come."""
        alerts = {alert["labels"]["alertname"] for alert in self.ask("alerts")["alerts"]}
        return alerts & {"NoHostUp", "NoProjectorUp", "NoReplicaUp", "TargetSilent"}


@pytest.fixture(scope="module")
def prometheus(yimen: Yimen) -> Iterator[Prometheus]:
    """Prometheus by the command that operators type, over a platform that has had some traffic."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboards.prometheus", "--port", str(port), "--seconds", "5"],
        cwd=ROOT, env=yimen.environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        prometheus = Prometheus(port, yimen.data / "prometheus" / "password")
        settle(prometheus, yimen)
        yield prometheus
    finally:
        process.terminate()
        process.wait(30)


def signed_in(password: str) -> str:
    """Return what a browser sends of somebody who signed in with `password`."""
    return "Basic " + b64encode(f"operator:{password}".encode()).decode("ascii")


def status_of(address: str, authorization: str = "") -> int:
    """Return the status of the answer at `address`."""
    try:
        answer_of(address, authorization)
    except HTTPError as refused:
        return refused.code
    return 200


def settle(prometheus: Prometheus, yimen: Yimen) -> None:
    """Let people come and go until Prometheus has met every metric and every question that the
    pages ask has had an answer, for at most `PATIENCE` seconds.

    Not all at one instant: of what a process tells less often than it is asked, one scrape or two
    have nothing.
    """
    url = str(yimen.status()["url"])
    deadline = time.monotonic() + PATIENCE
    open_questions = {query for _, query in QUERIES}
    while time.monotonic() < deadline:
        visit(url)
        try:
            prometheus.answered |= {each for each in open_questions if prometheus.value(each)}
            open_questions -= prometheus.answered
            if not open_questions and prometheus.names() >= NAMED:
                return
        except (URLError, OSError):
            pass  # it does not listen yet
        time.sleep(0.5)


def visit(url: str) -> None:
    """Open the hall, and a page that does not exist."""
    for path in ("/", "/nowhere"):
        try:
            with closing(urlopen(f"{url}{path}", timeout=10)) as page:
                page.read()
        except HTTPError as error:
            assert error.code == 404


def test_prometheus_reaches_everything_that_it_was_told_of(prometheus: Prometheus) -> None:
    assert set(prometheus.targets()) == {"ray", "web", "edge"}
    # A process that had no time for its answer is missing from one scrape or two.
    until(lambda: not prometheus.silent(), tell=prometheus.silent)


def test_every_target_is_of_this_platform_and_of_no_other_on_the_machine(
    prometheus: Prometheus, yimen: Yimen
) -> None:
    told = {
        urlsplit(target["scrapeUrl"]).port
        for targets in prometheus.targets().values()
        for target in targets
    }

    assert told == {
        int(yimen.environment[name])
        for name in (
            "YIMEN_METRICS_PORT", "YIMEN_SCALER_METRICS_PORT", "YIMEN_DASHBOARD_METRICS_PORT",
            "YIMEN_PROXY_METRICS_PORT", "YIMEN_KIOSK_PORT",
        )
    }  # fmt: skip


@pytest.mark.feature("PLAT-02")
@pytest.mark.parametrize("path", ["graph", "metrics", "api/v1/query?query=up", "api/v1/targets"])
def test_prometheus_shows_nothing_to_who_has_not_signed_in(
    path: str, prometheus: Prometheus
) -> None:
    address = f"{prometheus.url}/{path}"

    assert status_of(address) == 401
    assert status_of(address, signed_in("guessed")) == 401


@pytest.mark.feature("PLAT-02")
def test_the_page_of_ray_shows_the_hosts_to_who_has_its_token_and_nothing_to_others(
    yimen: Yimen,
) -> None:
    asked = "/api/v0/actors?limit=1000"
    address = yimen.status()["urls"]["Ray"] + asked

    assert status_of(address) == 401
    assert status_of(address, "Bearer guessed") == 403
    actors = yimen.ray(asked)["data"]["result"]["result"]
    alive = {actor["name"] for actor in actors if actor["state"] == "ALIVE"}
    assert alive >= {host["name"] for host in yimen.status()["host_list"]}


@pytest.mark.feature("PLAT-02")
def test_operators_see_hosts_kinds_shards_and_queues(prometheus: Prometheus, yimen: Yimen) -> None:
    asked = {expression for _, expression in QUERIES}

    def are_all_shown(expression: str) -> bool:
        hosts = {host["name"] for host in yimen.status()["host_list"]}
        shown = {series["metric"]["host"] for series in prometheus.value(expression)}
        return bool(hosts) and shown == hosts

    for shown in (
        "sum by (host) (ray_yimen_shards)", "sum by (host) (ray_yimen_mailbox_depth)"
    ):  # fmt: skip
        assert shown in asked
        until(
            lambda each=shown: are_all_shown(each), tell=lambda each=shown: prometheus.value(each)
        )
    until(lambda: bool(prometheus.value(f"sum(ray_yimen_shards) == {SHARDS}")))
    kinds = prometheus.value("sum by (kind) (ray_yimen_turn_seconds_count) > 0")
    assert "case" in {series["metric"]["kind"] for series in kinds}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_metric_of_the_dashboards_exists(name: str, prometheus: Prometheus) -> None:
    assert name in prometheus.names()


@pytest.mark.parametrize(("panel", "expression"), QUERIES)
def test_a_question_of_a_panel_has_an_answer(
    panel: str, expression: str, prometheus: Prometheus
) -> None:
    until(lambda: expression in prometheus.answered or bool(prometheus.value(expression)))


def test_every_alert_is_evaluated_and_none_is_about_missing_figures(
    prometheus: Prometheus,
) -> None:
    rules = [rule for group in prometheus.ask("rules")["groups"] for rule in group["rules"]]

    assert {rule["name"] for rule in rules} == {rule["alert"] for rule in RULES}
    assert {rule["health"] for rule in rules} == {"ok"}
    until(lambda: not prometheus.missing(), tell=prometheus.missing)
