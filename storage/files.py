"""Files that people hand in: kept by the digest of their content.

What a file holds is hidden under a key of its own (文件密钥), which goes with it.

A file that nothing names is an orphan (无主文件) and removed after some time; a file is held before
anything names it, so that none is removed that is about to be named.
"""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterable, Mapping
from datetime import datetime
from typing import IO

import msgspec
from bson import Binary
from gridfs.asynchronous import AsyncGridFSBucket, AsyncGridOut
from gridfs.errors import NoFile

from storage.mongo import Database, Document
from storage.secrecy.commits import KEY, keys_of
from storage.secrecy.data_keys import DataKey, MongoKeyRows
from storage.secrecy.files import (
    CHUNK,
    Hiding,
    hidden_preview,
    opened_pieces,
    opened_preview,
)
from storage.secrecy.keeping import data_keys

MEGABYTE = 1_000_000
_READ = 64 * 1024
_BYTES = "metadata.bytes"  # of the content; what is kept is longer
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
        self._keys = data_keys(database)
        self._rows = MongoKeyRows(database)
        self._bucket = AsyncGridFSBucket(database, bucket_name="files", chunk_size_bytes=CHUNK)
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
        await self._keys.stock(1)
        key = self._keys.take()
        told: dict[str, object] = {
            "media_type": stored.media_type,
            "bytes": stored.bytes,
            KEY: Binary(key.id),
        }
        if at is not None:
            told["handed_in_at"] = at
        if preview:
            told["preview"] = Binary(hidden_preview(preview, key, stored.sha256))
        # Two at once may both upload: the name stands for the content, so either will do.
        hiding = Hiding(content, key, stored.sha256)
        await self._bucket.upload_from_stream(stored.sha256, hiding, metadata=told)

    async def find(self, sha256: str) -> Stored | None:
        """Return what is known of the file, or None if it is not kept."""
        return (await self.known((sha256,))).get(sha256)

    async def known(self, digests: Iterable[str]) -> dict[str, Stored]:
        """Return what is known of those files that are kept, by their digests."""
        wanted = {"filename": {"$in": list(digests)}}
        facts = {name: 1 for name in ("filename", "length", "metadata.media_type", _BYTES)}
        rows = self._kept.find(wanted, facts)
        return {row["filename"]: _stored(row) async for row in rows}

    async def previews(self, digests: Iterable[str]) -> dict[str, bytes]:
        """Return the small pictures (WebP) of those files that have one, by their digests."""
        wanted = {"filename": {"$in": list(digests)}, "metadata.preview": {"$exists": True}}
        found = self._kept.find(
            wanted, {"filename": 1, "metadata.preview": 1, f"metadata.{KEY}": 1}
        )
        rows = await found.to_list()
        keys = await self._keys.find(keys_of(row["metadata"] for row in rows))
        pictures = ((row["filename"], _preview(row, keys)) for row in rows)
        return {sha256: picture for sha256, picture in pictures if picture is not None}

    async def open(self, sha256: str) -> AsyncGenerator[bytes]:
        """Yield the content of the file, piece by piece.

        Raises:
            FileNotFoundError: it is not kept, or its key was destroyed.
            CannotOpen: it was altered.
        """
        try:
            source = await self._bucket.open_download_stream_by_name(sha256)
        except NoFile as error:
            raise FileNotFoundError(sha256) from error
        told = source.metadata or {}
        if KEY not in told:  # of releases that hid nothing
            async for piece in _pieces(source):
                yield piece
            return
        id = bytes(told[KEY])
        key = (await self._keys.find([id])).get(id)
        if key is None:
            raise FileNotFoundError(sha256)
        async for piece in opened_pieces(_pieces(source), key, sha256):
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
        await self._remove(row)
        return _stored(row)

    async def let_go_of(self, keys: Collection[str]) -> tuple[str, ...]:
        """Have the entities `keys` hold nothing any more, remove what they alone held, with its
        key, and return the digests of that."""
        held = await self._kept.find({_HELD: {"$in": list(keys)}}).to_list()
        removed: list[str] = []
        for row in held:
            change: Document = {"$pullAll": {_HELD: list(keys)}}
            await self._kept.update_one({"_id": row["_id"]}, change)
            alone: Document = {"_id": row["_id"], _HELD: [], _WANTED: {"$in": [None, []]}}
            if await self._kept.find_one_and_delete(alone) is not None:
                await self._remove(row)
                removed.append(row["filename"])
        return tuple(removed)

    async def _remove(self, row: Document) -> None:
        """Remove what a file held, and its key."""
        await self._chunks.delete_many({"files_id": row["_id"]})
        if KEY in row["metadata"]:
            id = bytes(row["metadata"][KEY])
            await self._rows.remove([id])
            self._keys.forget([id])


def _stored(row: Document) -> Stored:
    told = row["metadata"]
    size = int(told.get("bytes", row["length"]))
    return Stored(row["filename"], size, str(told["media_type"]))


def _preview(row: Document, keys: Mapping[bytes, DataKey]) -> bytes | None:
    """Return the small picture of a file; None if its key was destroyed."""
    kept = bytes(row["metadata"]["preview"])
    if KEY not in row["metadata"]:
        return kept
    key = keys.get(bytes(row["metadata"][KEY]))
    return opened_preview(kept, key, row["filename"]) if key is not None else None


async def _pieces(source: AsyncGridOut) -> AsyncIterator[bytes]:
    while piece := await source.read(_READ):
        yield piece
