"""SDT, the protocol of the SAM module in readers for second-generation ID cards (二代证).

Request  AA AA AA 96 69 | length | command parameter [content] | check
Answer   AA AA AA 96 69 | length | 00 00 SW3 [content] | check

`length` is 2 bytes, big-endian, and counts everything after itself; `check` is the exclusive or of
everything from the length to the byte before the check.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import xor

PREFIX = bytes.fromhex("AAAAAA9669")
LONGEST = 4096  # bytes after the length; the longest answer known has 2,314

SAM_STATUS = (0x11, 0xFF)
SAM_ID = (0x12, 0xFF)
FIND = (0x20, 0x01)
SELECT = (0x20, 0x02)
READ_BASE = (0x30, 0x01)

OK, FOUND = 0x90, 0x9F
MEANINGS = {
    0x10: "bad checksum",
    0x11: "bad length",
    0x21: "bad command",
    0x23: "not allowed",
    0x24: "unknown command",
    0x31: "the card rejects the SAM",
    0x32: "the SAM rejects the card",
    0x33: "the card's content failed its check",
    0x40: "wrong kind of card",
    0x41: "reading failed",
    0x47: "random number failed",
    0x60: "SAM self-test failed",
    0x66: "SAM not authorised",
    0x80: "no card found",
    0x81: "selecting failed",
    0x91: "item empty",
}


@dataclass(frozen=True)
class Answer:
    """What the SAM said: its status byte SW3 and what it sent with it."""

    sw3: int
    content: bytes = b""

    @property
    def meaning(self) -> str:
        """The status in words, for operators."""
        return MEANINGS.get(self.sw3, f"status {self.sw3:02X}")


class Garbled(Exception):
    """Bytes arrived that are no answer: a bad check, length or status."""


def request(command: tuple[int, int], content: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    return _frame(bytes(command) + content)


def answer(sw3: int, content: bytes = b"") -> bytes:
    """Return the bytes of an answer."""
    return _frame(bytes((0, 0, sw3)) + content)


def _frame(payload: bytes) -> bytes:
    body = (len(payload) + 1).to_bytes(2, "big") + payload
    return PREFIX + body + bytes((reduce(xor, body),))


class AnswerReader:
    """Puts answers together from bytes as they arrive; finds its way back after noise."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, content: bytes) -> Iterator[Answer | Garbled]:
        """Take `content` and yield every answer that is complete, and every frame that is not
        one."""
        self._bytes += content
        while True:
            start = self._bytes.find(PREFIX)
            if start < 0:
                keep = len(PREFIX) - 1  # the prefix may be cut in two
                del self._bytes[: max(0, len(self._bytes) - keep)]
                return
            del self._bytes[:start]
            if len(self._bytes) < len(PREFIX) + 2:
                return
            length = int.from_bytes(self._bytes[5:7], "big")
            if not 4 <= length <= LONGEST:
                yield self._skip(f"length {length}")
                continue
            end = len(PREFIX) + 2 + length
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[5:end])
            if reduce(xor, body) != 0:
                yield self._skip("check")
            elif body[2:4] != b"\0\0":
                yield self._skip("status")
            else:
                del self._bytes[:end]
                yield Answer(body[4], body[5:-1])

    def _skip(self, why: str) -> Garbled:
        """Go on behind this prefix: what follows may be a whole frame again."""
        del self._bytes[: len(PREFIX)]
        return Garbled(why)
