"""The journal: one document per commit, and its insert is the commit."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC
from enum import Enum
from typing import Any, cast

import bson
import pymongo
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.errors import BulkWriteError, PyMongoError

from storage.chain import commit_id
from storage.mongo import Database, Document

RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument, tz_aware=True)
_PLAIN: "CodecOptions[Document]" = CodecOptions(tz_aware=True, tzinfo=UTC)
_decode = cast("Callable[[bytes, CodecOptions[Document]], Document]", cast("Any", bson).decode)
_DUPLICATE = 11000
_FIRST, _LAST = "0000000001", "9999999999"


def plain_of(packed: bytes) -> Document:
    """Return the document that is BSON in `packed`, as the driver would read it."""
    return _decode(packed, _PLAIN)


class Outcome(Enum):
    """What became of one insert. Unknown means: it may have landed, or may land yet."""

    WRITTEN = "written"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"


class Journal:
    """Appends and reads commits. `seconds` bounds each operation on the database."""

    def __init__(self, database: Database, *, seconds: float = 5.0) -> None:
        self._commits = database["journal"]
        self._raw = database.get_collection("journal", codec_options=RAW)
        self._seconds = seconds

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        """Insert `commits` in one unordered write, `w: majority` and `j: true`.

        Each is answered for itself. It never raises for the database's sake: an error that leaves
        the outcome open is `Outcome.UNKNOWN`, and inserting the same commit again settles it.
        """
        try:
            with pymongo.timeout(self._seconds):
                await self._commits.insert_many(cast("Sequence[Document]", commits), ordered=False)
        except BulkWriteError as error:
            return _outcomes(cast("dict[str, Any]", error.details), len(commits))
        except PyMongoError:
            return [Outcome.UNKNOWN] * len(commits)
        return [Outcome.WRITTEN] * len(commits)

    async def find(self, ids: Sequence[str]) -> dict[str, Document]:
        """Return those of the commits `ids` that a majority holds.

        Raises:
            PyMongoError: the database did not answer.
        """
        with pymongo.timeout(self._seconds):
            return {
                commit["_id"]: commit
                async for commit in self._commits.find({"_id": {"$in": list(ids)}})
            }

    async def tails(self, after: Mapping[str, int]) -> dict[str, list[Document]]:
        """Return for each key its commits later than the seq given, oldest first.

        Keys without such commits are left out. Most entities have a snapshot of their last commit,
        so one look for the next commit of each key comes first, and only those that have it are
        read through.

        Raises:
            PyMongoError: the database did not answer.
        """
        first = {commit_id(key, seq + 1): key for key, seq in after.items()}
        found = await self.find(list(first))
        tails = {first[id]: [commit] for id, commit in found.items()}
        more = [{"_id": {"$gt": id, "$lte": f"{first[id]}/{_LAST}"}} for id in found]
        if more:
            with pymongo.timeout(self._seconds):
                async for commit in self._commits.find({"$or": more}).sort("_id", 1):
                    tails[commit["key"]].append(commit)
        return tails

    async def keys(self, kind: str) -> set[str]:
        """Return the keys of the entities of `kind` whose first commit is here.

        Raises:
            PyMongoError: the database did not answer.
        """
        first = {"$gt": f"{kind}:", "$lt": f"{kind};", "$regex": f"/{_FIRST}$"}  # ";": ":"+1
        with pymongo.timeout(self._seconds):
            found = self._commits.find({"_id": first}, {"_id": 1})
            return {commit["_id"].rpartition("/")[0] async for commit in found}

    async def stored(self, key: str = "") -> AsyncIterator[RawBSONDocument]:
        """Yield the commits as they are stored, in the order of their ids; with `key` those of one
        entity.

        Raises:
            PyMongoError: the database did not answer.
        """
        query: Document = {"_id": {"$gt": f"{key}/", "$lt": f"{key}0"}} if key else {}  # "0": "/"+1
        async for commit in self._raw.find(query).sort("_id"):
            yield cast("RawBSONDocument", commit)


def _outcomes(details: Mapping[str, Any], count: int) -> list[Outcome]:
    rest = Outcome.UNKNOWN if details.get("writeConcernErrors") else Outcome.WRITTEN
    outcomes = [rest] * count
    for error in details.get("writeErrors", ()):
        duplicate = error["code"] == _DUPLICATE
        outcomes[error["index"]] = Outcome.DUPLICATE if duplicate else Outcome.UNKNOWN
    return outcomes
