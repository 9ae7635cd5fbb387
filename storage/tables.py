"""Tables (数据表) as files: Parquet, each named by the digest of what it says, never changed.

The folder is shared by all machines that work on tables. Two that keep the same rows at once keep
one file, whichever is later; one that is killed leaves a file of chance name, which is swept away.
"""

import os
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".unfinished"
_ABANDONED = 24 * 3600.0  # seconds after which nobody writes a file any more


class NoSuchTable(Exception):
    """There is no table of that digest here."""


class Tables:
    """The tables below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, digest: str, write: Callable[[Path], None]) -> Path:
        """Have `write` write the file of the table `digest`, unless it is there; return its path.

        Raises:
            ValueError: `digest` is none.
            OSError: the folder cannot be written.
        """
        path = self._path(digest)
        if path.exists():
            return path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_name(f"{secrets.token_hex(8)}{_UNFINISHED}")
        try:
            write(unfinished)
            with unfinished.open("rb") as file:
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        _flush(path.parent)
        return path

    def path(self, digest: str) -> Path:
        """Return the file of the table `digest`.

        Raises:
            NoSuchTable: it is not there.
        """
        path = self._path(digest)
        if not path.exists():
            raise NoSuchTable(digest)
        return path

    def sweep(self) -> int:
        """Remove what was begun and never finished; return how many files that were."""
        since = time.time() - _ABANDONED
        old = [each for each in self._root.glob(f"*/*{_UNFINISHED}") if _begun(each) < since]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{digest!r} is no digest")
        return self._root / digest[:2] / f"{digest}.parquet"


def _begun(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
