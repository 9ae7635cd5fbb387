"""What an ID card holds: 256 bytes of UTF-16LE text in one of the published layouts.

The mark at byte 248 tells the layout and is read first: "I" permanent residence of a foreigner,
"J" residence permit for Hong Kong, Macao and Taiwan residents, "Y" the foreigner's card of 2023,
whose layout is not published, and none for the resident card. The layouts of "I" and "J" follow
public descriptions; only the resident card's is described alike everywhere.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

TEXT_BYTES = 256
_MARK = slice(248, 250)

_RESIDENT = (
    ("name", 30), ("sex", 2), ("nation", 4), ("birth", 16), ("address", 70), ("number", 36),
    ("issuer", 30), ("valid_from", 16), ("valid_to", 16),
)  # fmt: skip
_PERMIT = (
    ("name", 30), ("sex", 2), ("", 4), ("birth", 16), ("address", 70), ("number", 36),
    ("issuer", 30), ("valid_from", 16), ("valid_to", 16), ("pass_number", 18), ("issues", 4),
)  # fmt: skip
_FOREIGNER = (
    ("english_name", 120), ("sex", 2), ("number", 30), ("country", 6), ("name", 30),
    ("valid_from", 16), ("valid_to", 16), ("birth", 16),
)  # fmt: skip
LAYOUTS = {"": _RESIDENT, "J": _PERMIT, "I": _FOREIGNER}


class UnsupportedDocument(Exception):
    """A document whose layout is not known. It is never guessed at."""


class UnreadableCard(Exception):
    """The text does not hold what the layout says; lay the card on again."""


@dataclass(frozen=True, kw_only=True, repr=False)
class IdCard:
    """The text of one card. Personal data: kept in memory and never shown by `repr`.

    `mark` is the layout; `sex` GB/T 2261.1, `nation` GB/T 3304 (empty where the layout has none).
    `valid_to` is None for a card without an end (长期). `photo` is the opaque WLT picture.
    """

    mark: Literal["", "J", "I"]
    name: str
    sex: str
    birth: date
    number: str
    valid_from: date
    valid_to: date | None
    nation: str = ""
    address: str = ""
    issuer: str = ""
    english_name: str = ""
    pass_number: str = ""
    photo: bytes = b""

    def __repr__(self) -> str:
        return "IdCard(...)"


def parse(text: bytes, photo: bytes = b"") -> IdCard:
    """Read the text block of a card.

    Raises:
        UnsupportedDocument: its layout is not known.
        UnreadableCard: it is damaged.
    """
    if len(text) != TEXT_BYTES:
        raise UnreadableCard(f"{len(text)} bytes of text")
    mark = _text(text[_MARK])
    if mark not in LAYOUTS:
        raise UnsupportedDocument(f"a document of type {mark!r}")
    fields: dict[str, str] = {}
    start = 0
    for name, size in LAYOUTS[mark]:
        fields[name] = _text(text[start : start + size])
        start += size
    long = fields["valid_to"] == "长期"
    card = IdCard(
        mark=mark,  # type: ignore[arg-type]
        name=fields["name"],
        sex=fields["sex"],
        nation=fields.get("nation", ""),
        birth=_day(fields["birth"]),
        address=fields.get("address", ""),
        number=fields["number"],
        issuer=fields.get("issuer", ""),
        valid_from=_day(fields["valid_from"]),
        valid_to=None if long else _day(fields["valid_to"]),
        english_name=fields.get("english_name", ""),
        pass_number=fields.get("pass_number", ""),
        photo=photo,
    )
    if not card.number or not (card.name or card.english_name):
        raise UnreadableCard("no name or number")
    return card


def parse_base(content: bytes) -> IdCard:
    """Read the answer to "read base info": two lengths, the text and the photo.

    Raises:
        UnsupportedDocument, UnreadableCard: as for `parse`.
    """
    if len(content) < 4:
        raise UnreadableCard("no lengths")
    text_size, photo_size = int.from_bytes(content[:2], "big"), int.from_bytes(content[2:4], "big")
    if len(content) != 4 + text_size + photo_size:
        raise UnreadableCard(f"{len(content)} bytes for {text_size} + {photo_size}")
    return parse(content[4 : 4 + text_size], content[4 + text_size :])


def _text(field: bytes) -> str:
    try:
        return field.decode("utf-16-le").rstrip(" \0")
    except UnicodeDecodeError as error:
        raise UnreadableCard("text that is not UTF-16") from error


def _day(text: str) -> date:
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        raise UnreadableCard("a day that is none")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as error:
        raise UnreadableCard("a day that is none") from error
