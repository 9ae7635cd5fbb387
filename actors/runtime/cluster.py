"""Starting, watching and stopping the hosts of a cluster. Ray must have been initialised."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from actors.kernel.errors import Fault
from actors.runtime import processes
from actors.runtime.host import EntityHost, HostSpec, HostStats
from actors.runtime.placement import SHARDS, assign, raised
from storage.placement import Placements

_MOST_HOSTS = 4  # when nobody says how many


class NotPlaced(Fault):
    """The hosts could not be started or placed; the message says why."""


def host_names(count: int) -> list[str]:
    """Return the names of `count` hosts: "host-0", "host-1" …"""
    return [f"host-{number}" for number in range(count)]


def usual_hosts() -> int:
    """Return how many hosts suit the cluster: one per CPU, at most four."""
    return max(1, min(processes.cpus(), _MOST_HOSTS))


async def place(placements: Placements, hosts: Sequence[str]) -> None:
    """Give every shard to one of `hosts`. The epoch of a shard that changes hands is raised.

    Raises:
        NotPlaced: others changed the placement again and again.
    """
    shards = assign(len(hosts))
    for _ in range(20):
        old = await placements.read()
        if old.hosts == tuple(hosts) and old.shards == shards:
            return
        moved = [shard for shard in range(SHARDS) if old.host_of(shard) != hosts[shards[shard]]]
        if await placements.replace(
            old, hosts=hosts, shards=shards, epochs=raised(old.epochs, moved)
        ):
            return
    raise NotPlaced("the placement kept changing")


async def start_hosts(
    count: int, spec: HostSpec, placements: Placements, *, timeout: float = 60.0
) -> list[str]:
    """Place all shards on `count` hosts, start those that do not run, and wait until all answer.

    Hosts outlive the process that starts them; `stop_hosts` ends them. Returns their names.

    Raises:
        NotPlaced: a host did not answer within `timeout` seconds.
    """
    names = host_names(count)
    await place(placements, names)
    namespace = spec.runtime.namespace
    handles = [processes.start(EntityHost, name, namespace, name, spec) for name in names]
    try:
        async with asyncio.timeout(timeout):
            for handle in handles:
                await handle.stats.remote()
    except TimeoutError as error:
        raise NotPlaced(f"a host did not answer in {timeout:g} s") from error
    except Exception as error:  # Ray's, or what the host raised while it started
        raise NotPlaced(f"a host did not start: {error}") from error
    return names


async def host_stats(
    placements: Placements, namespace: str = "yimen", *, timeout: float = 5.0
) -> dict[str, HostStats | None]:
    """Return what each host of the placement says about itself; None for one that is silent."""
    names = (await placements.read()).hosts
    answers = await asyncio.gather(
        *(_ask(name, namespace, "stats", timeout) for name in names), return_exceptions=True
    )
    return {
        name: None if isinstance(answer, BaseException) else msgspec.convert(answer, HostStats)
        for name, answer in zip(names, answers, strict=True)
    }


async def drain_hosts(
    placements: Placements, namespace: str = "yimen", *, timeout: float = 15.0
) -> None:
    """Have all hosts finish what they took in, and take nothing more."""
    names = (await placements.read()).hosts
    await asyncio.gather(
        *(_ask(name, namespace, "drain", timeout) for name in names), return_exceptions=True
    )


async def stop_hosts(
    placements: Placements, namespace: str = "yimen", *, timeout: float = 15.0
) -> None:
    """Drain all hosts and end their processes. What did not finish was not acknowledged."""
    await drain_hosts(placements, namespace, timeout=timeout)
    for name in (await placements.read()).hosts:
        handle = await processes.find(name, namespace)
        if handle is not None:
            processes.end(handle)


async def _ask(name: str, namespace: str, method: str, timeout: float) -> Any:
    handle = await processes.find(name, namespace)
    if handle is None:
        raise NotPlaced(f"no host {name}")
    async with asyncio.timeout(timeout):
        return await getattr(handle, method).remote()
