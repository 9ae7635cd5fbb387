"""Reading what happened, for people: the latest commits of one entity, and what was set aside."""

import pymongo

from storage.mongo import Database, Document
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys

_SECONDS = 5.0  # for one operation on the database


class Histories:
    """Reads the journal for operators. Raises PyMongoError when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._commits = database["journal"]
        self._keys = data_keys(database)
        self._quarantine = database["quarantine"]

    async def latest(self, key: str, many: int) -> list[Document]:
        """Return the latest commits of the entity `key`, the newest first, at most `many`; none,
        if its key was destroyed."""
        wanted = {"_id": {"$gt": f"{key}/", "$lt": f"{key}0"}}  # "0" comes after "/"
        with pymongo.timeout(_SECONDS):
            found = await self._commits.find(wanted).sort("_id", -1).limit(many).to_list()
        return await opened_all(found, self._keys)

    async def set_aside(self, many: int) -> list[Document]:
        """Return the latest commits and messages that could not be handled, at most `many`: each
        has `follower`, `commit`, `error` (a type's name) and `at`."""
        with pymongo.timeout(_SECONDS):
            return await self._quarantine.find().sort("at", -1).limit(many).to_list()
