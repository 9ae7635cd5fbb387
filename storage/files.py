"""Files that people hand in: kept by the digest of their content.

A file that nothing names is an orphan (无主文件) and removed after some time; a file is held before
anything names it, so that none is removed that is about to be named.
"""

import hashlib
from collections.abc import AsyncGenerator, Iterable, Mapping
from datetime import datetime
from typing import IO

import msgspec
from bson import Binary
from gridfs.asynchronous import AsyncGridFSBucket
from gridfs.errors import NoFile

from storage.mongo import Database, Document

MEGABYTE = 1_000_000
_READ = 64 * 1024
_AT = "metadata.handed_in_at"
_HELD = "metadata.held_by"  # keys of entities that name it, or did
_WANTED = "metadata.wanted_by"  # commands under way that will name it, if they are not refused


class Stored(msgspec.Struct, frozen=True):
    """A file that is kept. `sha256` is its digest in hex, `bytes` its size; its type was told by
    its content."""

    sha256: str
    bytes: int
    media_type: str


def stored_of(content: bytes, media_type: str) -> Stored:
    """Return what is known of a file with `content`."""
    return Stored(hashlib.sha256(content).hexdigest(), len(content), media_type)


class Files:
    """Files in GridFS. The same content is kept once, however often it is handed in."""

    def __init__(self, database: Database) -> None:
        self._bucket = AsyncGridFSBucket(database, bucket_name="files")
        self._kept = database["files.files"]
        self._chunks = database["files.chunks"]

    async def keep(
        self,
        content: IO[bytes],
        stored: Stored,
        *,
        at: datetime | None = None,
        preview: bytes = b"",
    ) -> None:
        """Keep `content`, which is `stored`, with a small picture of it. What was handed in `at` an
        instant is an orphan until something names it; without one it is never removed."""
        named = {"filename": stored.sha256}
        if at is not None:
            young = await self._kept.update_many(
                {**named, _AT: {"$exists": True}}, {"$max": {_AT: at}}
            )
            if young.matched_count:
                return
        if await self._kept.find_one(named, {"_id": 1}) is not None:
            return
        told: dict[str, object] = {"media_type": stored.media_type}
        if at is not None:
            told["handed_in_at"] = at
        if preview:
            told["preview"] = Binary(preview)
        # Two at once may both upload: the name stands for the content, so either will do.
        await self._bucket.upload_from_stream(stored.sha256, content, metadata=told)

    async def find(self, sha256: str) -> Stored | None:
        """Return what is known of the file, or None if it is not kept."""
        return (await self.known((sha256,))).get(sha256)

    async def known(self, digests: Iterable[str]) -> dict[str, Stored]:
        """Return what is known of those files that are kept, by their digests."""
        wanted = {"filename": {"$in": list(digests)}}
        rows = self._kept.find(wanted, {"filename": 1, "length": 1, "metadata.media_type": 1})
        return {row["filename"]: _stored(row) async for row in rows}

    async def previews(self, digests: Iterable[str]) -> dict[str, bytes]:
        """Return the small pictures (WebP) of those files that have one, by their digests."""
        wanted = {"filename": {"$in": list(digests)}, "metadata.preview": {"$exists": True}}
        rows = self._kept.find(wanted, {"filename": 1, "metadata.preview": 1})
        return {row["filename"]: bytes(row["metadata"]["preview"]) async for row in rows}

    async def open(self, sha256: str) -> AsyncGenerator[bytes]:
        """Yield the content of the file, piece by piece.

        Raises:
            FileNotFoundError: it is not kept.
        """
        try:
            source = await self._bucket.open_download_stream_by_name(sha256)
        except NoFile as error:
            raise FileNotFoundError(sha256) from error
        while piece := await source.read(_READ):
            yield piece

    async def hold(self, digests: Iterable[str], key: str, token: str) -> tuple[str, ...]:
        """Hold files for the entity `key`, which a command under way names, and return those that
        it did not hold before. They are held for good by `keep_held`, or let go by `let_go`."""
        new: list[str] = []
        for sha256 in digests:
            free = {"filename": sha256, _HELD: {"$ne": key}}
            held = await self._kept.update_many(free, {"$addToSet": {_WANTED: token}})
            if held.matched_count:
                new.append(sha256)
        return tuple(new)

    async def keep_held(self, digests: Iterable[str], key: str, token: str) -> None:
        """Hold files for good: the command took effect."""
        change: Mapping[str, object] = {"$addToSet": {_HELD: key}, "$pull": {_WANTED: token}}
        await self._kept.update_many({"filename": {"$in": list(digests)}}, change)

    async def let_go(self, digests: Iterable[str], token: str) -> None:
        """Let files go that a command would have named: it was refused. Of one whose outcome is
        not known they are held, since it may have taken effect."""
        wanted = {"filename": {"$in": list(digests)}}
        await self._kept.update_many(wanted, {"$pull": {_WANTED: token}})

    async def remove_orphan(self, before: datetime) -> Stored | None:
        """Remove one file that was handed in before an instant and that nothing names or is about
        to, and return what it was; None if there is none."""
        none: Document = {"$in": [None, []]}
        orphan: Document = {_AT: {"$lt": before}, _HELD: none, _WANTED: none}
        row = await self._kept.find_one_and_delete(orphan)
        if row is None:
            return None
        await self._chunks.delete_many({"files_id": row["_id"]})
        return _stored(row)


def _stored(row: Document) -> Stored:
    return Stored(row["filename"], int(row["length"]), str(row["metadata"]["media_type"]))
