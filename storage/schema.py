"""Collections, their indexes and sharding keys. Those of the platform itself are declared here,
those of views by their owners."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import ASCENDING, IndexModel
from pymongo.errors import OperationFailure

from storage.mongo import Database

_EXISTS = 48
PLATFORM = "platform"  # who sends messages between entities


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index over `fields`, ascending in the order given, of the documents with `only`."""

    fields: tuple[str, ...]
    unique: bool = False
    only: tuple[str, str] | None = None

    def model(self) -> IndexModel:
        """Return what pymongo creates it from; the name follows from the fields."""
        some = {"partialFilterExpression": dict([self.only])} if self.only else {}
        return IndexModel([(field, ASCENDING) for field in self.fields], unique=self.unique, **some)


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
        indexes=(Index(fields=("key", "cmd"), only=("by", PLATFORM)),),  # messages carried out
        shard_on=("key", "hashed"),
    ),
    Collection(name="snapshots", purpose="states of entities, disposable"),
    Collection(
        name="reminders",
        purpose="alarms by the instant they are due",
        indexes=(
            Index(fields=("held", "due", "shard")),  # of all shards
            Index(fields=("held", "shard", "due")),  # of some
            Index(fields=("key",)),
        ),
        shard_on=("key", "hashed"),
    ),
    Collection(name="followers", purpose="how far each follower of the journal is"),
    Collection(
        name="quarantine",
        purpose="commits and messages that could not be handled",
        indexes=(Index(fields=("state", "at")),),
    ),
    Collection(name="rebuilds", purpose="how far each view is with being made anew"),
    Collection(name="deliveries", purpose="how far the messages of each entity are delivered"),
    Collection(
        name="parked",
        purpose="messages whose target does not answer",
        indexes=(Index(fields=("source", "seq", "n")), Index(fields=("next",))),
    ),
    Collection(
        name="files.files",
        purpose="files that people handed in, by the digest of their content",
        indexes=(
            Index(fields=("filename", "uploadDate")),
            Index(fields=("metadata.handed_in_at",)),
        ),
    ),
    Collection(
        name="files.chunks",
        purpose="the contents of the files",
        indexes=(Index(fields=("files_id", "n"), unique=True),),
        shard_on=("files_id", "hashed"),
    ),
    Collection(
        name="uploads",
        purpose="who handed in which file",
        indexes=(Index(fields=("sha256", "at")),),
    ),
    Collection(
        name="upload_days",
        purpose="how much each account handed in on a day",
        indexes=(Index(fields=("day",)),),
    ),
    Collection(name="seals", purpose="signed statements of how far entities had come"),
    Collection(
        name="seal_heads",
        purpose="the heads that each seal holds, in pages",
        indexes=(Index(fields=("seal",)),),
    ),
    Collection(name="unsealed", purpose="heads that wait for the next seal"),
    Collection(name="archives", purpose="which commits were moved to archive files"),
    Collection(name="placement", purpose="which host owns which shard"),
    Collection(name="hosts", purpose="the latest start of each host, and its signs of life"),
    Collection(name="leases", purpose="who may place shards"),
    Collection(name="settings", purpose="what an operator may change while the platform runs"),
)


async def prepare(database: Database, views: Sequence[Collection] = ()) -> None:
    """Create what is missing of the platform's own collections and of those of `views`; what is
    there already stays as it is."""
    wanted = (*COLLECTIONS, *views)
    present = set(await database.list_collection_names())
    await asyncio.gather(
        *(
            create(database, collection, collection.name)
            if collection.name not in present
            else database[collection.name].create_indexes(_models(collection))
            for collection in wanted
            if collection.name not in present or collection.indexes
        )
    )


async def create(database: Database, collection: Collection, name: str) -> None:
    """Create `collection` under `name`, with its indexes."""
    try:
        await database.create_collection(name, check_exists=False)
    except OperationFailure as error:
        if error.code != _EXISTS:  # another process prepared it in the meantime
            raise
    if collection.indexes:
        await database[name].create_indexes(_models(collection))


def _models(collection: Collection) -> list[IndexModel]:
    return [index.model() for index in collection.indexes]
