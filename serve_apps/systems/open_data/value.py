"""The value of datasets (数据价值): a score with its parts on the page of each, and a ranking of
those of a unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from actors.systems.open_data.asking.query import Term
from actors.systems.open_data.dataset.terms import CYCLE_DAYS
from actors.systems.open_data.demand.records import PUBLIC
from actors.systems.open_data.demand.view import DEMANDS
from actors.systems.open_data.describing.vocabulary import LICENCES
from actors.systems.open_data.following.view import SUBSCRIPTIONS
from actors.systems.open_data.keys.view import KEYS
from actors.systems.open_data.measures.quality import LONG_ENOUGH, Criterion, score
from actors.systems.open_data.measures.value import Parts, Use, fresh, parts
from actors.systems.open_data.use.counting import USES
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.wiring import Wired, Wiring
from serve_apps.front.words import word
from serve_apps.pages.charts import Drawing, Row, Series, columns, stacked_bars
from serve_apps.systems.open_data.catalogue import Catalogue
from serve_apps.systems.open_data.described import item_of
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
AT = "/data-value"
MOST = 100  # datasets of a unit that are ranked
PARTS = ("use", "made", "fresh", "quality", "demand")


@dataclass(frozen=True)
class Valued:
    """What the page of a dataset tells: the figures, and the parts of its score; `days` are the
    latest on which it was used, each with downloads and calls."""

    use: Use
    parts: Parts
    days: Mapping[str, Mapping[str, int]]


class Values:
    """Reckons the value of datasets from what is counted. Raises PyMongoError when the database
    does not answer."""

    def __init__(self, wiring: Wiring) -> None:
        self._database = wiring.database
        self._clock = wiring.clock

    async def of(self, row: Document) -> Valued:
        """Return the value of a live dataset."""
        return (await self.of_unit(row["unit"], [row]))[0]

    async def of_unit(self, unit: str, rows: Sequence[Document]) -> list[Valued]:
        """Return the values of datasets of one unit, in their order."""
        slugs, now = [row["slug"] for row in rows], self._clock.now()
        uses = {
            row["_id"]: row
            for row in await self._database[USES].find({"_id": {"$in": slugs}}).to_list()
        }
        follow = await self._counted(SUBSCRIPTIONS, "dataset", slugs, {"phase": "active"})
        keys = await self._counted(KEYS, "datasets", slugs, {"state": "active"})
        met = await self._met(unit)
        found: list[Valued] = []
        for row in rows:
            slug = row["slug"]
            counted = uses.get(slug, {})
            updates = sorted(each["at"] for each in row["versions"])
            use = Use(
                downloads=counted.get("downloads", 0),
                calls=counted.get("calls", 0),
                users=follow.get(slug, 0) + keys.get(slug, 0),
                fresh=fresh(updates, CYCLE_DAYS.get(row["cycle"]), now),
                quality=score(criteria(row, now)),
                demand_met=met,
            )
            found.append(Valued(use, parts(use), counted.get("days", {})))
        return found

    async def _counted(
        self, collection: str, field: str, slugs: Sequence[str], where: Document
    ) -> dict[str, int]:
        among = {field: {"$in": list(slugs)}}
        steps: list[Document] = [
            {"$match": {**among, **where}},
            {"$unwind": f"${field}"},
            {"$match": among},
            {"$group": {"_id": f"${field}", "count": {"$sum": 1}}},
        ]
        rows = await (await self._database[collection].aggregate(steps)).to_list()
        return {row["_id"]: row["count"] for row in rows}

    async def _met(self, unit: str) -> float:
        """Return the share of a unit's public demands that are met, 1 where there are none."""
        asked = await self._database[DEMANDS].count_documents(
            {"state": {"$in": list(PUBLIC)}, "unit": unit}
        )
        met = await self._database[DEMANDS].count_documents({"state": "opened", "unit": unit})
        return met / asked if asked else 1.0


@router.get(AT)
async def show_ranking(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    unit: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Show the datasets of a unit by their value, by default of the one that opens most.

    Raises:
        PyMongoError: the database does not answer.
    """
    language = language_of(request)
    units = await services[Catalogue].counted("unit")
    unit = unit if unit in units else next(iter(units), "")
    query = [Term("organization", unit, exact=True)]
    rows = (await services[Catalogue].find(query, most=MOST)).rows if unit else []
    valued = await services[Values].of_unit(unit, rows)
    ranked = sorted(
        zip((item_of(services, row, language) for row in rows), valued, strict=True),
        key=lambda one: (-one[1].parts.score, one[0]["slug"]),
    )
    titles = [(item["title"], each.parts) for item, each in ranked]
    context = {
        "ranked": ranked,
        "drawing": drawn(titles, word("open_dataset.value.score", language), language),
        "unit": unit_name(services.library, unit, language) if unit else "",
        "units": [
            {
                "href": f"{AT}?unit={code}",
                "title": unit_name(services.library, code, language),
                "chosen": code == unit,
            }
            for code in units
        ],
    }
    return page(request, "open_data/value.html", context)


def drawn(scored: Sequence[tuple[str, Parts]], title: str, language: Language) -> Drawing:
    """Return the parts of scores as bars, each to a hundred."""
    series = [
        Series(word(f"open_dataset.value.{name}", language), str(look))
        for look, name in enumerate(PARTS, start=1)
    ]
    rows = [Row(of, tuple(getattr(each, name) for name in PARTS)) for of, each in scored]
    axis = word("open_dataset.fields.title", language)
    return stacked_bars(title, axis, series, rows, show="{:.1f}".format, largest=100)


def drawn_days(days: Mapping[str, Mapping[str, int]], title: str, language: Language) -> Drawing:
    """Return the use of a dataset on its latest days as columns."""
    names = ("downloads", "calls")
    series = [
        Series(word(f"open_dataset.value.{name}", language), str(look))
        for look, name in enumerate(names, start=1)
    ]
    rows = [
        Row(day[5:], tuple(of.get(name, 0) for name in names)) for day, of in sorted(days.items())
    ]
    return columns(title, word("open_dataset.value.day", language), series, rows)


def criteria(row: Document, now: datetime) -> Mapping[Criterion, bool]:
    """Return which of the ten criteria of quality a live dataset meets at the instant `now`."""
    days = CYCLE_DAYS.get(row["cycle"])
    return {
        "licence": row["licence"] in LICENCES,
        "temporal": bool(row["temporal"]),
        "spatial": bool(row["spatial"]),
        "cycle": row["cycle"] != "irregular",
        "updated_in_time": days is None or now <= row["modified_at"] + timedelta(days=days),
        "description": len(row["notes"]) >= LONG_ENOUGH,
        "resources": row["rows"] > 0,
        "open_format": bool({"CSV", "JSON", "PARQUET"} & set(row["formats"])),
        "reachable": bool(row["files"]),
        "documented": all(each["title"] for each in row["columns"]),
    }
