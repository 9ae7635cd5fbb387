"""A table in a temporary file, for what is compared with everything else: memory stays bounded."""

import sqlite3
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self


class TableOnDisk:
    """Gone when the block ends. Use it as a context manager; a subclass says what is in it."""

    def __init__(self, name: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=f"yimen-{name}-")

    def __enter__(self) -> Self:
        self._table = sqlite3.connect(Path(self._folder.name) / "table", isolation_level=None)
        self._table.execute("pragma journal_mode = off")
        self._table.execute("pragma synchronous = off")
        self._prepare()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._table.close()
        self._folder.cleanup()

    def _prepare(self) -> None:
        """Make the tables."""
        raise NotImplementedError
