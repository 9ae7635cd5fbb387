"""The placement document: which host owns which shard. It changes only by compare-and-set."""

from collections.abc import Mapping
from typing import Any, cast

import msgspec
import pymongo
from pymongo.errors import DuplicateKeyError

from storage.mongo import Database, Document

_SECONDS = 5.0  # for one operation on the database


class Placement(msgspec.Struct, frozen=True):
    """Who owns what, at revision `rev` (0: nothing was placed yet).

    `owners` holds for each shard its owner, a process: "host-0#3" is the third start of host-0;
    `epochs` how often the shard changed hands; `moving` the owner-to-be of each shard that its
    present owner is asked to hand over.
    """

    rev: int = 0
    owners: tuple[str, ...] = ()
    epochs: tuple[int, ...] = ()
    moving: Mapping[int, str] = {}

    def owner_of(self, shard: int) -> str | None:
        """Return the owner of `shard`, None while nothing is placed."""
        return self.owners[shard] if self.owners else None

    def owned_by(self, owner: str) -> dict[int, int]:
        """Return the shards of `owner`, each with its epoch."""
        return {
            shard: self.epochs[shard] for shard, each in enumerate(self.owners) if each == owner
        }

    def leaving(self, owner: str) -> dict[int, str]:
        """Return the shards that `owner` is to hand over, each with its owner-to-be."""
        return {shard: to for shard, to in self.moving.items() if self.owners[shard] == owner}


class Placements:
    """Reads and changes the placement. Raises PyMongoError when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._placement = database["placement"]

    async def read(self) -> Placement:
        """Return the placement that a majority holds."""
        with pymongo.timeout(_SECONDS):
            document = await self._placement.find_one({"_id": "placement"})
        return _unpack(document) if document else Placement()

    async def revision(self) -> int:
        """Return the revision alone, for those who poll."""
        with pymongo.timeout(_SECONDS):
            document = await self._placement.find_one({"_id": "placement"}, {"rev": 1})
        return document["rev"] if document else 0

    async def replace(self, old: Placement, new: Placement) -> bool:
        """Replace `old` by `new`, at revision `old.rev + 1` whatever `new.rev` says.

        Returns False, and changes nothing, when the placement is no longer at `old.rev`.
        """
        fields = {"rev": old.rev + 1, **_pack(new)}
        if old.rev == 0:
            try:
                with pymongo.timeout(_SECONDS):
                    await self._placement.insert_one({"_id": "placement", **fields})
            except DuplicateKeyError:
                return False
            return True
        with pymongo.timeout(_SECONDS):
            found = await self._placement.update_one(
                {"_id": "placement", "rev": old.rev}, {"$set": fields}
            )
        return found.matched_count == 1


def _pack(placement: Placement) -> dict[str, Any]:
    """Name each owner once, and the shards by its index: about 10 KB for 1,024 shards."""
    names = sorted({*placement.owners, *placement.moving.values()})
    index = {name: number for number, name in enumerate(names)}
    return {
        "hosts": names,
        "shards": [index[owner] for owner in placement.owners],
        "epochs": list(placement.epochs),
        "moving": [[shard, index[to]] for shard, to in sorted(placement.moving.items())],
    }


def _unpack(document: Document) -> Placement:
    names: list[str] = document["hosts"]
    return Placement(
        rev=document["rev"],
        owners=tuple(names[index] for index in cast("list[int]", document["shards"])),
        epochs=tuple(document["epochs"]),
        moving={
            shard: names[index]
            for shard, index in cast("list[tuple[int, int]]", document.get("moving", []))
        },
    )
