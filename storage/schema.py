"""Every collection, its indexes and its sharding key, declared in one place."""

from dataclasses import dataclass

from pymongo import ASCENDING, IndexModel
from pymongo.errors import OperationFailure

from storage.mongo import Database

_EXISTS = 48


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index over `fields`, ascending in the order given."""

    fields: tuple[str, ...]
    unique: bool = False

    def model(self) -> IndexModel:
        """Return what pymongo creates it from; the name follows from the fields."""
        return IndexModel([(field, ASCENDING) for field in self.fields], unique=self.unique)


@dataclass(frozen=True, kw_only=True)
class Collection:
    """A collection. `shard_on` is its key on a sharded cluster: (field, "hashed") or (field, 1).

    The journal is sharded on the hash of `key`, so that all commits of one entity live on one
    shard, where the uniqueness of `_id` fences them.
    """

    name: str
    purpose: str
    indexes: tuple[Index, ...] = ()
    shard_on: tuple[str, str | int] = ("_id", "hashed")


COLLECTIONS: tuple[Collection, ...] = (
    Collection(
        name="journal",
        purpose="commits of all entities; the insert is the commit",
        shard_on=("key", "hashed"),
    ),
    Collection(name="snapshots", purpose="states of entities, disposable"),
    Collection(
        name="reminders",
        purpose="alarms by the instant they are due",
        indexes=(Index(fields=("held", "due", "shard")), Index(fields=("key",))),
        shard_on=("key", "hashed"),
    ),
    Collection(name="placement", purpose="which host owns which shard"),
    Collection(name="settings", purpose="what an operator may change while the platform runs"),
)


async def prepare(database: Database) -> None:
    """Create what is missing; what is there already stays as it is."""
    present = set(await database.list_collection_names())
    for collection in COLLECTIONS:
        if collection.name not in present:
            try:
                await database.create_collection(collection.name, check_exists=False)
            except OperationFailure as error:
                if error.code != _EXISTS:  # another process prepared it in the meantime
                    raise
        if collection.indexes:
            await database[collection.name].create_indexes(
                [index.model() for index in collection.indexes]
            )
