"""Where a seal goes on a paper, as whoever made the paper says it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A box on a page, counted from 1, in pt from its upper left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


def read_place(said: str) -> Place | None:
    """Return the place "page,x,y,w,h", None for "", which is nowhere to be seen.

    Raises:
        ValueError: it is no place.
    """
    if not said:
        return None
    page, *box = said.split(",")
    x, y, width, height = (float(each) for each in box)
    if int(page) < 1 or width <= 0 or height <= 0:
        raise ValueError(f"{said!r} is no place on a paper")
    return Place(int(page), x, y, width, height)
