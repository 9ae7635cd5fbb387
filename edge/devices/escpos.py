"""ESC/POS for receipts: Chinese in GB18030 where the printer has the glyph, as a picture where not.

A printer's font holds GBK, the part of GB18030 in two bytes that every Chinese printer knows. Rarer
characters, as in names like 䶮 or 𠮷, come out as rubbish, so their whole line goes as raster.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal
from unicodedata import east_asian_width

INITIALISE = b"\x1b@"
CHINESE_ON = b"\x1c&"
CUT = b"\x1dVB\x00"  # feed to the knife and cut partly
ASK_WHEN_DONE = b"\x1dr\x01"  # GS r 1: answered in its turn, after everything before it
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: at once, all that is held back
_ALIGN = {"left": b"\x1ba\x00", "centre": b"\x1ba\x01"}
_SIZE = {1: b"\x1d!\x00\x1c!\x00", 2: b"\x1d!\x11\x1c!\x0c"}  # FS ! sets Chinese characters

# What text means and Chinese fonts hold under another code point.
_SAME = str.maketrans({"¥": "￥", "–": "—", "\u00a0": " ", "\t": " "})


@dataclass(frozen=True, kw_only=True)
class PrinterModel:
    """What differs between printers: `columns` of half-width characters and `dots` in a line."""

    name: str
    columns: int
    dots: int


GENERIC_80 = PrinterModel(name="generic 80 mm", columns=48, dots=576)
GENERIC_58 = PrinterModel(name="generic 58 mm", columns=32, dots=384)
MODELS = {"80": GENERIC_80, "58": GENERIC_58}


@dataclass(frozen=True)
class Line:
    """A line of text, wrapped if it is too long. `size` 2 is double height and width."""

    text: str
    size: Literal[1, 2] = 1
    align: Literal["left", "centre"] = "left"


@dataclass(frozen=True)
class Code:
    """A QR code of `content`."""

    content: str


@dataclass(frozen=True)
class Feed:
    """Empty lines."""

    lines: int = 1


Part = Line | Code | Feed
# Draws text of the given height into at most the given width: (bytes in a row, rows, bits).
Draw = Callable[[str, int, int], tuple[int, int, bytes]]


def encode(parts: Iterable[Part], model: PrinterModel, draw: Draw) -> bytes:
    """Return the bytes that print `parts` and cut the paper."""
    out = bytearray(INITIALISE + CHINESE_ON)
    for part in parts:
        match part:
            case Line():
                out += _ALIGN[part.align] + _SIZE[part.size]
                for text in wrap(part.text.translate(_SAME), model.columns // part.size):
                    out += _text(text, part.size, model, draw)
            case Code():
                out += _ALIGN["centre"] + _qr(part.content)
            case Feed():
                out += b"\x1bd" + bytes((part.lines,))
    return bytes(out + CUT)


def wrap(text: str, columns: int) -> list[str]:
    """Cut `text` into lines of at most `columns` half-width columns; control characters go."""
    lines, line, used = [], "", 0
    for character in text:
        if not character.isprintable():
            continue
        width = columns_of(character)
        if used + width > columns:
            lines.append(line)
            line, used = "", 0
        line += character
        used += width
    return [*lines, line]


def columns_of(character: str) -> int:
    """Return how many half-width columns `character` takes."""
    return 2 if east_asian_width(character) in "WFA" and ord(character) > 0x7F else 1


def in_font(text: str) -> bool:
    """Tell whether the font of a Chinese printer holds all of `text`."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _text(text: str, size: int, model: PrinterModel, draw: Draw) -> bytes:
    if in_font(text):
        return text.encode("gb18030") + b"\n"
    width, rows, bits = draw(text, 24 * size, model.dots)
    for command in (b"\x10\x04", b"\x10\x14"):  # a printer would take it for DLE EOT or DC4
        bits = bits.replace(command, b"\x10\x00")
    header = b"\x1dv0\x00" + width.to_bytes(2, "little") + rows.to_bytes(2, "little")
    return header + bits


def _qr(content: str) -> bytes:
    """GS ( k: model 2, modules of 6 dots, error correction M."""
    stored = content.encode("utf-8")

    def command(function: bytes) -> bytes:
        return b"\x1d(k" + len(function).to_bytes(2, "little") + function

    return b"".join((
        command(b"1A2\x00"),
        command(b"1C\x06"),
        command(b"1E1"),
        command(b"1P0" + stored),
        command(b"1Q0"),
    ))  # fmt: skip
