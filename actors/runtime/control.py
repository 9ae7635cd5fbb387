"""What operators see of the hosts and may have them do, whatever runs them.

The pages know this protocol only; `local_control.py` answers for one process, `cluster_control.py`
for hosts on Ray.
"""

from typing import Literal, Protocol

import msgspec

from actors.kernel.errors import Reason, Refusal
from actors.runtime.placement import SHARDS
from actors.runtime.residents import EntityInMemory
from actors.runtime.sketches import HotEntity, SlowTurn

HostState = Literal["up", "draining", "silent", "dead"]


class HostLook(msgspec.Struct, frozen=True, kw_only=True):
    """One host. `waiting` commands wait in its mailboxes; `beat_age` is how many seconds ago its
    last beat was acknowledged, None where hosts do not beat or it does not answer."""

    name: str
    state: HostState
    generation: int = 0
    release: str = ""
    node: str = ""
    pid: int = 0
    shards: int = 0
    entities: int = 0
    waiting: int = 0
    loop_lag: float = 0.0
    beat_age: float | None = None
    quarantined: dict[str, str] = {}
    hottest: list[HotEntity] = []
    slowest: list[SlowTurn] = []


class ClusterLook(msgspec.Struct, frozen=True, kw_only=True):
    """All of them. `owners` holds for each shard the name of its host, "" for none; `moving` the
    name of the host that a shard is on its way to; `lag` the age in seconds of the oldest commit
    that the views lack, None when nobody says."""

    hosts: tuple[HostLook, ...]
    owners: tuple[str, ...]
    moving: dict[int, str] = {}
    lag: float | None = None

    def host(self, name: str) -> HostLook | None:
        """Return the host called `name`."""
        return next((host for host in self.hosts if host.name == name), None)


class EntityLook(msgspec.Struct, frozen=True):
    """Where one entity lives; `memory` is None when its host does not answer."""

    key: str
    shard: int
    host: str
    memory: EntityInMemory | None


class ClusterControl(Protocol):
    """The way of operators to the hosts."""

    async def look(self) -> ClusterLook:
        """Return the hosts, what they own and what stands out."""
        ...

    async def entity(self, key: str) -> EntityLook:
        """Return where the entity `key` lives and how it stands there, without loading it."""
        ...

    async def drain(self, host: str) -> None:
        """Have all shards of `host` go to others, and no new ones come to it.

        Raises:
            Refusal: see `drain_fault`.
            Unavailable: the outcome is open; look again.
        """
        ...

    async def move(self, shard: int, host: str) -> None:
        """Have `shard` go to `host`.

        Raises:
            Refusal: see `move_fault`.
            Unavailable: the outcome is open; look again.
        """
        ...


def drain_fault(look: ClusterLook, host: str) -> Refusal | None:
    """Return what stands against draining `host`, None if nothing does."""
    found = look.host(host)
    if found is None:
        return Refusal(Reason("operation.unknown_host", "/host"), kind="unknown")
    if found.state == "draining":
        return Refusal(Reason("operation.draining_already", "/host"), kind="not_now")
    if not any(other.state == "up" for other in look.hosts if other.name != host):
        return Refusal(Reason("operation.last_host", "/host"), kind="not_now")
    return None


def move_fault(look: ClusterLook, shard: int, host: str) -> Refusal | None:
    """Return what stands against moving `shard` to `host`, None if nothing does."""
    if not 0 <= shard < SHARDS:
        facts = {"largest": str(SHARDS - 1)}
        return Refusal(Reason("operation.unknown_shard", "/shard", facts))
    found = look.host(host)
    if found is None:
        return Refusal(Reason("operation.unknown_host", "/host"))
    if look.owners[shard] == host:
        return Refusal(Reason("operation.already_there", "/host"), kind="not_now")
    if found.state != "up":
        return Refusal(Reason("operation.host_not_up", "/host"), kind="not_now")
    if shard in look.moving:
        return Refusal(Reason("operation.moving_already", "/shard"), kind="not_now")
    return None
