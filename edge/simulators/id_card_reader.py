"""A simulated ID-card reader: an SDT module that cards can be laid on."""

from functools import reduce
from operator import xor
from pathlib import Path

from edge.simulators.cards import SimulatedCard
from edge.simulators.pty_line import PtyLine

_PREFIX = b"\xaa\xaa\xaa\x96\x69"


class SimulatedReader:
    """Speaks SDT on the pty at `path`. Like real ones, it finds a card it has read only again once
    that was lifted. `broken` is a status byte that the module answers everything with."""

    def __init__(self, path: Path) -> None:
        self.line = PtyLine(path, self._receive)
        self.card: SimulatedCard | None = None
        self.broken = 0
        self._bytes = b""
        self._step = "idle"

    def lay(self, card: SimulatedCard) -> None:
        """Lay `card` on the reader."""
        self.card = card
        self._step = "idle"

    def lift(self) -> None:
        """Take the card away."""
        self.card = None
        self._step = "idle"

    def _receive(self, content: bytes) -> None:
        self._bytes += content
        while True:
            start = self._bytes.find(_PREFIX)
            if start < 0:
                self._bytes = self._bytes[-4:]
                return
            self._bytes = self._bytes[start:]
            if len(self._bytes) < 7:
                return
            end = 7 + int.from_bytes(self._bytes[5:7], "big")
            if len(self._bytes) < end:
                return
            body, self._bytes = self._bytes[5:end], self._bytes[end:]
            self.line.answer(self._frame(*self._serve(body)))

    def _serve(self, body: bytes) -> tuple[int, bytes]:
        if reduce(xor, body) != 0:
            return 0x10, b""
        if self.broken:
            return self.broken, b""
        match body[2:-1]:
            case b"\x10\xff" | b"\x11\xff":
                return 0x90, b""
            case b"\x12\xff":
                return 0x90, bytes(16)
            case b"\x20\x01":
                return self._find()
            case b"\x20\x02":
                if self.card is None or self._step != "found":
                    return 0x81, b""
                self._step = "selected"
                return 0x90, bytes(8)
            case b"\x30\x01":
                return self._read()
            case _:
                return 0x21, b""

    def _find(self) -> tuple[int, bytes]:
        if self.card is None or self._step == "read":
            return 0x80, b""
        self._step = "found"
        return 0x9F, bytes(4)

    def _read(self) -> tuple[int, bytes]:
        if self.card is None or self._step != "selected":
            return 0x41, b""
        self._step = "read"
        text, photo = self.card.text(), self.card.photo()
        return 0x90, len(text).to_bytes(2, "big") + len(photo).to_bytes(2, "big") + text + photo

    @staticmethod
    def _frame(sw3: int, content: bytes) -> bytes:
        body = (len(content) + 4).to_bytes(2, "big") + bytes((0, 0, sw3)) + content
        return _PREFIX + body + bytes((reduce(xor, body),))
