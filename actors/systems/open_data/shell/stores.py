"""The raw store and the open store (原始库, 开放数据资源库): folders whose files have their digest
for a name and are never changed."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

from actors.blocks.tables.shell.kept_files import KeptFiles, NoSuchFile, kept
from storage.tables import Tables

_UNFINISHED = ".unfinished"
_KEY_BYTES = 32


class RawStore:
    """What was handed in, below `root`: nobody reads it but who prepares versions (OPEN-08)."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = KeptFiles(root / "files")
        self.tables = Tables(root / "tables")

    def keep(self, file: IO[bytes]) -> str:
        """Keep what `file` holds, and return its digest.

        Raises:
            OSError: the folder cannot be written.
        """
        return self._files.keep(file)

    def content(self, sha256: str) -> bytes:
        """Return the content of the file `sha256`.

        Raises:
            NoSuchFile: it is not there.
        """
        return self._files.content(sha256)

    def key(self) -> bytes:
        """Return the key of masks (脱敏密钥), which is drawn once and never leaves this folder."""
        path = self._root / "key"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        drawn = path.with_name(f"{secrets.token_hex(8)}{_UNFINISHED}")
        descriptor = os.open(drawn, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(drawn, path)  # of two that draw one at once, the first holds
        except FileExistsError:
            pass
        finally:
            drawn.unlink()
        return path.read_bytes()


class OpenStore:
    """What was opened, below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, ending: str, write: Callable[[Path], None]) -> tuple[str, int]:
        """Have `write` write a file, and return its digest and its bytes.

        Raises:
            OSError: the folder cannot be written.
        """
        return kept(self._root, f".{ending}", write)

    def path(self, sha256: str, ending: str) -> Path:
        """Return the file with that digest.

        Raises:
            NoSuchFile: it is not there.
        """
        path = self._root / sha256[:2] / f"{sha256}.{ending}"
        if not path.exists():
            raise NoSuchFile(sha256)
        return path
