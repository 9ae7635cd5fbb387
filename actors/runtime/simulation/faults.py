"""How a fault of a scenario begins and ends in a world."""

from random import Random
from typing import Protocol

from actors.runtime.simulation import database
from actors.runtime.simulation.cluster import Cluster
from actors.runtime.simulation.database import Database
from actors.runtime.simulation.index import Index
from actors.runtime.simulation.loop import World
from actors.runtime.simulation.network import Network
from actors.runtime.simulation.post import Post
from actors.runtime.simulation.releases import NEWER, OLDER, Releases
from actors.runtime.simulation.scenario import Fault
from actors.runtime.simulation.store import SimulatedStore
from actors.runtime.simulation.trace import Trace


class Parts(Protocol):
    """What faults happen to."""

    world: World
    trace: Trace
    chance: Random
    network: Network
    database: Database
    index: Index
    cluster: Cluster
    post: Post
    releases: Releases
    stores: list[SimulatedStore]
    routers: list[str]
    busy: bool

    def move(self) -> None:
        """Ask for a shard to change hands."""
        ...


def plan(parts: Parts, faults: tuple[Fault, ...], until: float) -> None:
    """Have each of `faults` begin in time; whatever lasts ends at `until` at the latest."""
    for fault in faults:
        parts.world.after(fault.at, begin, parts, fault, min(fault.seconds, until - fault.at))
    parts.world.after(until, heal, parts)


def begin(parts: Parts, fault: Fault, seconds: float) -> None:
    """Have `fault` happen, for `seconds`."""
    hosts = list(parts.cluster.machines)
    host = hosts[fault.target % len(hosts)]
    router = parts.routers[fault.target % len(parts.routers)]
    parts.trace.note("fault", f"{fault.kind} {fault.target} for {seconds:g} s")
    match fault.kind:
        case "crash":
            parts.cluster.crash(host, seconds)
        case "pause":
            parts.cluster.pause(host, seconds)
        case "host_without_database":
            _cut(parts, host, database.NAME, seconds)
        case "host_held_up_from_database":
            parts.network.hold_up(host, database.NAME)
            parts.world.after(seconds, parts.network.heal, host, database.NAME)
        case "router_without_host":
            _cut(parts, router, host, seconds)
        case "rough_network":
            parts.network.rough, parts.network.doubled = 0.05, 0.05
            parts.world.after(seconds, _smooth, parts)
        case "failing_over":
            parts.database.fail_over(min(seconds, 5.0))
        case "slow_copies":
            parts.database.slow = 0.3
            parts.world.after(seconds, _quick, parts)
        case "broken_batches":
            _halve(parts, 0.3)
            parts.world.after(seconds, _halve, parts, 0.0)
        case "moving":
            parts.move()
        case "placer_dies_while_moving":
            parts.move()
            parts.world.after(parts.chance.uniform(0, 0.5), _kill_placer, parts, seconds)
        case "taken_for_dead":
            parts.cluster.mourn(host)
        case "doubled":
            parts.cluster.double(host)
        case "leaving":
            parts.cluster.leave(host, seconds)
        case "joining":
            parts.cluster.start(f"host-{len(hosts)}")
        case "index_read_again":
            parts.index.read_again(fault.target + 3)
        case "busy":
            parts.busy = True
            parts.world.after(seconds, _rest, parts)
        case "new_release":
            parts.releases.want(NEWER)
            if fault.target % 2:
                parts.world.after(seconds, parts.releases.want, OLDER)
        case "courier_dies":
            parts.post.crash(seconds)
        case "courier_doubled":
            parts.post.double()
        case "courier_paused":
            parts.post.pause(seconds)
        case "courier_without_database":
            _cut(parts, parts.post.courier, database.NAME, seconds)
        case "courier_reads_again":
            parts.post.read_again(fault.target + 1, seconds)


def heal(parts: Parts) -> None:
    """Have nothing go wrong any more."""
    parts.trace.note("fault", "none from here on")
    parts.network.heal_all()
    parts.cluster.resume_all()
    parts.post.resume_all()
    parts.releases.go_on()
    _quick(parts)
    _rest(parts)
    _halve(parts, 0.0)


def _cut(parts: Parts, one: str, other: str, seconds: float) -> None:
    parts.network.cut(one, other)
    parts.world.after(seconds, parts.network.heal, one, other)


def _kill_placer(parts: Parts, seconds: float) -> None:
    if (placer := parts.cluster.placer) is not None:
        parts.cluster.crash(placer, seconds)


def _smooth(parts: Parts) -> None:
    parts.network.rough = parts.network.doubled = 0.0


def _quick(parts: Parts) -> None:
    parts.database.slow = 0.0


def _rest(parts: Parts) -> None:
    parts.busy = False


def _halve(parts: Parts, share: float) -> None:
    for store in parts.stores:
        store.halved = share
