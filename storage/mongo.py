"""The connection to MongoDB: majority and journal, in code and checked at start."""

from collections.abc import Mapping
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure, PyMongoError

from storage.passwords import User, bears_credentials, credentials, without_credentials
from storage.settings import StorageSettings

Document = dict[str, Any]
Database = AsyncDatabase[Document]


PATIENCE: dict[str, Any] = {
    "serverSelectionTimeoutMS": 10_000,
    "connectTimeoutMS": 5_000,
    "heartbeatFrequencyMS": 3_000,
}
"""How long a server is looked for, and one that accepts connections and says nothing is believed:
the driver gives such a one up, and what waits for its answer, after the last two together. 30
seconds by its own reckoning, which is three times what the others need to elect another."""
_UNAUTHORIZED = 13
_SAFE_MEMBERS = 3  # with fewer, the loss of one machine loses data or stops all writing


class UnsafeDatabase(Exception):
    """The database cannot keep what we promise; the message says why."""


def connect(settings: StorageSettings, user: User = "readers") -> Database:
    """Return the database, opened by `user`, with `w: majority`, `j: true` and majority reads of
    the primary on every operation, whatever the address says: a secondary may not have yet what
    somebody was told. What stands in `PATIENCE` may be told otherwise in the address, and so may
    who opens it.

    Nothing is sent yet; `check` does that.

    Raises:
        NoPassword: the password of `user` cannot be read.
    """
    address = settings.address.lower()
    told: Mapping[str, Any] = {}
    if settings.users is not None and not bears_credentials(settings.address):
        told = credentials(settings.users, user, settings.database)
    patience = {name: ms for name, ms in PATIENCE.items() if f"{name.lower()}=" not in address}
    client: AsyncMongoClient[Document] = AsyncMongoClient(
        settings.address,
        w="majority",
        journal=True,
        readConcernLevel="majority",
        readPreference="primary",
        retryWrites=True,
        tz_aware=True,
        appname="yimen",
        **patience,
        **told,
    )
    return client[settings.database]


async def check(database: Database) -> str:
    """Refuse a database that cannot keep an acknowledged write; return a line that describes it.

    Raises:
        UnsafeDatabase: it cannot be reached, is no replica set, has an arbiter, or keeps its
            default write concern below majority.
    """
    try:
        hello = await database.client.admin.command("hello")
    except PyMongoError as error:
        raise UnsafeDatabase(f"MongoDB does not answer: {error}") from error
    if "setName" not in hello:
        raise UnsafeDatabase(
            "MongoDB runs without a replica set; start it with --replSet, since change streams and "
            "majority writes need one"
        )
    if hello.get("arbiters"):
        raise UnsafeDatabase(
            "the replica set has an arbiter; use data-bearing members only, since majority writes "
            "stall or weaken with arbiters"
        )
    concern = database.write_concern.document
    if concern.get("w") != "majority" or concern.get("j") is not True:
        raise UnsafeDatabase(
            f"the write concern is {concern}, but w: majority with j: true is needed"
        )
    members = len(hello.get("hosts", []))
    version = (await database.client.server_info())["version"]
    few = "" if members >= _SAFE_MEMBERS else ", too few for real use: take 3"
    return f"MongoDB {version}, replica set {hello['setName']}, {members} member(s){few}"


async def require_locked(settings: StorageSettings) -> None:
    """Refuse a database that shows what it holds to who has not said who he is.

    Raises:
        UnsafeDatabase: it does, or it cannot be reached.
    """
    async with AsyncMongoClient[Document](
        without_credentials(settings.address), appname="yimen-stranger", **PATIENCE
    ) as client:
        try:
            await client[settings.database].list_collection_names()
        except OperationFailure as error:
            if error.code == _UNAUTHORIZED:
                return
            raise UnsafeDatabase(f"MongoDB does not answer: {error}") from error
        except PyMongoError as error:
            raise UnsafeDatabase(f"MongoDB does not answer: {error}") from error
    raise UnsafeDatabase(
        "MongoDB shows everything to anybody; start it with security.authorization and a key file, "
        "and make its users with `yimen mongodb users`"
    )
