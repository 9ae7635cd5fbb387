"""Who handed in which file (上传记录), and how much somebody did on a day."""

from collections.abc import Iterable
from datetime import datetime

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from storage.mongo import Database


class Uploads:
    """One record for each file and whoever handed it in, one for each day of an account."""

    def __init__(self, database: Database) -> None:
        self._records = database["uploads"]
        self._days = database["upload_days"]

    async def record(self, sha256: str, by: str, unit: str, at: datetime) -> None:
        """Record that `by`, of the `unit` or "", handed the file in."""
        told = {"sha256": sha256, "by": by, "unit": unit, "at": at}
        await self._records.replace_one({"_id": f"{sha256}/{by}"}, told, upsert=True)

    async def of(self, digests: Iterable[str], by: str, unit: str) -> frozenset[str]:
        """Return those of `digests` that `by` handed in, or somebody else of his or her `unit`."""
        whose: list[dict[str, str]] = [{"by": by}, *([{"unit": unit}] if unit else [])]
        wanted = {"sha256": {"$in": list(digests)}, "$or": whose}
        return frozenset([row["sha256"] async for row in self._records.find(wanted, {"sha256": 1})])

    async def forget(self, sha256: str, before: datetime) -> None:
        """Forget who handed in a file before an instant: it was removed."""
        await self._records.delete_many({"sha256": sha256, "at": {"$lt": before}})

    async def forget_all(self, digests: Iterable[str]) -> None:
        """Forget who handed in files, whenever that was: they are destroyed."""
        await self._records.delete_many({"sha256": {"$in": list(digests)}})

    async def take_room(
        self, by: str, day: str, size: int, *, most_bytes: int, most_files: int
    ) -> bool:
        """Count a file of `size` bytes for `by` on a local `day`, unless that makes too many."""
        room = {
            "_id": f"{by}/{day}",
            "bytes": {"$lte": most_bytes - size},
            "files": {"$lt": most_files},
        }
        more = {"$inc": {"bytes": size, "files": 1}, "$set": {"day": day}}
        for _ in range(2):  # the first of a day may be two at once
            try:
                await self._days.find_one_and_update(
                    room, more, upsert=True, return_document=ReturnDocument.AFTER
                )
            except DuplicateKeyError:
                continue
            return True
        return False

    async def forget_days(self, before: str) -> None:
        """Forget what was handed in before a local day."""
        await self._days.delete_many({"day": {"$lt": before}})
