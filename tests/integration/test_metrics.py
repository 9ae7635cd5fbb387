"""Every metric of the table is on the page that Prometheus reads."""

import asyncio
import re
import urllib.request

import ray

from actors.runtime.metrics import METRICS
from actors.runtime.router import Router
from tests.integration.conftest import ME
from tests.integration.kinds import Put


def exported() -> set[str]:
    [node] = ray.nodes()
    address = f"http://{node['NodeManagerAddress']}:{node['MetricsExportPort']}/metrics"
    page = urllib.request.urlopen(address, timeout=5).read().decode()
    return set(re.findall(r"^(\w*yimen\w*)[{ ]", page, re.MULTILINE))


async def test_every_metric_of_the_hosts_is_exported(router: Router) -> None:
    expected = {name for metric in METRICS for name in metric.exported}
    found: set[str] = set()
    for number in range(60):  # Ray passes metrics on every few seconds
        await router.send(f"ledger:{number}", Put(1), id="c", by=ME)
        found = await asyncio.to_thread(exported)
        if expected <= found:
            break
        await asyncio.sleep(0.5)

    assert expected <= found
    assert all(metric.name.startswith("yimen_") for metric in METRICS)
