"""Heat of topics (热点): how many clues, by topic, region and week, and which (NPC-33)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from actors.kernel.deadlines import local_day
from actors.kernel.view import Row

WEEK = timedelta(weeks=1)


class Heat(msgspec.Struct, frozen=True, kw_only=True):
    """How hot a topic is in a region in one week, "2026-W10" (ISO 8601, by local days).

    `clues` are the ids of the clues behind the number, the first told first; `rise` is how many
    more than the week before, less than 0 for fewer.
    """

    topic: str
    region: str
    week: str
    clues: tuple[str, ...]
    rise: int

    @property
    def count(self) -> int:
        """How many clues there are."""
        return len(self.clues)


def week_of(at: datetime) -> str:
    """Return the week of the local day of the instant `at`."""
    year, week, _ = local_day(at).isocalendar()
    return f"{year}-W{week:02}"


def heat(rows: Iterable[Row]) -> tuple[Heat, ...]:
    """Return the heat of the clues of `rows` (of the view `clues`), the hottest first, then by
    week, topic and region. What was set aside does not count."""
    found: dict[tuple[str, str, str], list[tuple[datetime, str]]] = {}
    for row in rows:
        if row["state"] != "set_aside":
            cell = (row["topic"], row["region"], week_of(row["told_at"]))
            found.setdefault(cell, []).append((row["told_at"], row["_id"]))
    cells = [
        Heat(
            topic=topic,
            region=region,
            week=week,
            clues=tuple(id for _, id in sorted(told)),
            rise=len(told) - len(found.get((topic, region, _before(told[0][0])), ())),
        )
        for (topic, region, week), told in found.items()
    ]
    return tuple(sorted(cells, key=lambda cell: (-cell.count, cell.week, cell.topic, cell.region)))


def _before(at: datetime) -> str:
    return week_of(at - WEEK)
