"""The leases of hosts: who is alive by its own word, and who may place shards.

No clock is compared between machines: a host raises its `beat`, and others watch whether it moves.
"""

from typing import Any, Literal, cast

import msgspec
import pymongo
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from storage.mongo import Database, Document

_SECONDS = 5.0  # for one operation on the database

Status = Literal["up", "draining", "leaving", "dead", "gone"]
ALIVE: tuple[Status, ...] = ("up", "draining", "leaving")
"""Those that may own shards."""


class Load(msgspec.Struct, frozen=True):
    """How busy a host is: `entities` in memory, commands `waiting`, the longest delay of its loop
    lately and the mean wait of a command in a mailbox (seconds), the share of one CPU it used, and
    `turns` a second."""

    entities: int = 0
    waiting: int = 0
    lag_seconds: float = 0.0
    wait_seconds: float = 0.0
    cpu: float = 0.0
    turns: float = 0.0


class HostRecord(msgspec.Struct, frozen=True):
    """The latest start of a host: `generation` counts its starts, `beat` its signs of life.

    `status`: "draining" and "leaving" hand their shards over and get no new ones, the first to be
    ended for good, the second to be started again; "dead" was given up by others, "gone" has ended
    in order. A `withdrawn` one is draining because its release is taken back.
    """

    name: str
    generation: int
    beat: int
    status: Status
    release: str = ""
    node: str = ""
    pid: int = 0
    load: Load = Load()
    withdrawn: bool = False

    @property
    def owner(self) -> str:
        """The name of this start in the placement: "host-0#3"."""
        return f"{self.name}#{self.generation}"

    @property
    def alive(self) -> bool:
        """Tell whether it may own shards."""
        return self.status in ALIVE


class Lease(msgspec.Struct, frozen=True):
    """Who may place shards, at its `term`. "" means nobody has been chosen yet."""

    holder: str = ""
    term: int = 0


class Leases:
    """Reads and changes leases. Raises PyMongoError when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._hosts = database["hosts"]
        self._leases = database["leases"]

    async def register(self, name: str, *, release: str, node: str, pid: int) -> HostRecord:
        """Begin a new generation of the host `name`; every earlier one of it is over."""
        with pymongo.timeout(_SECONDS):
            document = await self._hosts.find_one_and_update(
                {"_id": name},
                {
                    "$inc": {"generation": 1},
                    "$set": {
                        "beat": 0,
                        "status": "up",
                        "release": release,
                        "node": node,
                        "pid": pid,
                        "load": {},
                        "withdrawn": False,
                    },
                },
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        return _record(cast("Document", document))

    async def beat(self, host: HostRecord, load: Load) -> HostRecord | None:
        """Show that `host` lives; return how it is recorded now, None if it is over for it:
        another generation has begun, or others gave it up."""
        with pymongo.timeout(_SECONDS):
            document = await self._hosts.find_one_and_update(
                {**_this(host), "status": {"$in": ALIVE}},
                {"$inc": {"beat": 1}, "$set": {"load": msgspec.to_builtins(load)}},
                return_document=ReturnDocument.AFTER,
            )
        return _record(document) if document else None

    async def mark(self, host: HostRecord, status: Status) -> bool:
        """Set the status of this start of `host`; False when it is over already."""
        return await self._set(host, {"status": status})

    async def withdraw(self, host: HostRecord) -> bool:
        """Have this start of `host` drained, even towards an older release; False when it is over
        already."""
        return await self._set(host, {"status": "draining", "withdrawn": True})

    async def hosts(self) -> list[HostRecord]:
        """Return the latest start of every host there ever was, by name."""
        with pymongo.timeout(_SECONDS):
            return [_record(each) async for each in self._hosts.find().sort("_id")]

    async def placer(self) -> Lease:
        """Return who may place shards."""
        with pymongo.timeout(_SECONDS):
            document = await self._leases.find_one({"_id": "placer"})
        return Lease(document["holder"], document["term"]) if document else Lease()

    async def take(self, old: Lease, owner: str) -> bool:
        """Make `owner` the placer in place of `old`; False when somebody else was quicker."""
        fields = {"holder": owner, "term": old.term + 1}
        with pymongo.timeout(_SECONDS):
            if old.term == 0:
                try:
                    await self._leases.insert_one({"_id": "placer", **fields})
                except DuplicateKeyError:
                    return False
                return True
            found = await self._leases.update_one(
                {"_id": "placer", "term": old.term}, {"$set": fields}
            )
        return found.matched_count == 1

    async def _set(self, host: HostRecord, fields: Document) -> bool:
        with pymongo.timeout(_SECONDS):
            found = await self._hosts.update_one(
                {**_this(host), "status": {"$in": ALIVE}}, {"$set": fields}
            )
        return found.matched_count == 1


def _this(host: HostRecord) -> dict[str, Any]:
    return {"_id": host.name, "generation": host.generation}


def _record(document: Document) -> HostRecord:
    fields = {name: value for name, value in document.items() if name != "_id"}
    return msgspec.convert({"name": document["_id"], **fields}, HostRecord)
