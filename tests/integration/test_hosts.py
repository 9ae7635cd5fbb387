"""Hosts and routers on a real Ray."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio

from actors.kernel.errors import Crowded, HandlerFailed, Refusal, Unavailable
from actors.runtime.cluster import (
    drain_hosts,
    host_stats,
    move_shards,
    start_hosts,
    stop_hosts,
)
from actors.runtime.placement import SHARDS, shard_of
from actors.runtime.processes import RayTransport, names
from actors.runtime.router import Router
from storage.embedded import EmbeddedMongo
from storage.mongo import connect
from storage.settings import StorageSettings
from tests.integration.conftest import ME
from tests.integration.kinds import Ask, Break, Ledger, Put, kinds
from tests.ray_cluster import RayHosts, running_hosts, spec_of

undisturbed = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_hosts(
    ray_session: None, mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RayHosts]:
    """Two hosts for all tests that leave them as they are; each has entities of its own."""
    storage = StorageSettings(
        uri=mongod.uri,
        database=f"t{uuid4().hex[:12]}",
        data=tmp_path_factory.mktemp("hosts"),
        port=mongod.port,
    )
    database = connect(storage)
    async with running_hosts(database, storage) as hosts:
        yield hosts
    await database.client.drop_database(database.name)
    await database.client.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_router(shared_hosts: RayHosts) -> AsyncIterator[Router]:
    """A router to them."""
    transport = RayTransport(shared_hosts.namespace)
    async with Router(kinds(), shared_hosts.directory.placements, transport) as router:
        yield router


@undisturbed
async def test_a_command_goes_to_its_host_and_back(
    shared_router: Router, shared_hosts: RayHosts
) -> None:
    receipt = await shared_router.send("ledger:there", Put(5), id="first", by=ME)
    again = await shared_router.send("ledger:there", Put(5), id="first", by=ME)
    shown = await shared_router.show("ledger:there")

    assert (receipt.seq, receipt.reply, receipt.replayed) == (1, 5, False)
    assert (again.seq, again.reply, again.replayed) == (1, 5, True)
    assert (shown.seq, shown.state) == (1, Ledger(5))


@undisturbed
async def test_refusals_and_failures_come_back_as_they_were_raised(shared_router: Router) -> None:
    with pytest.raises(Refusal) as refused:
        await shared_router.send("ledger:refused", Put(-5), id="first", by=ME)
    with pytest.raises(HandlerFailed):
        await shared_router.send("ledger:refused", Break(), id="second", by=ME)

    assert refused.value.kind == "not_now"
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("ledger.overdrawn", "/amount")
    ]


@undisturbed
async def test_many_commands_share_few_calls(shared_router: Router, shared_hosts: RayHosts) -> None:
    before = await host_stats(shared_hosts.directory, shared_hosts.namespace)
    receipts = await asyncio.gather(
        *(shared_router.send(f"ledger:many-{n}", Put(n), id="c", by=ME) for n in range(1, 1001))
    )

    assert [receipt.reply for receipt in receipts] == list(range(1, 1001))
    stats = await host_stats(shared_hosts.directory, shared_hosts.namespace)
    engines = [
        (earlier.engine, later.engine)
        for earlier, later in zip(before.values(), stats.values(), strict=True)
        if earlier and later
    ]
    assert sum(later.commits - earlier.commits for earlier, later in engines) == 1000
    assert all(later.batches - earlier.batches < 200 for earlier, later in engines)


@undisturbed
async def test_every_shard_has_an_owner_and_a_host_serves_its_own_only(
    shared_hosts: RayHosts,
) -> None:
    stats = await host_stats(shared_hosts.directory, shared_hosts.namespace)

    assert sorted(stats) == ["host-0", "host-1"]
    assert sum(each.shards for each in stats.values() if each) == SHARDS


@undisturbed
async def test_a_full_mailbox_is_told_through_the_router(shared_router: Router) -> None:
    results = await asyncio.gather(
        *(shared_router.send("ledger:hot", Put(1), id=f"c{n}", by=ME) for n in range(500)),
        return_exceptions=True,
    )

    assert any(isinstance(result, Crowded) for result in results)
    done = sum(not isinstance(result, BaseException) for result in results)
    shown = await shared_router.show("ledger:hot")
    assert (shown.seq, shown.state.total) == (done, done)


@undisturbed
async def test_without_an_answer_in_time_the_outcome_is_unknown(shared_router: Router) -> None:
    with pytest.raises(Unavailable):
        await shared_router.send("ledger:late", Ask(), id="first", by=ME, timeout=0)


async def test_a_killed_host_comes_back_under_a_higher_epoch(
    router: Router, hosts: RayHosts
) -> None:
    await router.send("ledger:a", Put(5), id="first", by=ME)
    before = await host_stats(hosts.directory, hosts.namespace)
    for each in before.values():
        assert each is not None
        os.kill(each.pid, signal.SIGKILL)

    receipt = await router.send("ledger:a", Put(2), id="second", by=ME, timeout=60)

    assert (receipt.seq, receipt.reply) == (2, 7)
    epochs = [commit["epoch"] async for commit in hosts.database["journal"].find().sort("_id", 1)]
    assert epochs[1] > epochs[0]


async def test_a_router_with_an_old_map_finds_the_new_owner(
    router: Router, hosts: RayHosts
) -> None:
    await router.send("ledger:a", Put(5), id="first", by=ME)
    placement = await hosts.directory.placements.read()
    shard = shard_of("ledger:a")
    other = "host-1" if placement.owners[shard].startswith("host-0") else "host-0"
    await move_shards(hosts.directory, [shard], other)

    receipt = await router.send("ledger:a", Put(2), id="second", by=ME, timeout=30)

    assert (receipt.seq, receipt.reply) == (2, 7)


async def test_a_drained_host_has_acknowledged_only_what_is_durable(
    router: Router, hosts: RayHosts
) -> None:
    sent = [
        asyncio.ensure_future(router.send(f"ledger:{n}", Put(1), id="c", by=ME, timeout=3))
        for n in range(300)
    ]
    await asyncio.wait(sent, return_when=asyncio.FIRST_COMPLETED)
    await drain_hosts(hosts.directory, hosts.namespace)
    results = await asyncio.gather(*sent, return_exceptions=True)

    durable = await hosts.database["journal"].distinct("key")
    acknowledged = {each.key for each in results if not isinstance(each, BaseException)}
    assert acknowledged and acknowledged <= set(durable)
    stats = await host_stats(hosts.directory, hosts.namespace)
    assert all(each is not None and each.draining for each in stats.values())


async def test_a_host_on_record_as_gone_does_not_come_back_though_nobody_ended_it(
    hosts: RayHosts,
) -> None:
    """As when the placer, having recorded it, ends before it has told Ray; the more so its own
    end."""
    records = {host.name: host for host in await hosts.directory.leases.hosts()}

    assert await hosts.directory.leases.mark(records["host-1"], "gone")

    async with asyncio.timeout(60):
        while "host-1" in await names(hosts.namespace):
            await asyncio.sleep(0.1)
    assert [host.alive for host in await hosts.directory.leases.hosts()] == [True, False]


async def test_commands_sent_while_hosts_are_replaced_arrive(
    router: Router, hosts: RayHosts, storage_settings: StorageSettings
) -> None:
    await stop_hosts(hosts.directory, hosts.namespace)
    sent = [
        asyncio.ensure_future(router.send(f"ledger:{n}", Put(1), id="c", by=ME, timeout=60))
        for n in range(50)
    ]
    await asyncio.sleep(0.5)
    await start_hosts(2, spec_of(hosts.namespace, storage_settings), hosts.directory)

    assert [(await each).seq for each in sent] == [1] * 50
