"""A simulated receipt printer: takes ESC/POS, answers status questions, keeps what it prints."""

import asyncio
from pathlib import Path
from typing import Literal

from edge.simulators.pty_line import PtyLine

Paper = Literal["full", "low", "out", "jammed"]
_PRINT_SECONDS = 0.2  # from the end of a job to its paper
_FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8


class SimulatedPrinter:
    """Speaks ESC/POS on the pty at `path`.

    `receipts` holds the bytes of every receipt, ended by its cut. `paper` and `cover_open` are
    told truly when asked. Paper that is out or jammed holds jobs back until it is put right, or
    until it is told to forget them. `ends_after`: the paper is out after so many more commands.
    """

    def __init__(self, path: Path) -> None:
        self.line = PtyLine(path, self._receive)
        self.receipts: list[bytes] = []
        self.paper: Paper = "full"
        self.cover_open = False
        self.ends_after: int | None = None
        self.printed = asyncio.Event()
        self._bytes = b""
        self._job = bytearray()

    def put_right(self, paper: Paper = "full") -> None:
        """Put paper in, free what is jammed, close the cover; what was held back is printed."""
        self.paper, self.cover_open = paper, False
        self._consume()

    @property
    def _ready(self) -> bool:
        return self.paper in ("full", "low") and not self.cover_open

    def _receive(self, content: bytes) -> None:
        # Questions in real time (DLE EOT n) are answered wherever they stand, also between jobs.
        rest = b""
        while content:
            head, mark, tail = content.partition(b"\x10\x04")
            rest += head
            if mark and tail:
                self.line.answer(bytes((self._status(tail[0]),)))
                tail = tail[1:]
            content = tail
        _, forget, rest = rest.rpartition(_FORGET)
        if forget:
            self._bytes = b""
            self._job.clear()
        self._bytes += rest
        self._consume()

    def _consume(self) -> None:
        while self._bytes and self._ready:
            size = _command_size(self._bytes)
            if size == 0:
                return  # the rest of it is still on its way
            command, self._bytes = self._bytes[:size], self._bytes[size:]
            if self.ends_after is not None:
                self.ends_after -= 1
                if self.ends_after <= 0:
                    self.paper, self.ends_after = "out", None
            if command == b"\x1dr\x01":
                paper = 0x03 if self.paper == "low" else 0x00
                asyncio.get_running_loop().call_later(
                    _PRINT_SECONDS, self.line.answer, bytes((paper,))
                )
                continue
            self._job += command
            if command.startswith(b"\x1dV"):
                self.receipts.append(bytes(self._job))
                self._job.clear()
                self.printed.set()

    def _status(self, question: int) -> int:
        status = 0x12
        match question:
            case 1 if not self._ready:
                status |= 0x08
            case 2:
                status |= (0x04 if self.cover_open else 0) | (0x20 if self.paper == "out" else 0)
                status |= 0x40 if self.paper == "jammed" else 0
            case 3 if self.paper == "jammed":
                status |= 0x08
            case 4:
                status |= {"low": 0x0C, "out": 0x60}.get(self.paper, 0)
        return status


def _command_size(content: bytes) -> int:
    """Return how many bytes the first command or character of `content` takes; 0 if it is not all
    there."""
    known = {
        b"\x1b@": 2, b"\x1c&": 2, b"\x1ba": 3, b"\x1bd": 3, b"\x1c!": 3, b"\x1d!": 3,
        b"\x1dr": 3, b"\x1dV": 4,
    }  # fmt: skip
    start = content[:2]
    if content[0] not in b"\x1b\x1c\x1d":
        return 1
    if len(start) < 2:
        return 0
    if start in known:
        size = known[start]
    elif start == b"\x1dv":  # raster: GS v 0 mode, width and rows
        if len(content) < 8:
            return 0
        size = 8 + int.from_bytes(content[4:6], "little") * int.from_bytes(content[6:8], "little")
    elif start == b"\x1d(":  # GS ( k: length and function
        if len(content) < 5:
            return 0
        size = 5 + int.from_bytes(content[3:5], "little")
    else:
        size = 2
    return size if len(content) >= size else 0


def readable(receipt: bytes) -> str:
    """Return the text of a receipt, pictures and codes shown as marks, for people and tests."""
    out, rest = bytearray(), receipt
    while rest:
        size = _command_size(rest) or len(rest)
        command, rest = rest[:size], rest[size:]
        if command.startswith(b"\x1dv"):
            out += b"[picture]\n"
        elif command.startswith(b"\x1d(k") and command[5:8] == b"1P0":
            out += b"[QR " + command[8:].decode("utf-8").encode("gb18030") + b"]\n"
        elif command[0] not in b"\x1b\x1c\x1d":
            out += command
    return out.decode("gb18030", "replace")
