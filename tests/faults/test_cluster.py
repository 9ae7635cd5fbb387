"""Faults of processes and nodes, on a real Ray of several nodes and three real mongods, under load.

One platform for all of them, one fault after the other, and after each the verdict on everything
since the start: what clients saw, the journal, effects, alarms, and entities against a replay.
"""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from benchmarks.chaos.driver import DriverFailed
from benchmarks.chaos.faults import freeze_host, kill_host, kill_node, kill_primary
from benchmarks.chaos.platform import Chaotic, chaotic, freeze, thaw
from benchmarks.chaos.ray_cluster import RayCluster, raylet
from storage.directory import Directory
from tests.faults.database import Three

pytestmark = pytest.mark.asyncio(loop_scope="module")
CHANCE = random.Random(1)
DEAD = 5.0  # seconds without a sign of life after which a host counts as dead; 10 outside of tests


@pytest.fixture(scope="module")
def nodes() -> Iterator[RayCluster]:
    """A head and three nodes."""
    cluster = RayCluster()
    with cluster.running():
        yield cluster


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    set_of_three: Three, nodes: RayCluster, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Chaotic]:
    """Three hosts under load."""
    await asyncio.to_thread(set_of_three.heal)
    folder: Path = tmp_path_factory.mktemp("platform")
    async with chaotic(
        set_of_three.mongods,
        set_of_three.network,
        nodes,
        folder,
        "cluster",
        dead=DEAD,
        kinds="tests.faults.marked:kinds",
    ) as platform:
        yield platform


@pytest_asyncio.fixture(loop_scope="module")
async def platform(running: Chaotic) -> AsyncIterator[Chaotic]:
    """The platform, whole and under load; afterwards it is whole again, and nothing was broken."""
    await running.driver.order("begin")
    await running.whole()
    await running.acknowledged(15)
    yield running
    await running.whole()
    await running.acknowledged(15)
    assert await running.verdict() == []


async def test_f1_a_host_that_is_killed_is_replaced(platform: Chaotic) -> None:
    wound = await kill_host(platform, CHANCE)

    await platform.driver.order("probe", keys=wound.keys)


async def test_f2_the_entities_of_a_lost_node_answer_elsewhere(platform: Chaotic) -> None:
    wound = await kill_node(platform, CHANCE)

    await platform.driver.order("probe", keys=wound.keys)

    await wound.heal()


@pytest.mark.long
async def test_f3_a_host_that_ray_started_a_second_time_gives_way(
    platform: Chaotic,
) -> None:
    """The process that minds a node freezes: Ray takes the living host on it for dead."""
    host = next(
        host for host in await platform.hosts() if platform.cluster.node_of(host.pid) is not None
    )
    frozen = raylet(platform.cluster.node_of(host.pid))
    freeze(frozen)
    leases = Directory(platform.database).leases
    async with asyncio.timeout(60):
        while host.generation in [
            each.generation for each in await leases.hosts() if each.name == host.name
        ]:
            await asyncio.sleep(0.1)

    await platform.acknowledged(25)

    thaw(frozen)
    platform.cluster.kill_node(platform.cluster.node_with(frozen))
    platform.cluster.add_node()


@pytest.mark.long
async def test_f8_a_host_that_stands_still_for_long_is_fenced_when_it_goes_on(
    platform: Chaotic,
) -> None:
    wound = await freeze_host(platform, CHANCE)

    await platform.driver.order("probe", keys=wound.keys)

    await wound.heal()


async def test_a_host_whose_loop_is_blocked_by_a_handler_is_fenced(
    platform: Chaotic, tmp_path: Path
) -> None:
    host = CHANCE.choice(await platform.hosts())
    key, *others = await platform.entities_of(host)
    block = {"type": "Block", "seconds": 1.5 * DEAD, "marker": str(tmp_path / "marker")}

    await platform.driver.order("send", key=key, command=block, id="block")
    await platform.driver.order("probe", keys=others)

    assert host.owner not in {each.owner for each in await platform.hosts()}


@pytest.mark.long
async def test_the_placer_is_killed_in_the_middle_of_a_handover(platform: Chaotic) -> None:
    leases = Directory(platform.database).leases
    placer = (await leases.placer()).holder
    leaving = next(host for host in await platform.hosts() if host.owner != placer)
    killed = next(host for host in await platform.hosts() if host.owner == placer)
    placements = Directory(platform.database).placements
    os.kill(leaving.pid, signal.SIGTERM)  # it hands over and ends; Ray starts it again
    async with asyncio.timeout(60):
        while not (await placements.read()).moving:
            await asyncio.sleep(0.01)

    os.kill(killed.pid, signal.SIGKILL)

    async with asyncio.timeout(60):
        while leaving.owner in (await placements.read()).owners:
            await asyncio.sleep(0.1)
    assert (await leases.placer()).holder != placer


async def test_f5_the_primary_of_the_database_is_killed_under_the_whole_platform(
    platform: Chaotic,
) -> None:
    wound = await kill_primary(platform, CHANCE)

    await platform.driver.order("probe", keys=wound.keys)

    await wound.heal()


async def test_f7_hosts_that_cannot_reach_the_database_acknowledge_nothing(
    platform: Chaotic,
) -> None:
    network = platform.network
    assert network is not None
    for machine in range(3):
        network.cut(machine, network.outside)

    await platform.unanswered(25)

    network.heal()
    await platform.driver.order("probe", keys=platform.keys)


@pytest.mark.long
async def test_a_node_that_ray_empties_hands_its_shards_over_before_it_goes(
    platform: Chaotic,
) -> None:
    """As the autoscaler does before it takes a machine away."""
    host = next(
        host for host in await platform.hosts() if platform.cluster.node_of(host.pid) is not None
    )
    node = platform.cluster.node_of(host.pid)

    await asyncio.to_thread(platform.cluster.empty, host.node)

    leases = Directory(platform.database).leases
    async with asyncio.timeout(60):
        while not [
            each
            for each in await leases.hosts()
            if each.name == host.name and each.alive and each.node != host.node
        ]:
            await asyncio.sleep(0.1)
    placement = await Directory(platform.database).placements.read()
    assert host.owner not in placement.owners
    platform.cluster.kill_node(node)
    platform.cluster.add_node()


@pytest.mark.long
async def test_f16_another_release_takes_over_under_load_and_is_taken_back(
    platform: Chaotic,
) -> None:
    """What only the later release can read is refused by the one before, and nothing else is."""
    driver, changed = platform.driver, "ledger:changed"
    before = {host.owner for host in await platform.hosts()}

    await driver.order("replace", release="2", kinds="tests.faults.marked:later_kinds")

    hosts = await platform.hosts()
    assert not before & {host.owner for host in hosts}
    assert {host.release for host in hosts} == {"2"}
    await driver.order("send", key=changed, command={"type": "Note"}, id="note")
    assert await driver.order("show", keys=[changed]) == {changed: [1, {"total": 1, "orders": 0}]}

    await driver.order("replace", release="1")

    assert {host.release for host in await platform.hosts()} == {"1"}
    with pytest.raises(DriverFailed, match=r"Quarantined.*event Noted version 1 is newer"):
        await driver.order("show", keys=[changed])
    await driver.order("probe", keys=platform.keys)


async def test_f4_commands_go_on_while_rays_directory_is_frozen(platform: Chaotic) -> None:
    freeze(platform.cluster.directory)

    await platform.acknowledged(50)

    thaw(platform.cluster.directory)


@pytest.mark.long
async def test_f4_after_ray_has_died_as_a_whole_everything_acknowledged_is_there(
    running: Chaotic, set_of_three: Three, tmp_path: Path
) -> None:
    await running.driver.order("begin")
    await running.acknowledged(25)
    os.kill(running.cluster.directory, signal.SIGKILL)
    await running.acknowledged(10)  # hosts go on without the directory
    running.cluster.kill()
    await running.driver.kill()

    again = RayCluster()
    with again.running():
        async with chaotic(
            set_of_three.mongods,
            set_of_three.network,
            again,
            running.record.parent,
            "cluster",
            dead=DEAD,
            seed=2,
        ) as platform:
            await platform.driver.order("begin")
            await platform.acknowledged(25)
            assert await platform.verdict() == []
