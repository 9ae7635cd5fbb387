"""Hosts on Ray: what a command costs with more of them, and how soon they serve."""

import contextlib
import logging
import os
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import ray
from ray.cluster_utils import Cluster

from actors.kinds import platform_kinds
from actors.runtime.cluster import host_stats, start_hosts, stop_hosts
from actors.runtime.host import HostSpec, HostStats
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from benchmarks.bulk import key_of
from benchmarks.cases import begin
from benchmarks.chaos.leftovers import once_more
from benchmarks.cpu import cpu_seconds
from benchmarks.machine import free_port
from benchmarks.reviews import AT_ONCE, Reviews
from benchmarks.scale_plan import Plan, Stage
from storage.directory import Directory
from storage.mongo import connect

Tell = Callable[[str], None]
_STARTED = 2  # hosts whose start is timed


@contextlib.contextmanager
def nodes(folder: Path) -> Iterator[Cluster]:
    """Run a cluster of one node with one CPU; more are added to it."""
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    os.environ["RAY_TMPDIR"] = str(folder)  # Ray notes the latest cluster there, for others to join
    home = folder / "ray"
    home.mkdir(exist_ok=True)
    head = {
        "num_cpus": 1, "include_dashboard": False, "temp_dir": str(home),
        "gcs_server_port": free_port(),
    }  # fmt: skip
    cluster = once_more(lambda: Cluster(initialize_head=True, head_node_args=head), home)
    try:
        ray.init(
            address=cluster.address,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
        yield cluster
    finally:
        ray.shutdown()
        cluster.shutdown()


async def commands(
    tell: Tell, stage: Stage, plan: Plan, cluster: Cluster, name: str, reviews: Reviews
) -> dict[str, float]:
    """Return commands a second and their costs for each number of hosts, one on each node.

    Clients and the cases they work on grow with the number of hosts, as in a larger city.
    The cost is that of all processes, and of the hosts and the database alone; what is left over
    is the router's and that of Ray's own processes, some on every node.
    """
    figures: dict[str, float] = {}
    for count in plan.hosts:
        while len(cluster.list_all_nodes()) < count:
            cluster.add_node(num_cpus=1)
        tell(f"commands with {count} hosts on as many nodes")
        clients = AT_ONCE * count
        keys = [key_of(number) for number in range(min(plan.resident * count, plan.few))]
        async with _serving(stage, name, count) as (router, ask):
            pids = [each.pid for each in await ask()]
            trees = {"": [os.getpid()], "host_": pids, "database_": [stage.server.pid]}
            await reviews.keep_on(router, keys, 1.0, clients)
            before = {part: cpu_seconds(*pids) for part, pids in trees.items()}
            began = time.monotonic()
            done = await reviews.keep_on(router, keys, plan.seconds, clients)
            figures[f"hosts_{count}_commands_per_s"] = round(done / (time.monotonic() - began), 1)
            for part, pids in trees.items():
                used = (cpu_seconds(*pids) - before[part]) / done * 1e6
                figures[f"hosts_{count}_{part}cpu_us_per_command"] = round(used, 1)
            engines = [each.engine for each in await ask()]
            figures[f"hosts_{count}_commits_per_write"] = round(
                sum(each.commits for each in engines) / sum(each.batches for each in engines), 1
            )
    return figures


async def starts(
    tell: Tell, stage: Stage, plan: Plan, cluster: Cluster, names: Sequence[str]
) -> dict[str, float]:
    """Return for each of the databases `names` the median seconds from the start of its hosts
    until a first case is filed and accepted."""
    seconds: dict[str, list[float]] = {name: [] for name in names}
    while len(cluster.list_all_nodes()) < _STARTED:
        cluster.add_node(num_cpus=1)
    for number in range(plan.rounds):
        for name in names:
            tell(f"round {number + 1} of {plan.rounds}: starting hosts on {name}")
            began = time.monotonic()
            async with _serving(stage, name, _STARTED) as (router, _):
                await begin(router, stage.library, stage.city, 1)
                seconds[name].append(time.monotonic() - began)
    return {name: statistics.median(each) for name, each in seconds.items()}


@contextlib.asynccontextmanager
async def _serving(
    stage: Stage, name: str, hosts: int
) -> AsyncIterator[tuple[Router, Callable[[], Awaitable[list[HostStats]]]]]:
    """Run hosts on the database `name`; yield a router to them, and what asks them for their
    counters."""
    database = connect(stage.storage(name))
    directory = Directory(database)
    namespace = f"bench-{uuid4().hex[:8]}"  # earlier hosts of the same name may not be gone yet
    runtime = RuntimeSettings(namespace=namespace, hosts=hosts)
    spec = HostSpec(
        kinds="actors.kinds:platform_kinds", storage=stage.storage(name), runtime=runtime
    )
    try:
        await start_hosts(hosts, spec, directory)
        async with Router(
            platform_kinds(), directory.placements, RayTransport(namespace)
        ) as router:

            async def ask() -> list[HostStats]:
                stats = await host_stats(directory, namespace)
                return [each for each in stats.values() if each]

            yield router, ask
    finally:
        await stop_hosts(directory, namespace)
        await database.client.close()
