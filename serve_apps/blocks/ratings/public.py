"""What everybody may know of ratings (好差评公开): shares by unit and by item, of the last year.

Of a unit or an item with few ratings nothing is told: who rated could be worked out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.ratings.records import LOW
from actors.blocks.ratings.view import COUNTS
from actors.kernel.deadlines import local_day
from serve_apps.front.bodies import answer, operation
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import AnyVisitor, anyone
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.charts import Drawing, Row, Series, stacked_bars
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["ratings"])
FEWEST = 5  # ratings of which shares are told
DAYS = 365
BARS = 12  # of the chart
STARS = (5, 4, 3, 2, 1)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Ratings of one unit or item, or of all: how many of each grade, from 5 stars to 1; None where
    there are too few to tell."""

    of: str
    total: int | None
    stars: tuple[int, ...] | None

    @property
    def good(self) -> float | None:
        """The share of ratings that are not bad (好评率), from 0 to 1."""
        if self.stars is None or not self.total:
            return None
        return sum(n for star, n in zip(STARS, self.stars, strict=True) if star > LOW) / self.total


class FiguresOut(msgspec.Struct, frozen=True):
    """Ratings of one unit or item. `stars` counts them from 5 stars to 1; both are null where there
    are fewer than five, of which nothing is told."""

    of: str
    total: int | None
    stars: tuple[int, ...] | None


class SatisfactionOut(msgspec.Struct, frozen=True):
    """Ratings of services on the local days from `since` to `until`, both included."""

    since: date
    until: date
    all: FiguresOut
    units: tuple[FiguresOut, ...]
    items: tuple[FiguresOut, ...]


@router.get("/satisfaction")
async def show_satisfaction(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Show how services are rated."""
    language, (since, until) = language_of(request), _span(services)
    units, items = [await figures(services, by, since, until) for by in ("unit", "item")]
    titles = await _titles(services)
    context = {
        "since": since,
        "until": until,
        "whole": whole(units),
        "units": units,
        "items": [(titles.get(one.of, {"zh": one.of, "en": one.of}), one) for one in items],
        "fewest": FEWEST,
        "chart_of_units": _chart(units, services, language),
    }
    return page(request, "ratings/satisfaction.html", context)


@api.get("/satisfaction", dependencies=[Depends(anyone)], **operation(gives=SatisfactionOut))
async def tell_satisfaction(services: Wired) -> Response:
    """Tell how services were rated in the last year, by unit and by item."""
    since, until = _span(services)
    units, items = [await figures(services, by, since, until) for by in ("unit", "item")]
    return answer(
        SatisfactionOut(
            since=since,
            until=until,
            all=_out(whole(units)),
            units=tuple(map(_out, units)),
            items=tuple(map(_out, items)),
        )
    )


async def figures(
    services: Services, by: Literal["unit", "item"], since: date, until: date
) -> list[Figures]:
    """Return the ratings on the local days from `since` to `until`, by unit or by item, those with
    the most first.

    Raises:
        PyMongoError: the database does not answer.
    """
    days = {"$match": {"day": {"$gte": since.isoformat(), "$lte": until.isoformat()}}}
    sums = {f"s{star}": {"$sum": f"$stars.{star}"} for star in STARS}
    group = {"$group": {"_id": f"${by}", **sums}}
    cursor = await services[Records].database[COUNTS].aggregate([days, group])
    found = [counted(row["_id"], [int(row[f"s{star}"]) for star in STARS]) async for row in cursor]
    return sorted(found, key=lambda one: (-(one.total or 0), one.of))


def counted(of: str, stars: Iterable[int]) -> Figures:
    """Return the figures of `of`, without any number where there are too few ratings."""
    counts = tuple(stars)
    total = sum(counts)
    if total < FEWEST:
        return Figures(of=of, total=None, stars=None)
    return Figures(of=of, total=total, stars=counts)


def whole(parts: Iterable[Figures]) -> Figures:
    """Return the sum of what is told: what is not told of a part cannot be worked out from it."""
    told = [one.stars for one in parts if one.stars is not None]
    return counted("", (sum(column) for column in zip(*told, strict=True)) if told else ())


def _out(one: Figures) -> FiguresOut:
    return FiguresOut(one.of, one.total, one.stars)


def _span(services: Services) -> tuple[date, date]:
    until = local_day(services.clock.now())
    return until - timedelta(days=DAYS - 1), until


async def _titles(services: Services) -> Mapping[str, Any]:
    """Return the titles of the items that were rated, by their codes."""
    group = {"$group": {"_id": "$item", "title": {"$last": "$title"}}}
    cursor = await services[Records].database["ratings"].aggregate([group])
    return {row["_id"]: row["title"] async for row in cursor}


def _chart(units: Iterable[Figures], services: Services, language: Language) -> Drawing:
    _ = translations(language).gettext
    rows = [
        Row(unit_name(services.library, one.of, language), (one.good * 100,))
        for one in units
        if one.good is not None
    ]
    return stacked_bars(
        _("各部门好评率"),
        _("部门"),
        [Series(_("好评率"), "1")],
        rows[:BARS],
        show=lambda value: f"{value:.0f}%",
        largest=100,
    )
