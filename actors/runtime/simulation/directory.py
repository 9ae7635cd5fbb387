"""Leases and placement as one simulated process reaches them: twins of those in `storage`."""

from typing import Any

import msgspec

from actors.runtime.simulation.access import Access, State
from actors.runtime.simulation.database import Change
from storage.leases import HostRecord, Lease, Load, Status
from storage.placement import Placement

_PLACEMENT = "placement"
_PLACER = "placer"


class SimulatedPlacements:
    """Twin of `storage.placement.Placements`."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def read(self) -> Placement:
        return await self._access.read(placement_of)

    async def revision(self) -> int:
        return await self._access.read(lambda state: placement_of(state).rev)

    async def replace(self, old: Placement, new: Placement) -> bool:
        return await self._access.write(lambda state: replacing(state, old, new))


class SimulatedLeases:
    """Twin of `storage.leases.Leases`."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def register(self, name: str, *, release: str, node: str, pid: int) -> HostRecord:
        def begin(state: State) -> tuple[list[Change], HostRecord]:
            before = state["hosts"].get(name)
            generation = before.generation + 1 if before else 1
            host = HostRecord(name, generation, 0, "up", release, node, pid)
            return [("hosts", name, host)], host

        return await self._access.write(begin)

    async def beat(self, host: HostRecord, load: Load) -> HostRecord | None:
        def show(state: State) -> tuple[list[Change], HostRecord | None]:
            found = _living(state, host)
            if found is None:
                return [], None
            after = msgspec.structs.replace(found, beat=found.beat + 1, load=load)
            return [("hosts", host.name, after)], after

        return await self._access.write(show)

    async def mark(self, host: HostRecord, status: Status) -> bool:
        return await self._set(host, status=status)

    async def withdraw(self, host: HostRecord) -> bool:
        return await self._set(host, status="draining", withdrawn=True)

    async def _set(self, host: HostRecord, **fields: Any) -> bool:
        def change(state: State) -> tuple[list[Change], bool]:
            found = _living(state, host)
            if found is None:
                return [], False
            return [("hosts", host.name, msgspec.structs.replace(found, **fields))], True

        return await self._access.write(change)

    async def hosts(self) -> list[HostRecord]:
        return await self._access.read(
            lambda state: [host for _, host in sorted(state["hosts"].items())]
        )

    async def placer(self) -> Lease:
        return await self._access.read(_lease)

    async def take(self, old: Lease, owner: str) -> bool:
        def change(state: State) -> tuple[list[Change], Any]:
            if _lease(state).term != old.term:
                return [], False
            return [("leases", _PLACER, Lease(owner, old.term + 1))], True

        return await self._access.write(change)


def placement_of(state: State) -> Placement:
    """Return the placement as `state` has it."""
    return state[_PLACEMENT].get(_PLACEMENT, Placement())


def replacing(state: State, old: Placement, new: Placement) -> tuple[list[Change], bool]:
    """Return what replacing `old` by `new` changes, and whether it can be done."""
    if placement_of(state).rev != old.rev:
        return [], False
    return [(_PLACEMENT, _PLACEMENT, msgspec.structs.replace(new, rev=old.rev + 1))], True


def _lease(state: State) -> Lease:
    return state["leases"].get(_PLACER, Lease())


def _living(state: State, host: HostRecord) -> HostRecord | None:
    """Return the record of this start of `host`, unless it is over."""
    found = state["hosts"].get(host.name)
    return found if found and found.generation == host.generation and found.alive else None
