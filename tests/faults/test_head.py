"""The head of Ray is lost, with the directory of all processes on its disk, and comes back."""

import os
import signal
from pathlib import Path

import pytest

from benchmarks.chaos.platform import chaotic
from benchmarks.chaos.ray_cluster import RayCluster
from tests.faults.database import Three


@pytest.mark.long
async def test_f4_a_head_that_is_started_again_finds_the_hosts_and_starts_what_is_missing(
    three: Three, tmp_path: Path
) -> None:
    """Hosts and clients are on other machines, as in a city."""
    cluster = RayCluster(
        2,
        head={"num_cpus": 0},
        environment={
            "RAY_gcs_storage": "rocksdb",
            "RAY_gcs_storage_path": str(tmp_path / "directory"),
        },
    )
    with cluster.running():
        async with chaotic(
            three.mongods, three.network, cluster, tmp_path, "head", hosts=2, dead=5.0,
            home=cluster.home,
        ) as platform:  # fmt: skip
            await platform.driver.order("begin")
            await platform.acknowledged(25)
            kept, lost = await platform.hosts()

            cluster.kill_head()
            await platform.acknowledged(25)
            os.kill(lost.pid, signal.SIGKILL)
            await platform.driver.order("probe", keys=platform.keys)
            assert [host.owner for host in await platform.hosts()] == [kept.owner]

            cluster.start_head()
            await platform.whole(hosts=2)

            again = {host.name: host for host in await platform.hosts()}
            assert again[kept.name].pid == kept.pid
            assert again[lost.name].generation > lost.generation
            await platform.acknowledged(25)
            assert await platform.verdict() == []
