"""Hosts and replicas stand ready before a peak that operators planned, and go after it."""

import re
from datetime import timedelta

import pytest

from actors.kernel.deadlines import CHINA
from storage.clock import WallClock
from tests.acceptance.running.yimen import Yimen, until


def replicas(yimen: Yimen) -> set[str]:
    """Return the web replicas that serve."""
    found = yimen.ray("/api/serve/applications/")["applications"]["yimen"]["deployments"]["web"]
    running = (each for each in found["replicas"] if each["state"] == "RUNNING")
    return {each["replica_id"] for each in running}


def up(yimen: Yimen) -> int:
    """Return how many hosts are up, and not on their way out."""
    return yimen("hosts").stdout.count(" up")


@pytest.mark.long
@pytest.mark.feature("PLAT-01")
def test_hosts_and_replicas_are_added_before_a_planned_peak_and_go_after_it(yimen: Yimen) -> None:
    hosts, serving = up(yimen), replicas(yimen)
    soon = WallClock().now().astimezone(CHINA) + timedelta(minutes=10)
    begins, ends = (f"{soon + timedelta(hours=hours):%Y-%m-%dT%H:%M}" for hours in (0, 1))

    planned = yimen(
        "peaks", "plan", begins, ends,
        "--hosts", str(hosts + 1), "--replicas", str(len(serving) + 1),
    )  # fmt: skip
    assert planned.returncode == 0, planned.stdout + planned.stderr
    until(lambda: up(yimen) == hosts + 1)
    until(lambda: len(replicas(yimen)) == len(serving) + 1)
    assert replicas(yimen) > serving  # those that served go on, and the connections that they hold
    (peak,) = re.findall(r"Planned as (\w+)", planned.stdout)
    assert re.search(rf"{peak} .* {hosts + 1} .* {len(serving) + 1}", yimen("peaks").stdout)

    assert yimen("peaks", "end", peak).returncode == 0
    until(lambda: len(replicas(yimen)) == len(serving))
    assert yimen("hosts", "drain", f"host-{hosts}").returncode == 0  # ten minutes sooner
    until(lambda: up(yimen) == hosts)
