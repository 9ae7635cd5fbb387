"""The placement document: which host owns which shard. It changes only by compare-and-set."""

from collections.abc import Sequence

import msgspec
import pymongo
from pymongo.errors import DuplicateKeyError

from storage.mongo import Database

_SECONDS = 5.0  # for one operation on the database


class Placement(msgspec.Struct, frozen=True):
    """Who owns what, at revision `rev` (0: nothing was placed yet).

    `shards` holds for each shard an index into `hosts`, `epochs` how often its owner began anew.
    """

    rev: int = 0
    hosts: tuple[str, ...] = ()
    shards: tuple[int, ...] = ()
    epochs: tuple[int, ...] = ()

    def host_of(self, shard: int) -> str | None:
        """Return the name of the host that owns `shard`, None while nothing is placed."""
        return self.hosts[self.shards[shard]] if self.shards else None

    def owned_by(self, host: str) -> dict[int, int]:
        """Return the shards of `host`, each with its epoch."""
        if host not in self.hosts:
            return {}
        index = self.hosts.index(host)
        return {
            shard: self.epochs[shard] for shard, owner in enumerate(self.shards) if owner == index
        }


class Placements:
    """Reads and changes the placement. Raises PyMongoError when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._placement = database["placement"]

    async def read(self) -> Placement:
        """Return the placement that a majority holds."""
        with pymongo.timeout(_SECONDS):
            document = await self._placement.find_one({"_id": "placement"})
        if document is None:
            return Placement()
        return Placement(
            rev=document["rev"],
            hosts=tuple(document["hosts"]),
            shards=tuple(document["shards"]),
            epochs=tuple(document["epochs"]),
        )

    async def revision(self) -> int:
        """Return the revision alone, for those who poll."""
        with pymongo.timeout(_SECONDS):
            document = await self._placement.find_one({"_id": "placement"}, {"rev": 1})
        return document["rev"] if document else 0

    async def replace(
        self,
        old: Placement,
        *,
        hosts: Sequence[str],
        shards: Sequence[int],
        epochs: Sequence[int],
    ) -> bool:
        """Replace `old` by what is given, at revision `old.rev + 1`.

        Returns False, and changes nothing, when the placement is no longer at `old.rev`.
        """
        fields = {
            "rev": old.rev + 1,
            "hosts": list(hosts),
            "shards": list(shards),
            "epochs": list(epochs),
        }
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
