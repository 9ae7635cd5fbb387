"""What is done to a platform: each fault happens at once, says what suffers and how it heals."""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.chaos.platform import Chaotic, freeze, thaw
from storage.leases import HostRecord


async def _nothing() -> None:
    """Heal what heals by itself."""


@dataclass(frozen=True)
class Wound:
    """What a fault did: the entities that must answer again, and how to heal the rest."""

    keys: Sequence[str]
    heal: Callable[[], Awaitable[None]] = _nothing


Fault = Callable[[Chaotic, random.Random], Awaitable[Wound]]


async def kill_host(platform: Chaotic, chance: random.Random) -> Wound:
    """End one host process at once."""
    host = chance.choice(await platform.hosts())
    keys = await platform.entities_of(host)
    os.kill(host.pid, signal.SIGKILL)
    return Wound(keys)


async def kill_node(platform: Chaotic, chance: random.Random) -> Wound:
    """End everything on one node at once; another node joins later."""
    host = chance.choice(await _hosts_on_nodes(platform))
    keys = await platform.entities_of(host)
    platform.cluster.kill_node(platform.cluster.node_of(host.pid))

    async def heal() -> None:
        platform.cluster.add_node()  # Ray wants the main thread for it

    return Wound(keys, heal)


async def freeze_host(platform: Chaotic, chance: random.Random) -> Wound:
    """Have one host process stand still until its entities have answered elsewhere, then go on."""
    host = chance.choice(await platform.hosts())
    keys = await platform.entities_of(host)
    freeze(host.pid)
    return Wound(keys, lambda: asyncio.to_thread(thaw, host.pid))


async def kill_primary(platform: Chaotic, chance: random.Random) -> Wound:
    """End the primary of the database at once; it comes back later."""
    primary = platform.mongods.primary()
    primary.kill()
    return Wound(platform.keys, lambda: asyncio.to_thread(platform.mongods.healthy))


async def step_down(platform: Chaotic, chance: random.Random) -> Wound:
    """Have the primary of the database give up its place."""
    platform.mongods.step_down()
    return Wound(platform.keys, lambda: asyncio.to_thread(platform.mongods.healthy))


async def freeze_primary(platform: Chaotic, chance: random.Random) -> Wound:
    """Have the primary of the database stand still, and go on late."""
    primary = platform.mongods.primary()
    primary.freeze()

    async def heal() -> None:
        primary.thaw()
        await asyncio.to_thread(platform.mongods.healthy)

    return Wound(platform.keys, heal)


async def freeze_secondary(platform: Chaotic, chance: random.Random) -> Wound:
    """Have one other member of the database stand still, and go on late."""
    member = chance.choice(platform.mongods.secondaries())
    member.freeze()

    async def heal() -> None:
        member.thaw()
        await asyncio.to_thread(platform.mongods.healthy)

    return Wound(platform.keys, heal)


async def cut_off_primary(platform: Chaotic, chance: random.Random) -> Wound:
    """Cut the primary of the database off from the other members, not from its clients."""
    network = platform.network
    assert network is not None
    network.isolate(platform.mongods.members.index(platform.mongods.primary()))

    async def heal() -> None:
        network.heal()
        await asyncio.to_thread(platform.mongods.healthy)

    return Wound(platform.keys, heal)


FAULTS: Mapping[str, Fault] = {
    "host": kill_host,
    "node": kill_node,
    "frozen_host": freeze_host,
    "primary": kill_primary,
    "step_down": step_down,
    "frozen_primary": freeze_primary,
    "frozen_secondary": freeze_secondary,
    "partition": cut_off_primary,
}
"""Every fault by the name that it has in the report."""


def schedule(names: Sequence[str], seed: int) -> Iterator[str]:
    """Return the faults of a run without end, the same for the same seed: in each round every one
    of `names` once, in an order of chance."""
    chance = random.Random(seed)
    while True:
        yield from chance.sample(names, len(names))


async def _hosts_on_nodes(platform: Chaotic) -> list[HostRecord]:
    """Return the hosts that are not on the head, where Ray's directory is."""
    found = [
        host for host in await platform.hosts() if platform.cluster.node_of(host.pid) is not None
    ]
    if not found:
        raise LookupError("no host is on a node that may be lost")
    return found
