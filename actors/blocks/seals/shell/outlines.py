"""The outlines of characters, from a font, for seals that are drawn."""

# pyright: basic
# The libraries tell few types, and asn1crypto none.

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from actors.blocks.seals.picture import Glyph, Step
from actors.kernel.errors import Reason, Refusal

_FACE = 2  # of a collection of Noto CJK: that for simplified Chinese
_ORDERS = {"moveTo": "M", "lineTo": "L", "curveTo": "C", "closePath": "Z", "endPath": "Z"}


def glyphs(font: Path, letters: Iterable[str]) -> dict[str, Glyph]:
    """Return the outlines of `letters` in `font`.

    Raises:
        Refusal: the font lacks one, which the reason names.
        OSError: the font cannot be read.
    """
    number = _FACE if font.suffix == ".ttc" else -1
    with TTFont(font, fontNumber=number, lazy=True) as opened:
        known: dict[int, str] = opened.getBestCmap() or {}
        missing = [letter for letter in letters if ord(letter) not in known]
        if missing:
            raise Refusal(Reason("seal.no_glyph", "/name", {"letter": missing[0]}))
        shapes: Any = opened.getGlyphSet()
        head: Any = opened["head"]
        lines: Any = opened["OS/2"]
        size, below = head.unitsPerEm, lines.sTypoDescender
        return {
            letter: Glyph(tuple(_steps(shapes, known[ord(letter)], size, below)))
            for letter in letters
        }


def _steps(shapes: Any, name: str, size: int, below: int) -> Iterable[Step]:
    """Yield the outline of a glyph in a square of 1 by 1."""
    pen = DecomposingRecordingPen(shapes)
    shapes[name].draw(pen)
    here = (0.0, 0.0)
    for order, points in pen.value:
        if order == "qCurveTo":  # of TrueType: each quadratic curve as a cubic one
            for control, end in _quadratic(points):
                first = tuple(p + 2 / 3 * (c - p) for p, c in zip(here, control, strict=True))
                second = tuple(p + 2 / 3 * (c - p) for p, c in zip(end, control, strict=True))
                yield "C", _scaled((first, second, end), size, below)
                here = end
            continue
        yield _ORDERS[order], _scaled(points, size, below)
        if points:
            here = points[-1]


def _quadratic(points: Any) -> Iterable[tuple[Any, Any]]:
    *controls, end = points
    for at, control in enumerate(controls):
        if at + 1 < len(controls):
            following = controls[at + 1]
            middle = tuple((a + b) / 2 for a, b in zip(control, following, strict=True))
            yield control, middle
        else:
            yield control, end


def _scaled(points: Any, size: int, below: int) -> tuple[float, ...]:
    return tuple(value for x, y in points for value in (float(x) / size, (float(y) - below) / size))
