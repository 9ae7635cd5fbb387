"""Destroying what entities said: their keys go, their commits stay (密钥销毁).

No chain is broken by it, no seal contradicted: the commits are still there, and nobody reads them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from storage.files import Files
from storage.mongo import Database, Document
from storage.secrecy.commits import BOX, KEY
from storage.secrecy.data_keys import MongoKeyRows
from storage.secrecy.keeping import data_keys
from storage.uploads import Uploads


class InClear(Exception):
    """Commits of an entity lie in clear, as releases wrote them that hid nothing: no key that is
    destroyed makes them unreadable. `keys` are such entities."""

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__(f"in clear: {', '.join(keys)}")
        self.keys = tuple(keys)


@dataclass(frozen=True)
class Destroyed:
    """What was destroyed: `keys` of entities, and `files`."""

    keys: int
    files: int


async def destroy(database: Database, entities: Collection[str]) -> Destroyed:
    """Destroy what the entities of these keys ("case:7f3a") said, and the files that they alone
    name. Done again after a break-off, it finishes what was begun.

    Hosts that have one of them in memory may show it until it leaves that, and processes remember a
    key for twenty minutes: see to it that nobody asks for them any more before.

    Raises:
        InClear: part of what they said lies in clear; nothing was destroyed.
        PyMongoError: the database did not answer; do it again.
    """
    names = sorted(entities)
    ours: Document = {"key": {"$in": names}}
    journal, snapshots = database["journal"], database["snapshots"]
    clear = set(await journal.distinct("key", {**ours, BOX: {"$exists": False}}))
    kept = snapshots.find({"_id": {"$in": names}}, {"data_key": 1})
    ids = {bytes(id) for id in await journal.distinct(KEY, ours)}
    async for row in kept:
        if row.get("data_key"):
            ids.add(bytes(row["data_key"]))
        else:
            clear.add(row["_id"])
    if clear:
        raise InClear(sorted(clear))
    files = await Files(database).let_go_of(names)
    await Uploads(database).forget_all(files)
    removed = await MongoKeyRows(database).remove(ids)
    data_keys(database).forget(ids)
    return Destroyed(removed, len(files))


async def is_destroyed(database: Database, entity: str) -> bool:
    """Tell whether the key of the entity "case:7f3a" was destroyed, so that nobody reads it.

    Raises:
        PyMongoError: the database did not answer.
    """
    latest = await database["journal"].find_one({"key": entity}, {KEY: 1}, sort=[("_id", -1)])
    kept = await database["snapshots"].find_one({"_id": entity}, {"data_key": 1})
    id = (latest or {}).get(KEY) or (kept or {}).get("data_key")
    return bool(id) and await database["data_keys"].find_one({"_id": id}, {"_id": 1}) is None
