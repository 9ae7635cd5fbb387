"""The picture of a round seal (印模): a red ring, the name along its upper arc, a star in the
middle.

A picture is lines and curves in millimetres from its centre, upwards, so that it is as sharp on
paper as on a screen and needs no font where it is shown. 42 mm is the width of the seals of organs
up to the county (国发〔1999〕25号).
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 42.0  # mm, of the whole seal
RING = 1.2  # mm, its line
STAR = 7.0  # mm, from the centre of the star to a point of it
LETTER = 7.4  # mm, height of a character of a short name
ARC = 250.0  # degrees of the circle that a name may take
RED = (0.85, 0.07, 0.09)
_GAP = 1.1  # mm, between ring and characters
_CIRCLE = 0.5522847498  # of a radius, where the handles of a quarter of a circle are

Point = tuple[float, float]
Step = tuple[str, tuple[float, ...]]
"""One step of an outline: M and L with one point, C with three, Z with none."""


@dataclass(frozen=True)
class Glyph:
    """The outline of a character in a square of 1 by 1 with its lower left corner at 0, 0."""

    steps: tuple[Step, ...]


def drawn(name: str, glyphs: Mapping[str, Glyph]) -> tuple[Step, ...]:
    """Return the picture of the seal with `name`, whose characters are all in `glyphs`.

    Raises:
        KeyError: one is not.
        ValueError: there is no name, or it is too long for a seal.
    """
    if not 1 <= len(name) <= 40:
        raise ValueError("a seal has a name of 1 to 40 characters")
    steps: list[Step] = [*_circle(WIDTH / 2), *_circle(WIDTH / 2 - RING, backwards=True), *_star()]
    height = LETTER if len(name) <= 14 else LETTER * 14 / len(name)
    radius = WIDTH / 2 - RING - _GAP - height  # of the feet of the characters
    turned = min(ARC / len(name), 28.0)  # degrees from one character to the next
    wide = min(1.0, math.radians(turned) * (radius + height / 2) / height * 0.96)
    for at, letter in enumerate(name):
        angle = math.radians(90 + (len(name) - 1) * turned / 2 - at * turned)
        steps += _placed(glyphs[letter].steps, height, wide, radius, angle)
    return tuple(steps)


def as_svg(steps: Sequence[Step]) -> str:
    """Return the picture as a file that browsers show."""
    path = "".join(_written(step) for step in steps)
    half = WIDTH / 2
    red = "#" + "".join(f"{round(part * 255):02x}" for part in RED)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}mm" height="{WIDTH:g}mm" '
        f'viewBox="{-half:g} {-half:g} {WIDTH:g} {WIDTH:g}">'
        f'<path transform="scale(1,-1)" fill="{red}" fill-rule="nonzero" d="{path}"/></svg>'
    )


def steps_of(svg: str) -> tuple[Step, ...]:
    """Return the picture that `as_svg` wrote.

    Raises:
        ValueError: it is not one of ours.
    """
    found = re.search(r' d="([^"]*)"', svg)
    if found is None:
        raise ValueError("no picture of a seal")
    steps: list[Step] = []
    for order, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", found[1]):
        steps.append((order, tuple(float(each) for each in numbers.split())))
    return tuple(steps)


def as_pdf(steps: Sequence[Step], width: float, height: float) -> bytes:
    """Return the picture as drawing orders of a PDF, filling a box of `width` by `height` pt whose
    lower left corner is at 0, 0."""
    across, up = width / WIDTH, height / WIDTH
    lines = [f"q {across:.5f} 0 0 {up:.5f} {width / 2:.4f} {height / 2:.4f} cm"]
    lines.append("{:g} {:g} {:g} rg".format(*RED))
    for order, numbers in steps:
        written = " ".join(f"{each:.3f}" for each in numbers)
        lines.append(
            {"M": f"{written} m", "L": f"{written} l", "C": f"{written} c"}.get(order, "h")
        )
    return "\n".join([*lines, "f", "Q"]).encode("ascii")


def _written(step: Step) -> str:
    return step[0] + " ".join(f"{each:.3f}" for each in step[1])


def _circle(radius: float, *, backwards: bool = False) -> Iterator[Step]:
    """Yield a circle around the centre; a hole in another is drawn `backwards`."""
    way = -1.0 if backwards else 1.0
    arm = radius * _CIRCLE
    yield "M", (radius, 0.0)
    yield "C", (radius, way * arm, arm, way * radius, 0.0, way * radius)
    yield "C", (-arm, way * radius, -radius, way * arm, -radius, 0.0)
    yield "C", (-radius, way * -arm, -arm, way * -radius, 0.0, way * -radius)
    yield "C", (arm, way * -radius, radius, way * -arm, radius, 0.0)
    yield "Z", ()


def _star() -> Iterator[Step]:
    """Yield the star with five points, one of them up."""
    inner = STAR * math.sin(math.radians(18)) / math.sin(math.radians(126))
    corners = [
        _polar(STAR if at % 2 == 0 else inner, math.radians(90 + at * 36)) for at in range(10)
    ]
    yield "M", corners[0]
    for corner in corners[1:]:
        yield "L", corner
    yield "Z", ()


def _placed(
    steps: Sequence[Step], height: float, wide: float, radius: float, angle: float
) -> Iterator[Step]:
    """Yield a character with its feet towards the centre, at an `angle` from the right."""
    cos, sin = math.cos(angle - math.pi / 2), math.sin(angle - math.pi / 2)
    for order, numbers in steps:
        moved: list[float] = []
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            across, up = (x - 0.5) * height * wide, radius + y * height
            moved += (across * cos - up * sin, across * sin + up * cos)
        yield order, tuple(moved)


def _polar(radius: float, angle: float) -> Point:
    return radius * math.cos(angle), radius * math.sin(angle)
