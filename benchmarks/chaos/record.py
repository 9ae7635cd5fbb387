"""What clients saw, written down outside of the platform."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

Status = Literal["ok", "refused", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One try of a command, or one read, between two instants of the machine's own clock (s).

    Only what the rules refused is "refused"; whatever else went wrong is "unknown", since an error
    never means that nothing happened.
    """

    key: str
    id: str
    began: float
    ended: float
    status: Status
    seq: int = 0
    replayed: bool = False
    read: bool = False


@dataclass
class History:
    """What clients saw. With `log` each line is also in that file; `sync` makes it durable."""

    operations: list[Operation] = field(default_factory=list[Operation])
    log: Path | None = None

    def __post_init__(self) -> None:
        self._file = self.log.open("ab") if self.log else None

    def add(self, key: str, id: str, began: float, status: Status, **more: object) -> None:
        """Record what ends now."""
        ended = time.monotonic()
        operation = Operation(
            key=key,
            id=id,
            began=began,
            ended=ended,
            status=status,
            **more,  # type: ignore[arg-type]
        )
        self.operations.append(operation)
        if self._file:
            self._file.write(msgspec.json.encode(operation) + b"\n")

    def sync(self) -> None:
        """Make what is in the file outlive a crash of the machine."""
        if self._file:
            self._file.flush()
            os.fsync(self._file.fileno())

    @property
    def acknowledged(self) -> list[Operation]:
        """The commands that were acknowledged."""
        return [each for each in self.operations if each.status == "ok" and not each.read]


def read_log(path: Path) -> History:
    """Return the history in the file at `path`; a last line that was cut off is left out."""
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return History([msgspec.json.decode(line, type=Operation) for line in lines])
