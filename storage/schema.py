"""Collections, their indexes and sharding keys. Those of the platform itself are declared here,
those of views by their owners."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.errors import OperationFailure

from storage.mongo import Database
from storage.passwords import User

_EXISTS = 48
PLATFORM = "platform"  # who sends messages between entities
SLOTS = 4  # names of collections in which a view is made anew, used in turn


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index over `fields`, ascending in the order given, of the documents with `only`. With
    `seconds`, a document goes so long after the instant in its one field."""

    fields: tuple[str, ...]
    unique: bool = False
    only: tuple[str, str] | None = None
    seconds: int = 0

    def model(self) -> IndexModel:
        """Return what pymongo creates it from; the name follows from the fields."""
        some: dict[str, Any] = {}
        if self.only:
            some["partialFilterExpression"] = dict([self.only])
        if self.seconds:
            some["expireAfterSeconds"] = self.seconds
        return IndexModel([(field, ASCENDING) for field in self.fields], unique=self.unique, **some)


@dataclass(frozen=True, kw_only=True)
class Collection:
    """A collection. `shard_on` is its key on a sharded cluster: (field, "hashed") or (field, 1).

    The journal is sharded on the hash of `key`, so that all commits of one entity live on one
    shard, where the uniqueness of `_id` fences them.

    `written_by` may insert, update and remove, `appended_by` insert, `removed_by` remove; `read_by`
    are those who read it beside those who read everything (`rights.py`). `rebuilt`: it is made anew
    as a view is. `expires`: what is in it goes after a time, which the operator says.
    """

    name: str
    purpose: str
    indexes: tuple[Index, ...] = ()
    shard_on: tuple[str, str | int] = ("_id", "hashed")
    written_by: tuple[User, ...]
    appended_by: tuple[User, ...] = ()
    removed_by: tuple[User, ...] = ()
    read_by: tuple[User, ...] = ()
    rebuilt: bool = False
    expires: bool = False


COLLECTIONS: tuple[Collection, ...] = (
    Collection(
        name="journal",
        purpose="commits of all entities; the insert is the commit",
        indexes=(Index(fields=("key", "cmd"), only=("by", PLATFORM)),),  # messages carried out
        shard_on=("key", "hashed"),
        written_by=(),
        appended_by=("hosts", "archivist"),
        removed_by=("archivist",),
    ),
    Collection(
        name="data_keys",
        purpose="keys of entities and files, wrapped; deleting one destroys what it hides",
        indexes=(Index(fields=("by",)),),
        written_by=("operator",),  # who wraps them anew
        appended_by=("hosts", "followers", "faces"),
        removed_by=("faces",),  # with files that nothing names, and what is destroyed
    ),
    Collection(
        name="snapshots",
        purpose="states of entities, disposable",
        written_by=("hosts",),
    ),
    Collection(
        name="reminders",
        purpose="alarms by the instant they are due",
        indexes=(
            Index(fields=("held", "due", "shard")),  # of all shards
            Index(fields=("held", "shard", "due")),  # of some
            Index(fields=("key",)),
        ),
        shard_on=("key", "hashed"),
        written_by=("hosts", "followers"),
        rebuilt=True,
    ),
    Collection(
        name="followers",
        purpose="how far each follower of the journal is",
        written_by=("followers", "operator"),
    ),
    Collection(
        name="quarantine",
        purpose="commits and messages that could not be handled",
        indexes=(Index(fields=("state", "at")),),
        written_by=("followers", "operator"),
    ),
    Collection(
        name="rebuilds",
        purpose="how far each view is with being made anew",
        written_by=("followers", "operator"),
    ),
    Collection(
        name="deliveries",
        purpose="how far the messages of each entity are delivered",
        written_by=("followers",),
    ),
    Collection(
        name="parked",
        purpose="messages whose target does not answer",
        indexes=(Index(fields=("source", "seq", "n")), Index(fields=("next",))),
        written_by=("followers", "operator"),
    ),
    Collection(
        name="files.files",
        purpose="files that people handed in, by the digest of their content",
        indexes=(
            Index(fields=("filename", "uploadDate")),
            Index(fields=("metadata.handed_in_at",)),
        ),
        written_by=("faces", "followers"),
    ),
    Collection(
        name="files.chunks",
        purpose="the contents of the files",
        indexes=(Index(fields=("files_id", "n"), unique=True),),
        shard_on=("files_id", "hashed"),
        written_by=("faces", "followers"),
    ),
    Collection(
        name="uploads",
        purpose="who handed in which file",
        indexes=(Index(fields=("sha256", "at")), Index(fields=("by",))),
        written_by=("faces", "followers"),
    ),
    Collection(
        name="upload_days",
        purpose="how much each account handed in on a day",
        indexes=(Index(fields=("day",)),),
        written_by=("faces", "followers"),
    ),
    Collection(
        name="seals",
        purpose="signed statements of how far entities had come",
        written_by=("followers", "operator"),
    ),
    Collection(
        name="seal_heads",
        purpose="the heads that each seal holds, in pages",
        indexes=(Index(fields=("seal",)),),
        written_by=("followers", "operator"),
    ),
    Collection(
        name="unsealed",
        purpose="heads that wait for the next seal",
        written_by=("followers", "operator"),
    ),
    Collection(
        name="archives",
        purpose="which commits were moved to archive files",
        written_by=("archivist",),
        read_by=("hosts",),
    ),
    Collection(
        name="placement",
        purpose="which host owns which shard",
        written_by=("hosts", "faces", "operator"),
    ),
    Collection(
        name="hosts",
        purpose="the latest start of each host, and its signs of life",
        written_by=("hosts", "faces", "operator"),
    ),
    Collection(
        name="leases",
        purpose="who may place shards",
        written_by=("hosts", "operator"),
    ),
    Collection(
        name="missed_searches",
        purpose="searches for service items that found nothing",
        written_by=("faces", "operator"),
    ),
    Collection(
        name="settings",
        purpose="what an operator may change while the platform runs",
        written_by=("followers", "operator"),
        read_by=("hosts",),
    ),
    Collection(
        name="command_keys",
        purpose="which entity each key of a client's wish stands for, for a day",
        indexes=(Index(fields=("at",), seconds=86_400),),
        written_by=(),
        appended_by=("faces",),
    ),
    Collection(
        name="card_readings",
        purpose="cards that are read at windows: sealed, on their way to the clerk, for minutes",
        indexes=(Index(fields=("until",), seconds=60),),
        written_by=("faces",),
    ),
    Collection(
        name="seal_receipts",
        purpose="what each witness gave for a seal",
        written_by=(),
        appended_by=("followers", "operator"),
    ),
    Collection(
        name="seal_witnesses",
        purpose="how far each witness of the seals is",
        written_by=("followers", "operator"),
    ),
    Collection(
        name="security_events",
        purpose="what concerns security: sign-ins, refusals, roles, keys; kept for a time",
        indexes=(
            Index(fields=("at", "_id")),
            Index(fields=("kind", "at", "_id")),
            Index(fields=("actor", "at", "_id")),
            Index(fields=("source", "at", "_id")),
        ),
        written_by=(),
        appended_by=("followers", "faces", "operator"),
        expires=True,
    ),
)


def rebuilt(name: str, attempt: int) -> str:
    """Return the collection that attempt number `attempt` makes in place of `name`. The names are
    used in turn: who may write in them is told to MongoDB by name."""
    return f"{name}_rebuilt_{attempt % SLOTS}"


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
