"""Archive files: commits as BSON, one after the other by id, in gzip, with a signed manifest."""

import fcntl
import gzip
import hashlib
import json
import os
import struct
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec
from bson.errors import InvalidBSON
from bson.raw_bson import RawBSONDocument

from storage.journal import RAW
from storage.signing import signed_by

_CHUNK = 1 << 20


class BadArchive(Exception):
    """An archive file is not what was written; the message says which and why."""


class Manifest(msgspec.Struct, frozen=True):
    """What an archive file holds: all commits of `entities` entities at rest before the month
    `before` ("2026-03"), from the id `first` to `last`; `sha256` is of the file, in hex.

    `signature` (hex) is of `statement`, by the key `signer`.
    """

    name: str
    before: str
    made: datetime
    entities: int
    commits: int
    first: str
    last: str
    sha256: str
    signer: str
    signature: str = ""


def statement(manifest: Manifest) -> bytes:
    """Return what is signed: the manifest without its signature, as JSON with sorted keys."""
    fields = msgspec.to_builtins(manifest)
    del fields["signature"]
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


@contextmanager
def only_one(folder: Path) -> Generator[None]:
    """Keep other processes from archiving into `folder` meanwhile.

    Raises:
        BlockingIOError: one does.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


class Writing:
    """An archive file while it is written. Use it as a context manager; the file takes its name
    when `finish` is called, and is gone when it is not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.commits = 0
        self._part = path.with_name(f".{path.name}.part")

    def __enter__(self) -> Self:
        self._file = gzip.GzipFile(self._part, "wb", mtime=0)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)

    def add(self, raw: bytes | memoryview) -> None:
        """Append a commit."""
        self._file.write(raw)
        self.commits += 1

    def finish(self) -> str:
        """Make the file durable under its name; return its SHA-256 in hex."""
        self._file.close()
        _sync(self._part)
        os.replace(self._part, self.path)
        _sync(self.path.parent)
        return file_digest(self.path)


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Make `manifest` durable beside the archive file at `path`."""
    part = path.with_name(f".{path.name}.json.part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    _sync(part)
    os.replace(part, manifest_path(path))
    _sync(path.parent)


def manifest_path(path: Path) -> Path:
    """Return where the manifest of the archive file at `path` is."""
    return path.with_name(f"{path.name}.json")


def read_manifest(path: Path, keys: Mapping[str, bytes]) -> Manifest:
    """Return the manifest of the archive file at `path`, checked against the file; `keys` are the
    public keys that are trusted, by name.

    Raises:
        BadArchive: one of the two is missing or was altered.
    """
    try:
        manifest = msgspec.json.decode(manifest_path(path).read_bytes(), type=Manifest)
        found = file_digest(path)
    except (OSError, msgspec.DecodeError) as error:
        raise BadArchive(f"archive {path.name} cannot be read: {error}") from error
    if not signed_by(keys, manifest.signer, statement(manifest), _signature(manifest)):
        raise BadArchive(f"the manifest of archive {path.name} is not signed with a trusted key")
    if (manifest.name, manifest.sha256) != (path.name, found):
        raise BadArchive(f"archive {path.name} was altered")
    return manifest


def _signature(manifest: Manifest) -> bytes:
    try:
        return bytes.fromhex(manifest.signature)
    except ValueError:
        return b""


def read_commits(path: Path) -> Iterator[RawBSONDocument]:
    """Yield the commits in the archive file at `path`.

    Raises:
        BadArchive: it does not hold commits.
    """
    try:
        with gzip.open(path, "rb") as file:
            while size := file.read(4):
                raw = size + file.read(struct.unpack("<i", size)[0] - 4)
                yield RawBSONDocument(raw, RAW)
    except (OSError, EOFError, zlib.error, struct.error, InvalidBSON) as error:
        raise BadArchive(f"archive {path.name} cannot be read: {error}") from error


def file_digest(path: Path) -> str:
    """Return the SHA-256 of the file at `path` in hex."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
