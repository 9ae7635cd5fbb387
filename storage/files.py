"""Files that people hand in: kept by the digest of their content, of three known types only."""

import hashlib
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable
from typing import IO

import msgspec
from gridfs.asynchronous import AsyncGridFSBucket
from gridfs.errors import NoFile

from storage.mongo import Database

MEGABYTE = 1_000_000
_IN_MEMORY = MEGABYTE  # larger files go through a temporary file while they arrive
_READ = 64 * 1024
_HEAD = 1024  # a PDF may have some bytes before its signature
_FORMATS = ("pdf", "jpg", "png")


class Unfit(Exception):
    """What was sent cannot be kept. `code` says why, with `facts`: "too_large" (`megabytes`),
    "no_file" (it is empty), "format" (`formats`)."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Stored(msgspec.Struct, frozen=True):
    """A file that is kept. `sha256` is its digest in hex, `bytes` its size."""

    sha256: str
    bytes: int
    media_type: str


class Files:
    """Files in GridFS. The same content is kept once, however often it is handed in."""

    def __init__(self, database: Database) -> None:
        self._bucket = AsyncGridFSBucket(database, bucket_name="files")
        self._kept = database["files.files"]

    async def put(self, stream: AsyncIterable[bytes], *, max_megabytes: int = 10) -> Stored:
        """Keep what `stream` brings.

        The type is told by the content, never by the name.

        Raises:
            Unfit: it is empty, larger than `max_megabytes` (of 1,000,000 bytes), or neither PDF
                nor JPEG nor PNG. Nothing was kept.
        """
        digest = hashlib.sha256()
        size = 0
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            async for piece in stream:
                size += len(piece)
                if size > max_megabytes * MEGABYTE:
                    raise Unfit("too_large", megabytes=str(max_megabytes))
                digest.update(piece)
                spool.write(piece)
            spool.seek(0)
            stored = Stored(digest.hexdigest(), size, _media_type(spool.read(_HEAD)))
            spool.seek(0)
            if await self._kept.find_one({"filename": stored.sha256}) is None:
                await self._upload(stored, spool)
        return stored

    async def find(self, sha256: str) -> Stored | None:
        """Return what is known of the file, or None if it is not kept."""
        found = await self._kept.find_one({"filename": sha256})
        if found is None:
            return None
        return Stored(sha256, int(found["length"]), str(found["metadata"]["media_type"]))

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

    async def _upload(self, stored: Stored, content: IO[bytes]) -> None:
        # Two at once may both upload: the name stands for the content, so either will do.
        await self._bucket.upload_from_stream(
            stored.sha256, content, metadata={"media_type": stored.media_type}
        )


def _media_type(head: bytes) -> str:
    if not head:
        raise Unfit("no_file")
    if b"%PDF-" in head:
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    raise Unfit("format", formats=", ".join(_FORMATS))
