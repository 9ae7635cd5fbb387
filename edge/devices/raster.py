"""Text as dots, for what a printer's own font lacks. Pillow is loaded when it is first needed."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansYi-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSerifTibetan-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
)  # Debian: fonts-noto-cjk, fonts-hanazono, fonts-noto-core
_NO_CHARACTER = "\U0010ffff"  # which every font draws as its empty box


class NoFont(Exception):
    """No font that is installed has all characters of a line: an empty box would be printed in the
    place of somebody's name. Install fonts-noto-cjk, fonts-hanazono and fonts-noto-core."""


@cache
def _font(file: str, height: int) -> Any:
    from PIL import ImageFont  # noqa: PLC0415  (10 MB that most receipts never need)

    return ImageFont.truetype(file, height, index=2 if file.endswith(".ttc") else 0)


@cache
def _has(file: str, character: str) -> bool:
    font = _font(file, 24)
    return bytes(font.getmask(character)) != bytes(font.getmask(_NO_CHARACTER))


def _runs(text: str, height: int) -> Iterator[tuple[Any, str]]:
    """Yield the parts of `text`, each with a font that has all of it."""
    there = [file for file in FONTS if Path(file).exists()]
    before, run = "", ""
    for character in text:
        able = (file for file in (before, *there) if file and _has(file, character))
        file = before if character.isspace() and before else next(able, "")
        if not file:
            raise NoFont(f"none of {', '.join(FONTS)} is installed and has U+{ord(character):04X}")
        if file != before and run:
            yield _font(before, height), run
            run = ""
        before, run = file, run + character
    if run:
        yield _font(before, height), run


def draw(text: str, height: int, dots: int) -> tuple[int, int, bytes]:
    """Draw one line of `text` with characters `height` dots high, no wider than `dots`.

    Returns bytes in a row, rows, and the bits, 1 for black.

    Raises:
        NoFont: no font is installed that could.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415

    runs, rows = list(_runs(text, height)), height + 6
    long = sum(font.getlength(run) for font, run in runs)
    width = (min(dots, round(long) + 1) + 7) // 8
    picture, at = Image.new("1", (width * 8, rows), 1), 0.0
    for font, run in runs:
        ImageDraw.Draw(picture).text((round(at), 0), run, font=font, fill=0)
        at += font.getlength(run)
    return width, rows, bytes(byte ^ 0xFF for byte in picture.tobytes())
