"""Text as dots, for what a printer's own font lacks. Pillow is loaded when it is first needed."""

from functools import cache
from pathlib import Path
from typing import Any

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
)  # Debian: fonts-noto-cjk, fonts-hanazono


class NoFont(Exception):
    """No font for rare characters is installed; install fonts-noto-cjk."""


@cache
def _font(height: int) -> Any:
    from PIL import ImageFont  # noqa: PLC0415  (10 MB that most receipts never need)

    for file in FONTS:
        if Path(file).exists():
            return ImageFont.truetype(file, height, index=2 if file.endswith(".ttc") else 0)
    raise NoFont(f"none of {', '.join(FONTS)} is installed")


def draw(text: str, height: int, dots: int) -> tuple[int, int, bytes]:
    """Draw one line of `text` with characters `height` dots high, no wider than `dots`.

    Returns bytes in a row, rows, and the bits, 1 for black.

    Raises:
        NoFont: no font is installed that could.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415

    rows = height + 6
    width = (min(dots, round(_font(height).getlength(text)) + 1) + 7) // 8
    picture = Image.new("1", (width * 8, rows), 1)
    ImageDraw.Draw(picture).text((0, 0), text, font=_font(height), fill=0)
    return width, rows, bytes(byte ^ 0xFF for byte in picture.tobytes())
