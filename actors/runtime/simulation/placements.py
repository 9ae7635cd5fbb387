"""The placement as one simulated process reaches it: the twin of `storage.placement.Placements`."""

from collections.abc import Sequence
from typing import Any

from actors.runtime.simulation.database import Change
from actors.runtime.simulation.store import Access, State
from storage.placement import Placement

_ID = "placement"


class SimulatedPlacements:
    """Reads and changes the placement by compare-and-set."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def read(self) -> Placement:
        return await self._access.read(placement_of)

    async def revision(self) -> int:
        return await self._access.read(lambda state: placement_of(state).rev)

    async def replace(
        self,
        old: Placement,
        *,
        hosts: Sequence[str],
        shards: Sequence[int],
        epochs: Sequence[int],
    ) -> bool:
        def change(state: State) -> tuple[list[Change], Any]:
            if placement_of(state).rev != old.rev:
                return [], False
            new = Placement(old.rev + 1, tuple(hosts), tuple(shards), tuple(epochs))
            return [(_ID, _ID, new)], True

        return await self._access.write(change)


def placement_of(state: State) -> Placement:
    """Return the placement as `state` has it."""
    return state[_ID].get(_ID, Placement())
