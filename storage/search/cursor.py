"""Where a page of what was found ended, as a text that a link can carry."""

import base64
import binascii
from dataclasses import dataclass
from typing import NoReturn

import msgspec


class BadCursor(ValueError):
    """The text is no place where a page ended."""


Rank = tuple[float, int, int, str]  # of a row found; the smallest is shown first


@dataclass(frozen=True)
class Cursor:
    """The rank of the last row that was shown, and whether slips were allowed for."""

    rank: Rank
    slips: bool

    def text(self) -> str:
        """Return the cursor as letters, digits, "-" and "_"."""
        packed = msgspec.json.encode((self.slips, self.rank))
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """Return the cursor that `text` stands for.

    Raises:
        BadCursor: it stands for none.
    """
    try:
        packed = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        slips, rank = msgspec.json.decode(packed, type=tuple[bool, Rank])
    except (binascii.Error, msgspec.DecodeError, UnicodeError):
        _refuse(text)
    return Cursor(rank, slips)


def _refuse(text: str) -> NoReturn:
    raise BadCursor(f"{text[:80]!r} is no place where a page ended")
