"""Ray's own autoscaler makes room for a host that the platform adds under load."""

import asyncio
import itertools
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import ray

from benchmarks.chaos.platform import chaotic
from benchmarks.chaos.ray_cluster import RayCluster
from storage.clock import WallClock
from storage.directory import Directory
from storage.peaks import Peak
from tests.conftest import free_port
from tests.faults.database import Three

_HEAD = "f" * 51 + "00000"  # the id that Ray's provider of pretended machines knows the head by
# What only machines that are reached by SSH have use for; it has to be there.
_UNUSED = ("setup_commands", "head_setup_commands", "worker_setup_commands", "cluster_synced_files")


def autoscaled(folder: Path) -> RayCluster:
    """Return a head with room for one host, whose autoscaler may add one such node.

    The machine that it asks for is pretended, by Ray's own provider for that: the node which then
    joins is a real one, on this machine.
    """
    port = free_port()
    provider = {
        "type": "external",
        "module": "ray.autoscaler._private.fake_multi_node.node_provider.FakeMultiNodeProvider",
        "launch_multiple": True,
        "head_node_id": _HEAD,
        "gcs_address": f"{ray.util.get_node_ip_address()}:{port}",
        "disable_node_updaters": True,
        "disable_launch_config_check": True,
    }
    machine = {"resources": {"CPU": 1, "object_store_memory": 80 * 2**20}, "node_config": {}}
    config = folder / "autoscaler.json"
    config.write_text(
        json.dumps(
            {
                **{name: [] for name in _UNUSED},
                "cluster_name": "chaos",
                "max_workers": 1,
                "idle_timeout_minutes": 0.1,
                "provider": provider,
                "head_node_type": "ray.head.default",
                "available_node_types": {
                    "ray.head.default": {**machine, "max_workers": 0},
                    "machine": {**machine, "min_workers": 0, "max_workers": 1},
                },
            }
        )
    )
    own = {"RAY_CLOUD_INSTANCE_ID": _HEAD, "RAY_OVERRIDE_NODE_ID_FOR_TESTING": _HEAD}
    return RayCluster(
        0,
        head={"autoscaling_config": str(config), "gcs_server_port": port, "env_vars": own},
        environment={
            "RAY_FAKE_CLUSTER": "1",
            "RAY_enable_autoscaler_v2": "1",
            "AUTOSCALER_UPDATE_INTERVAL_S": "1",
        },
    )


@pytest.mark.feature("PLAT-01")
@pytest.mark.long
async def test_a_host_for_which_there_is_no_room_gets_a_node_of_its_own(
    three: Three, tmp_path: Path
) -> None:
    cluster = autoscaled(tmp_path)
    with cluster.running():
        async with chaotic(
            three.mongods, three.network, cluster, tmp_path, "autoscaler", hosts=1, most_hosts=2,
            dead=5.0, kinds="tests.faults.marked:kinds",
        ) as platform:  # fmt: skip
            (first,) = await platform.hosts()

            async with asyncio.timeout(120):
                for number in itertools.count():
                    if len(await platform.hosts()) > 1:
                        break
                    await platform.driver.order(
                        "send",
                        key=platform.keys[0],
                        command=busy(tmp_path / f"busy-{number}"),
                        id=f"busy-{number}",
                    )

            await platform.whole(hosts=2)
            second = next(host for host in await platform.hosts() if host.owner != first.owner)
            assert second.node != first.node
            keys = await platform.entities_of(second)
            assert keys
            await platform.driver.order("probe", keys=keys)
            await platform.driver.order("begin")
            await platform.acknowledged(15)
            assert await platform.verdict() == []


@pytest.mark.feature("PLAT-01")
@pytest.mark.long
async def test_a_node_joins_before_a_planned_peak_and_leaves_after_it(
    three: Three, tmp_path: Path
) -> None:
    cluster = autoscaled(tmp_path)
    with cluster.running():
        async with chaotic(
            three.mongods, three.network, cluster, tmp_path, "peak", hosts=1, dead=5.0, idle=1.0
        ) as platform:
            (first,) = await platform.hosts()
            peaks, now = Directory(platform.database).peaks, WallClock().now()
            begins, ends = now + timedelta(minutes=10), now + timedelta(hours=1)

            await peaks.plan(Peak(id="rush", begins=begins, ends=ends, hosts=2), now=now)
            await platform.whole(hosts=2)
            second = next(host for host in await platform.hosts() if host.owner != first.owner)
            assert WallClock().now() < begins
            assert second.node in await platform.driver.order("nodes")
            assert second.node != first.node

            await peaks.end("rush", now=WallClock().now())
            await platform.whole(hosts=1)
            async with asyncio.timeout(120):
                while second.node in await platform.driver.order("nodes"):
                    await asyncio.sleep(0.5)


def busy(marker: Path) -> dict[str, Any]:
    """Return a command that holds its host up for as long as shows that hosts are too few."""
    return {"type": "Block", "seconds": 0.5, "marker": str(marker)}
