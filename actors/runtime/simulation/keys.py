"""Data keys in the simulated database: made ahead of what they hide, as in the real one.

Who sees everything at once, as the judges do, opens a commit with the keys that a majority has: one
that is durable and whose key is not is a broken promise.
"""

from collections.abc import Collection, Sequence
from random import Random

from actors.runtime.simulation.access import Access, State
from actors.runtime.simulation.database import Change
from storage.journal import plain_of
from storage.mongo import Document
from storage.secrecy.cipher import AES, cipher
from storage.secrecy.commits import keys_of, opened
from storage.secrecy.data_keys import DataKey, DataKeys
from storage.secrecy.service import Wrapped
from storage.tasks import begin

_GENERATION = "simulated"
_FIRST = 4  # keys made at once: a world has few entities, and begins often


class SimulatedKeys:
    """The key service and the key rows of one simulated process. What wraps is the same in all
    worlds: the chance of each makes the keys."""

    def __init__(self, access: Access) -> None:
        self.profile = AES
        self.current = _GENERATION
        self._access = access

    async def wrap(self, keys: Sequence[tuple[bytes, bytes]]) -> list[Wrapped]:
        return [Wrapped(_GENERATION, key) for _, key in keys]

    async def unwrap(self, keys: Sequence[tuple[bytes, Wrapped]]) -> list[bytes]:
        return [wrapped.key for _, wrapped in keys]

    async def add(self, keys: Sequence[tuple[bytes, Wrapped]]) -> None:
        def insert(state: State) -> tuple[list[Change], None]:
            return [("data_keys", id.hex(), wrapped) for id, wrapped in keys], None

        await self._access.write(insert)

    async def find(self, ids: Collection[bytes]) -> dict[bytes, Wrapped]:
        def look(state: State) -> dict[bytes, Wrapped]:
            rows = state["data_keys"]
            return {id: rows[id.hex()] for id in ids if id.hex() in rows}

        return await self._access.read(look)


class HastyKeys(SimulatedKeys):
    """Has keys taken before they are durable."""

    async def add(self, keys: Sequence[tuple[bytes, Wrapped]]) -> None:
        begin(super().add(keys))


def simulated_keys(
    access: Access, chance: Random, make: type[SimulatedKeys] = SimulatedKeys
) -> DataKeys:
    """Return the data keys of one simulated process."""
    keys = make(access)
    return DataKeys(keys, keys, chance=chance.randbytes, first=_FIRST)


def keyless(state: State) -> list[str]:
    """Return the commits that are durable while their keys are not, as sentences."""
    return [
        f"{id} is durable and its key is not"
        for id, packed in state["journal"].items()
        if meant(state, packed) is None
    ]


def meant(state: State, packed: bytes) -> Document | None:
    """Return the commit that the journal keeps as `packed`, as it was meant; None if its key is not
    durable. `state` is what a majority has.
    """
    commit = plain_of(packed)
    rows = state["data_keys"]
    keys = {
        id: DataKey(id, cipher(AES, rows[id.hex()].key))
        for id in keys_of([commit])
        if id.hex() in rows
    }
    return opened(commit, keys)
