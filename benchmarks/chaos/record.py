"""What clients saw, written down outside of the platform."""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from actors.runtime.simulation.checker import History as Seen
from actors.runtime.simulation.checker import Operation
from actors.runtime.simulation.checker import Status as Status


@dataclass
class History(Seen):
    """What clients saw. With `log` each line is also in that file; `sync` makes it durable."""

    log: Path | None = None

    def __post_init__(self) -> None:
        self._file = self.log.open("ab") if self.log else None

    def record(self, operation: Operation) -> None:
        """Write down `operation`."""
        super().record(operation)
        if self._file:
            self._file.write(msgspec.json.encode(operation) + b"\n")

    def sync(self) -> None:
        """Make what is in the file outlive a crash of the machine."""
        if self._file:
            self._file.flush()
            os.fsync(self._file.fileno())


class LogReader:
    """Reads the log at `path` as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0

    def news(self) -> list[Operation]:
        """Return the operations that were written since this was last asked, at first all."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as log:
            log.seek(self._read)
            lines, newline, _ = log.read().rpartition(b"\n")  # the last may not be whole yet
        self._read += len(lines) + len(newline)
        return [msgspec.json.decode(line, type=Operation) for line in lines.splitlines()]


def read_log(path: Path) -> History:
    """Return the history in the file at `path`; a last line that was cut off is left out."""
    return History(LogReader(path).news())
