"""The heat of topics (民意热点): how many clues, by region and week, and which."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from actors.blocks.organisation.units import Organisation
from actors.systems.npc_motions.motion_heat import Heat, heat
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import Policy
from serve_apps.front.rendering import page, short_day
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.charts import Drawing, Row, Series, columns, stacked_bars
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values
from storage import rows
from storage.rows import Order
from storage.secrecy.rows import opened_in

router = APIRouter(include_in_schema=False)
WEEKS = 12  # up to this one
MOST = 200  # topics of the table
TOPICS = 10  # bars
_LATEST = Order(("told_at",), descending=True)
READERS = ("work_body", "deputy")
reads_clues = Policy("reads clues", kind="any", roles=READERS)
Reader = Annotated[Visitor, Depends(reads_clues)]
Words = Annotated[str, Query(max_length=60)]


@router.get("/clue-heat")
async def show_heat(
    request: Request,
    visitor: Reader,
    services: Wired,
    topic: str | None = None,
    region: Annotated[str | None, Query(max_length=12)] = None,
    week: Words = "",
) -> Response:
    """Show how many clues there are by topic and week, of all regions or one; each figure opens
    its clues."""
    language = language_of(request)
    region = None if region == "all" else region
    cells = await _cells(services, visitor)
    regions = sorted({cell.region for cell in cells})
    chosen = [cell for cell in cells if region is None or cell.region == region]
    values = Values("clue", services.library, language)
    opened = [
        cell for cell in chosen if week == cell.week and topic is not None and topic == cell.topic
    ]
    context = {
        "by_week": _by_week(chosen, language),
        "by_topic": _by_topic(chosen, values, language),
        "cells": [_cell(services, cell, values, language) for cell in chosen[:MOST]],
        "regions": [(each, _region(services, each, language)) for each in regions],
        "region": region,
        "opened": await _opened(services, opened, values),
        "opened_title": _cell(services, opened[0], values, language) if opened else None,
    }
    return page(request, "npc_motions/heat.html", context)


async def _cells(services: Services, visitor: Visitor) -> tuple[Heat, ...]:
    records = services[Records]
    since = services.clock.now() - timedelta(weeks=WEEKS)
    readable = records.readable(visitor.identity, "clue.read", {})
    where = {"$and": [readable, {"told_at": {"$gte": since}}]}
    found = [row async for row in rows.each(records.database, "clues", where, _LATEST)]
    return await asyncio.to_thread(heat, found)


async def _opened(services: Services, cells: list[Heat], values: Values) -> list[dict[str, Any]]:
    ids = [id for cell in cells for id in cell.clues][:MOST]
    database = services[Records].database
    kept = await database["clues"].find({"_id": {"$in": ids}}).to_list()
    found = {row["_id"]: row for row in await opened_in(database, kept)}
    return [
        {
            "href": f"/clues/{id}",
            "text": found[id]["text"],
            "told_at": found[id]["told_at"],
            "channel": values.text("channel", found[id]["channel"]),
        }
        for id in ids
        if id in found
    ]


def _cell(services: Services, cell: Heat, values: Values, language: Language) -> dict[str, Any]:
    chosen = {"topic": cell.topic, "region": cell.region, "week": cell.week}
    return {
        "topic": _topic(cell.topic, values, language),
        "region": _region(services, cell.region, language),
        "week": _week(cell.week, language),
        "count": cell.count,
        "rise": cell.rise,
        "href": f"/clue-heat?{urlencode(chosen)}#clues",
    }


def _by_week(cells: Sequence[Heat], language: Language) -> Drawing:
    _ = translations(language).gettext
    sums = Counter[str]()
    for cell in cells:
        sums[cell.week] += cell.count
    drawn = [Row(_week(week, language), (float(count),)) for week, count in sorted(sums.items())]
    return columns(_("各周线索数"), _("周（自周一起）"), [Series(_("线索数"), "1")], drawn)


def _by_topic(cells: Sequence[Heat], values: Values, language: Language) -> Drawing:
    _ = translations(language).gettext
    sums = Counter[str]()
    for cell in cells:
        sums[cell.topic] += cell.count
    drawn = [
        Row(_topic(topic, values, language), (float(count),))
        for topic, count in sums.most_common(TOPICS)
    ]
    return stacked_bars(_("各议题线索数"), _("议题"), [Series(_("线索数"), "1")], drawn)


def _topic(topic: str, values: Values, language: Language) -> str:
    return values.text("topic", topic) or translations(language).gettext("未归类")


def _week(week: str, language: Language) -> str:
    """Write the week "2026-W10" by its Monday."""
    year, _, number = week.partition("-W")
    return short_day(date.fromisocalendar(int(year), int(number), 1), language)


def _region(services: Services, region: str, language: Language) -> str:
    if not region:
        return translations(language).gettext("未注明区域")
    place = services.library[Organisation].places.get(region)
    return place.title[language] if place else region
