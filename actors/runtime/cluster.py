"""Starting, watching, changing and stopping the hosts of a cluster. Ray must have been
initialised."""

import asyncio
import dataclasses
from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec

from actors.kernel.errors import Fault
from actors.runtime import processes
from actors.runtime.host import HostActors, HostSpec
from actors.runtime.placement import SHARDS, asked_to_move, earlier
from actors.runtime.scaling import free_name
from actors.runtime.serving import HostStats
from storage.directory import Directory
from storage.leases import HostRecord
from storage.placement import Placement

_MOST_HOSTS = 4  # when nobody says how many
_LOOK = 0.1  # seconds between two looks at what is waited for


class NotPlaced(Fault):
    """The hosts could not be started or placed; the message says why."""


def host_names(count: int) -> list[str]:
    """Return the names of `count` hosts: "host-0", "host-1" …"""
    return [f"host-{number}" for number in range(count)]


def usual_hosts() -> int:
    """Return how many hosts suit the cluster: one per CPU, at most four."""
    return max(1, min(processes.cpus(), _MOST_HOSTS))


async def start_hosts(
    count: int, spec: HostSpec, directory: Directory, *, timeout: float = 60.0
) -> list[str]:
    """Start `count` hosts that do not run yet, and wait until they own all shards between them.

    Hosts outlive the process that starts them; `stop_hosts` ends them. Returns their names.

    Raises:
        NotPlaced: a host did not start, or the shards were not placed, within `timeout` seconds.
    """
    names = host_names(count)
    actors = HostActors(_expecting(spec, count))
    handles = [actors.start(name) for name in names]
    try:
        async with asyncio.timeout(timeout):
            for handle in handles:
                await handle.stats.remote()
            await _until(directory, lambda placement, alive: _shared(placement, alive, names))
            while sum([(await each.stats.remote())["shards"] for each in handles]) != SHARDS:
                await asyncio.sleep(_LOOK)
    except TimeoutError as error:
        raise NotPlaced(f"the hosts were not ready in {timeout:g} s") from error
    except Exception as error:  # Ray's, or what the host raised while it started
        raise NotPlaced(f"a host did not start: {error}") from error
    return names


async def host_stats(
    directory: Directory, namespace: str = "yimen", *, timeout: float = 5.0
) -> dict[str, HostStats | None]:
    """Return what each living host says about itself; None for one that is silent."""
    names = [host.name for host in await directory.leases.hosts() if host.alive]
    answers = await asyncio.gather(
        *(_ask(name, namespace, "stats", timeout) for name in names), return_exceptions=True
    )
    return {
        name: None if isinstance(answer, BaseException) else msgspec.convert(answer, HostStats)
        for name, answer in zip(names, answers, strict=True)
    }


async def drain_host(
    directory: Directory, name: str, *, withdrawn: bool = False, timeout: float = 60.0
) -> None:
    """Have the host `name` hand all its shards over to others; the placer then ends it for good.

    Hosts of an older release get them only if that of `name` is `withdrawn`.

    Raises:
        NotPlaced: there is no such living host, it is the only one, or it had not ended after
            `timeout` seconds; then it goes on handing over.
    """
    host = await _living(directory, name)
    others = [each for each in await directory.leases.hosts() if each.name != name]
    if not any(each.status == "up" for each in others):
        raise NotPlaced(f"{name} is the only host; its shards have nowhere to go")
    if withdrawn:
        await directory.leases.withdraw(host)
    else:
        await directory.leases.mark(host, "draining")
    try:
        async with asyncio.timeout(timeout):
            await _until(directory, lambda _, alive: host.owner not in {e.owner for e in alive})
    except TimeoutError as error:
        raise NotPlaced(f"{name} was not drained in {timeout:g} s") from error


async def move_shards(
    directory: Directory, shards: Collection[int], to: str, *, timeout: float = 30.0
) -> None:
    """Have `shards` handed over to the host `to`, and wait until they are there.

    The placer levels shares afterwards: who wants a shard to stay moves one back for it.

    Raises:
        NotPlaced: there is no such living host, or they were not there after `timeout` seconds.
        ValueError: a shard is not from 0 to 1023.
    """
    if wrong := [shard for shard in shards if not 0 <= shard < SHARDS]:
        raise ValueError(f"there is no shard {wrong[0]}; shards are 0 to {SHARDS - 1}")
    host = await _living(directory, to)
    try:
        async with asyncio.timeout(timeout):
            while True:
                old = await directory.placements.read()
                if await directory.placements.replace(old, asked_to_move(old, shards, host.owner)):
                    break

            def arrived(now: Placement, _: Sequence[HostRecord]) -> bool:
                # what has changed hands twice was there, though it has been levelled since
                return all(
                    now.owners[each] == host.owner or now.epochs[each] > old.epochs[each] + 1
                    for each in shards
                )

            await _until(directory, arrived)
    except TimeoutError as error:
        raise NotPlaced(f"the shards were not at {to} in {timeout:g} s") from error


async def replace_hosts(
    spec: HostSpec,
    directory: Directory,
    *,
    tell: Callable[[str], None] = lambda line: None,
    timeout: float = 120.0,
) -> None:
    """Put hosts of `spec` in the place of those that run, one after the other, without a pause.

    For each, a new host starts, then the old one hands its shards over and ends; meanwhile old and
    new serve side by side, and shards only move towards the newer release. With a `spec` of an
    older release than theirs it is the way back: their shards move to the older one, which refuses
    the entities that it cannot read and goes on with all others.

    Raises:
        NotPlaced: a host did not start or could not be drained; those not replaced yet go on.
    """
    old = [host for host in await directory.leases.hosts() if host.alive]
    actors = HostActors(_expecting(spec, 1))
    for host in old:
        alive = {each.name for each in await directory.leases.hosts() if each.alive}
        # A process that has left may not have ended yet, and is of the release before.
        name = free_name(alive | set(await processes.names(spec.runtime.namespace)))
        try:
            async with asyncio.timeout(timeout):
                await actors.start(name).stats.remote()
        except Exception as error:  # Ray's, or what the host raised while it started
            raise NotPlaced(f"{name} did not start: {error}") from error
        tell(f"{name} runs release {spec.running}")
        back = earlier(spec.running, host.release)
        await drain_host(directory, host.name, withdrawn=back, timeout=timeout)
        tell(f"{host.name} has handed over and ended")


async def drain_hosts(
    directory: Directory, namespace: str = "yimen", *, timeout: float = 15.0
) -> None:
    """Have all hosts finish what they took in, and take nothing more."""
    names = [host.name for host in await directory.leases.hosts() if host.alive]
    await asyncio.gather(
        *(_ask(name, namespace, "drain", timeout) for name in names), return_exceptions=True
    )


async def stop_hosts(
    directory: Directory, namespace: str = "yimen", *, timeout: float = 15.0
) -> None:
    """Drain all hosts and end their processes. What did not finish was not acknowledged."""
    await drain_hosts(directory, namespace, timeout=timeout)
    hosts = await directory.leases.hosts()
    for host in hosts:
        handle = await processes.find(host.name, namespace)
        if handle is not None:
            processes.end(handle)
    for host in await directory.leases.hosts():
        await directory.leases.mark(host, "gone")


def _expecting(spec: HostSpec, count: int) -> HostSpec:
    """Return `spec` for hosts that are started together with `count` in all."""
    runtime = dataclasses.replace(spec.runtime, hosts=count)
    return dataclasses.replace(spec, runtime=runtime)


async def _living(directory: Directory, name: str) -> HostRecord:
    for host in await directory.leases.hosts():
        if host.name == name and host.alive:
            return host
    raise NotPlaced(f"no host {name} is up")


async def _until(
    directory: Directory, reached: Callable[[Placement, Sequence[HostRecord]], bool]
) -> None:
    while True:
        alive = [host for host in await directory.leases.hosts() if host.alive]
        if reached(await directory.placements.read(), alive):
            return
        await asyncio.sleep(_LOOK)


def _shared(placement: Placement, alive: Sequence[HostRecord], names: Collection[str]) -> bool:
    """Tell whether living hosts own all shards, and each of `names` some of them."""
    owners = {host.owner: host.name for host in alive}
    return (
        bool(placement.owners)
        and {owners.get(owner) for owner in placement.owners} >= set(names)
        and set(placement.owners) <= owners.keys()
    )


async def _ask(name: str, namespace: str, method: str, timeout: float) -> Any:
    handle = await processes.find(name, namespace)
    if handle is None:
        raise NotPlaced(f"no host {name}")
    async with asyncio.timeout(timeout):
        return await getattr(handle, method).remote()
