"""Supervision (电子监察): the wall, the cards, and one case seen from outside."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.forms.normalise import sought
from actors.kernel.deadlines import local_day
from actors.kernel.library import Library
from serve_apps.blocks.cases.cards import CARDS, card_filter
from serve_apps.blocks.cases.finding import find_cases
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page, short_day, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.charts import Drawing, Row, Series, columns, stacked_bars
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)
Supervisor = Annotated[Visitor, Depends(staff_with(SUPERVISOR))]
SIZE = 20
DAYS = 14  # on the chart of volume
LATEST = 8  # cards on the wall
UNITS = 10  # bars on the chart of units


@router.get("/oversight")
async def show_wall(request: Request, _: Supervisor, services: Wired) -> Response:
    """Show the city at a glance: volume, punctuality, open cards by unit, the latest cards."""
    fragment = request.headers.get("hx-request") == "true"
    template = "oversight/figures.html" if fragment else "oversight/wall.html"
    return page(request, template, await services[Wall].shown(services, language_of(request)))


@router.get("/oversight/cards")
async def show_cards(
    request: Request,
    _: Supervisor,
    services: Wired,
    level: Literal["", "warning", "yellow", "red"] = "",
    unit: str = "",
    state: Literal["open", "all"] = "open",
    cursor: str = "",
) -> Response:
    """Show warnings and cards, red first, then the latest."""
    where = card_filter(level=level, unit=unit, stopped=state == "all")
    found = await CARDS.page(services[Records].database, where, cursor=cursor, size=SIZE)
    chosen = {"level": level, "unit": unit, "state": state}
    context = {
        "cards": found.rows,
        "total": found.total,
        "whole": found.whole,
        "chosen": chosen,
        "units": sorted({item.unit for item in services.library[Catalogue].current_items()}),
        "after": _address("/oversight/cards", chosen, found.after),
        "before": _address("/oversight/cards", chosen, found.before),
    }
    return page(request, "oversight/cards.html", context)


@router.get("/oversight/cases")
async def search_cases(
    request: Request, visitor: Supervisor, services: Wired, q: str = "", cursor: str = ""
) -> Response:
    """Search the cases of the whole city; lists are masked."""
    query = sought(q)[:100]
    found = await find_cases(services, visitor, query, cursor, SIZE)
    context = {
        "rows": [{**row, "own": ()} for row in found.rows],
        "total": found.total,
        "whole": found.whole,
        "query": query,
        "after": _address("/oversight/cases", {"q": query}, found.after),
        "before": _address("/oversight/cases", {"q": query}, found.before),
        "again": "/oversight/cases" if found.changed else "",
    }
    return page(request, "oversight/cases.html", context)


def _address(at: str, given: Mapping[str, str], cursor: str) -> str:
    return f"{at}?{urlencode({**given, 'cursor': cursor})}" if cursor else ""


class Wall:
    """What the wall shows, the same for everybody: read and drawn again once a case has changed."""

    def __init__(self) -> None:
        self._reading = asyncio.Lock()  # one reads, the others wait for what he read
        self._of: tuple[date, int, Library] | None = None
        self._figures: dict[str, Any] = {}
        self._drawn: dict[Language, dict[str, Any]] = {}

    async def shown(self, services: Services, language: Language) -> dict[str, Any]:
        """Return the context of the wall's template.

        Raises:
            PyMongoError: the database does not answer.
        """
        async with self._reading:
            today = local_day(services.clock.now())
            of = today, services.live.heard, services.library
            if self._of != of:
                self._figures, self._drawn = await _figures(services, today), {}
                self._of = of
            if language not in self._drawn:
                self._drawn[language] = _drawn(self._figures, services, language)
            return self._drawn[language]


async def _figures(services: Services, today: date) -> dict[str, Any]:
    views, database, since = services.views, services[Records].database, today - timedelta(days=29)
    return {
        "month": await views.statistics(since, today, by_item=False),
        "now": await views.open_now(),
        "cards": (await CARDS.page(database, card_filter(), size=LATEST, counted=False)).rows,
    }


def _drawn(figures: Mapping[str, Any], services: Services, language: Language) -> dict[str, Any]:
    month, now = figures["month"], figures["now"]
    return {
        "today": month["days"][-1],
        "month": month["totals"],
        "levels": now["levels"],
        "open": now["open"],
        "by_unit": _by_unit(now["units"], services, language),
        "by_day": _by_day(month["days"][-DAYS:], language),
        "punctuality": _punctuality(month["units"], services, language),
        "by_channel": _by_channel(month["totals"]["channels"], language),
        "cards": figures["cards"],
    }


def _by_unit(units: list[dict[str, Any]], services: Services, language: Language) -> Drawing:
    _ = translations(language).gettext
    levels = ("red", "yellow", "warning")
    rows = [
        Row(
            unit_name(services.library, held["unit"], language),
            tuple(float(held[level]) for level in levels),
        )
        for held in units
        if any(held[level] for level in levels)
    ]
    series = [Series(word(f"levels.{level}", language), level) for level in levels]
    return stacked_bars(_("各部门在办灯牌"), _("部门"), series, rows[:UNITS])


def _by_day(days: list[dict[str, Any]], language: Language) -> Drawing:
    _ = translations(language).gettext
    rows = [
        Row(
            short_day(date.fromisoformat(day["day"]), language),
            (float(day["received"]), float(day["decided"])),
        )
        for day in days
    ]
    series = [Series(_("收件"), "1"), Series(_("办结"), "2")]
    return columns(_("近 14 日业务量"), _("日期"), series, rows)


def _by_channel(channels: dict[str, int], language: Language) -> Drawing:
    _ = translations(language).gettext
    rows = [
        Row(word(f"channels.{code}", language), (float(count),)) for code, count in channels.items()
    ]
    return stacked_bars(_("近 30 日收件渠道"), _("渠道"), [Series(_("收件"), "1")], rows)


def _punctuality(units: list[dict[str, Any]], services: Services, language: Language) -> Drawing:
    _ = translations(language).gettext
    rows = [
        Row(unit_name(services.library, held["unit"], language), (held["on_time_share"] * 100,))
        for held in units
        if held["on_time_share"] is not None
    ]
    return stacked_bars(
        _("近 30 日按时办结率"),
        _("部门"),
        [Series(_("按时办结率"), "1")],
        sorted(rows, key=lambda row: row.values)[:UNITS],
        show=lambda value: f"{value:.0f}%",
        largest=100,
    )
