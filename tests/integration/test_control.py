"""The control of hosts on a real Ray: look, look into an entity, move, drain."""

import asyncio

import pytest

from actors.kernel.errors import Refusal
from actors.runtime.cluster_control import RayControl
from actors.runtime.placement import SHARDS, shard_of
from actors.runtime.router import Router
from tests.integration.conftest import ME
from tests.integration.kinds import Put
from tests.ray_cluster import RayHosts


@pytest.fixture
def control(hosts: RayHosts) -> RayControl:
    """The control of `hosts`."""

    async def nobody_says() -> None: ...

    return RayControl(hosts.directory, hosts.namespace, nobody_says)


async def test_operators_see_hosts_and_entities_move_a_shard_and_drain_a_host(
    router: Router, control: RayControl
) -> None:
    await asyncio.gather(
        *(router.send(f"ledger:{n}", Put(1), id=f"c{n}", by=ME) for n in range(20))
    )
    for n in range(5):
        await router.send("ledger:hot", Put(1), id=f"c{n}", by=ME)
    look = await control.look()
    assert [(host.name, host.state) for host in look.hosts] == [("host-0", "up"), ("host-1", "up")]
    assert sum(host.shards for host in look.hosts) == SHARDS
    assert set(look.owners) == {"host-0", "host-1"}
    assert all(host.beat_age is not None for host in look.hosts)
    [hottest] = [one for host in look.hosts for one in host.hottest if one.key == "ledger:hot"]
    assert hottest.turns == 5
    assert {turn.command for host in look.hosts for turn in host.slowest} == {"Put"}

    entity = await control.entity("ledger:hot")
    assert entity.memory is not None and entity.memory.in_memory
    assert (entity.shard, entity.memory.seq) == (shard_of("ledger:hot"), 5)
    asleep = await control.entity("ledger:never")
    assert asleep.memory is not None and not asleep.memory.in_memory

    other = next(host.name for host in look.hosts if host.name != entity.host)
    await control.move(entity.shard, other)
    assert (await router.send("ledger:hot", Put(1), id="moved", by=ME, timeout=30)).seq == 6
    with pytest.raises(Refusal, match=r"operation\.unknown_host"):
        await control.move(entity.shard, "host-9")

    await control.drain(entity.host)
    look = await control.look()
    assert [(host.name, host.state) for host in look.hosts] == [(other, "up")]
    assert set(look.owners) == {other}
    assert (await router.send("ledger:hot", Put(1), id="drained", by=ME, timeout=30)).seq == 7
    with pytest.raises(Refusal, match=r"operation\.last_host"):
        await control.drain(other)
