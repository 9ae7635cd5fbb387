"""Files that were handed in (原始文件), each named by its digest and never changed, in a folder
that few may read."""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

_AT_ONCE = 1 << 20
_UNFINISHED = ".unfinished"


class NoSuchFile(Exception):
    """There is no file of that digest here."""


class KeptFiles:
    """The files below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, file: IO[bytes]) -> str:
        """Keep what `file` holds, and return its digest.

        Raises:
            OSError: the folder cannot be written.
        """
        return kept(self._root, "", lambda path: _copy(file, path))[0]

    def content(self, sha256: str) -> bytes:
        """Return the content of the file `sha256`.

        Raises:
            NoSuchFile: it is not there.
        """
        try:
            return (self._root / sha256[:2] / sha256).read_bytes()
        except FileNotFoundError as error:
            raise NoSuchFile(sha256) from error


def kept(root: Path, ending: str, write: Callable[[Path], None]) -> tuple[str, int]:
    """Have `write` write a file below `root`, whose name ends with `ending`; return its digest and
    its bytes. Two that keep the same at once keep one file.

    Raises:
        OSError: the folder cannot be written.
    """
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = root / f"{secrets.token_hex(8)}{_UNFINISHED}"
    try:
        write(unfinished)
        with unfinished.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = os.fstat(file.fileno()).st_size
            os.fsync(file.fileno())
        path = root / sha256[:2] / f"{sha256}{ending}"
        path.parent.mkdir(exist_ok=True, mode=0o700)
        unfinished.replace(path)
        return sha256, size
    finally:
        unfinished.unlink(missing_ok=True)


def _copy(file: IO[bytes], path: Path) -> None:
    with path.open("wb") as target:
        while piece := file.read(_AT_ONCE):
            target.write(piece)
