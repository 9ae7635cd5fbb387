"""Files as they are kept: piece by piece, each hidden, in order and complete.

A piece belongs to its file and its place, and the last one says that it is: whoever takes pieces
away, or puts one in another's place, is found out when the file is read.
"""

import io
from collections.abc import AsyncIterable, AsyncIterator
from typing import IO

from storage.secrecy.cipher import CannotOpen
from storage.secrecy.data_keys import DataKey

CHUNK = 255 * 1024  # bytes of a piece as it is kept, which is one document
_ADDED = 28  # bytes that hiding adds: a nonce and a tag
_PLAIN = CHUNK - _ADDED


class Hiding(io.RawIOBase):
    """Reads what `content` of the file `name` becomes under `key`, `CHUNK` bytes at a time."""

    def __init__(self, content: IO[bytes], key: DataKey, name: str) -> None:
        super().__init__()
        self._content = content
        self._key = key
        self._name = name
        self._piece = 0
        self._next = content.read(_PLAIN)
        self._ended = False
        self._ready = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, all that are left without."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._ready += self._hide()
        if size < 0:
            size = len(self._ready)
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken

    def _hide(self) -> bytes:
        plain, self._next = self._next, self._content.read(_PLAIN)
        self._ended = not self._next
        hidden = self._key.cipher.hide(plain, _about(self._name, self._piece, last=self._ended))
        self._piece += 1
        return hidden


async def opened_pieces(
    kept: AsyncIterable[bytes], key: DataKey, name: str
) -> AsyncIterator[bytes]:
    """Yield the content of the file `name` from what is `kept` of it, in pieces of any size.

    Raises:
        CannotOpen: it was altered, or part of it is missing.
    """
    waiting, piece = b"", 0
    async for some in kept:
        waiting += some
        while len(waiting) > CHUNK:  # so that the last piece is known as such
            now, waiting = waiting[:CHUNK], waiting[CHUNK:]
            yield key.cipher.open(now, _about(name, piece, last=False))
            piece += 1
    if not waiting:
        raise CannotOpen
    yield key.cipher.open(waiting, _about(name, piece, last=True))


def hidden_preview(preview: bytes, key: DataKey, name: str) -> bytes:
    """Return the small picture of the file `name` as it is kept."""
    return key.cipher.hide(preview, f"{name} preview".encode())


def opened_preview(kept: bytes, key: DataKey, name: str) -> bytes:
    """Return the small picture of the file `name`.

    Raises:
        CannotOpen: it was altered.
    """
    return key.cipher.open(kept, f"{name} preview".encode())


def _about(name: str, piece: int, *, last: bool) -> bytes:
    return f"{name} {piece}{' last' if last else ''}".encode()
