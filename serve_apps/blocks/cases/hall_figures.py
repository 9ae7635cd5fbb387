"""The hall's figures for a period, counted for whoever may count them, and the query of the cases
that each number is the length of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

import msgspec

from actors.blocks.cases.figures import COUNTED, FIGURES, SUMMED
from actors.blocks.ratings.view import COUNTS
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.mongo import Document

By = Literal["unit", "item", "place", "channel", "day"]
BYS: tuple[By, ...] = get_args(By)
STARS = (5, 4, 3, 2, 1)
_FIELDS = {"unit": "unit", "item": "item.code", "place": "place", "channel": "channel"}
RATES = (
    ("on_time_share", "on_time", ("on_time", "late")),
    ("instant_share", "instant", ("decided",)),
    ("online_share", "online", ("received",)),
    ("closed_online_share", "closed_online", ("closed",)),
    ("full_online_share", "full_online", ("closed",)),
)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one department, service, place, channel or day (`of`, a code), or of all ("").

    Shares are from 0 to 1, null where there is nothing to be a share of: on time of what has a
    promised day, decided on the day of receipt, applied for online, closed that was applied for
    online, closed that was online throughout. `visits` is the mean of visits to the hall of what
    was closed; the hours are means from receipt to decision, in which it waited for the office and
    for the applicant. `ratings` counts by grade from 5 stars to 1.
    """

    of: str
    counts: dict[str, int]
    on_time_share: float | None = None
    instant_share: float | None = None
    online_share: float | None = None
    closed_online_share: float | None = None
    full_online_share: float | None = None
    visits: float | None = None
    office_hours: float | None = None
    applicant_hours: float | None = None
    ratings: tuple[int, ...] = (0, 0, 0, 0, 0)
    stars: float | None = None


@dataclass(frozen=True)
class Asked:
    """What is asked for: the period, what it is told by, and of which department, service, place
    and channel alone."""

    since: date
    until: date
    by: By
    only: Mapping[str, str]

    @property
    def address(self) -> dict[str, str]:
        """What of it stands in addresses."""
        said = {"since": self.since.isoformat(), "until": self.until.isoformat(), "by": self.by}
        return said | dict(self.only)


async def figures(
    services: Services, visitor: Visitor, wanted: Asked
) -> tuple[Figures, list[Figures]]:
    """Return the figures of all, and of each part, of what the visitor may count.

    Raises:
        PyMongoError: the database does not answer.
    """
    records = services[Records]
    readable = records.readable(visitor.identity, "case.count", {})
    days = {"$gte": wanted.since.isoformat(), "$lte": wanted.until.isoformat()}
    match: Document = {"$match": {"$and": [readable, {"day": days}, dict(wanted.only)]}}
    sums = {name: {"$sum": f"${name}"} for name in (*COUNTED, *SUMMED)}
    cursor = await records.database[FIGURES].aggregate(
        [match, {"$group": {"_id": f"${wanted.by}", **sums}}]
    )
    found = {row["_id"]: row async for row in cursor}
    stars = {f"s{star}": {"$sum": f"$stars.{star}"} for star in STARS}
    cursor = await records.database[COUNTS].aggregate(
        [match, {"$group": {"_id": f"${wanted.by}", **stars}}]
    )
    rated = {row["_id"]: tuple(int(row[f"s{star}"]) for star in STARS) async for row in cursor}
    if wanted.by == "channel" or "channel" in wanted.only:
        rated = {}  # a rating has a channel of its own
    rows = [one(of, found.get(of, {}), rated.get(of)) for of in sorted(found.keys() | rated.keys())]
    if wanted.by != "day":
        rows.sort(key=lambda row: (-row.counts["received"], row.of))
    total: dict[str, int] = {
        name: sum(int(row.get(name, 0)) for row in found.values()) for name in (*COUNTED, *SUMMED)
    }
    all_rated = tuple(map(sum, zip(*rated.values(), strict=True))) if rated else None
    return one("", total, all_rated), rows


def one(of: str, row: Mapping[str, Any], rated: Sequence[int] | None) -> Figures:
    """Return the figures of `of` from its counters."""
    counts = {name: int(row.get(name, 0)) for name in COUNTED}
    shares = {
        name: _share(counts[part], sum(counts[each] for each in among))
        for name, part, among in RATES
    }
    ratings = tuple(rated or (0, 0, 0, 0, 0))
    stars = sum(star * n for star, n in zip(STARS, ratings, strict=True))
    return Figures(
        of=of,
        counts=counts,
        visits=_share(int(row.get("visits", 0)), counts["closed"]),
        office_hours=_share(int(row.get("office_minutes", 0)), counts["decided"] * 60),
        applicant_hours=_share(int(row.get("applicant_minutes", 0)), counts["decided"] * 60),
        ratings=ratings,
        stars=_share(stars, sum(ratings)),
        **shares,
    )


def listed(services: Services, visitor: Visitor, wanted: Asked, figure: str) -> Document:
    """Return the query of the cases that `figure` counts for the visitor."""
    readable = services[Records].readable(visitor.identity, "case.count", {})
    span = {"$gte": f"{figure}/{wanted.since}", "$lte": f"{figure}/{wanted.until}"}
    only = {_FIELDS[name]: value for name, value in wanted.only.items()}
    return {"$and": [{"counted": {"$elemMatch": span}}, readable, only]}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
