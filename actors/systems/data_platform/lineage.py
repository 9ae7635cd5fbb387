"""Who is touched when something changes (影响分析): edges belong to one version of what is made and
end with it, so that a walk sees what was live at the moment that is asked about.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

MOST_HOPS = 20


@dataclass(frozen=True)
class Link:
    """The column `to` of the version `number` of `reader` is made of `column` of the version
    `of_number` of `of`; "" as `to`: all of the reader was filtered or joined by it. It holds from
    `live_from` until before `live_to`, None: still."""

    of: str
    of_number: int
    column: str
    reader: str
    number: int
    to: str
    method: str = ""
    live_from: datetime | None = None
    live_to: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether the version that it makes was live at an instant."""
        return (
            self.live_from is not None
            and self.live_from <= at
            and (self.live_to is None or at < self.live_to)
        )


Point = tuple[str, str]
"""A dataset and a column of it; "": all of it."""


def touched(links: Iterable[Link], points: Collection[Point], at: datetime) -> list[Link]:
    """Return those of `links` that held at an instant and read one of `points`."""
    return [
        link
        for link in links
        if link.holds(at) and ((link.of, link.column) in points or (link.of, "") in points)
    ]


def next_points(found: Iterable[Link]) -> set[Point]:
    """Return what changes by `found`: a column, or all of a dataset that was filtered by one."""
    return {(link.reader, link.to) for link in found}


def made_of(links: Iterable[Link], points: Collection[Point], at: datetime) -> list[Link]:
    """Return those of `links` that held at an instant and make one of `points`: what all of a
    dataset was filtered by makes each column of it."""
    every = {dataset for dataset, column in points if not column}
    return [
        link
        for link in links
        if link.holds(at)
        and (
            link.reader in every
            or (link.reader, link.to) in points
            or (not link.to and any(dataset == link.reader for dataset, _ in points))
        )
    ]


def points_before(found: Iterable[Link]) -> set[Point]:
    """Return what `found` read."""
    return {(link.of, link.column) for link in found}


def impact(links: Iterable[Link], begin: Point, at: datetime) -> list[list[Link]]:
    """Return what is made, hop by hop, of a column of a dataset ("": of any), as it was live at an
    instant; each link once, at the first hop that leads to it."""
    every, hops = list(links), list[list[Link]]()
    points, seen = {begin}, {begin}
    while points and len(hops) < MOST_HOPS:
        found = touched(every, points, at)
        if not found:
            break
        hops.append(found)
        points = next_points(found) - seen
        seen |= points
    return hops
