"""Statistics (统计): the hall's figures for a period, by department, service, place, channel, day.
Each count leads to its list; what is shown can be kept as a file."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.figures import COUNTED
from actors.blocks.cases.roles import APPROVER
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.forms import normalise
from actors.kernel.deadlines import local_day
from serve_apps.blocks.cases.hall_figures import (
    BYS,
    RATES,
    STARS,
    Asked,
    By,
    Figures,
    figures,
    listed,
)
from serve_apps.front.bodies import answer, operation
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page, short_day, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, word
from serve_apps.pages.charts import Drawing, Row, Series, stacked_bars
from serve_apps.pages.export import FORMATS, Sheet
from serve_apps.pages.listing import Listing
from serve_apps.pages.records import Records
from storage.rows import Order

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["statistics"])
Heads = Annotated[Visitor, Depends(staff_with(APPROVER, SUPERVISOR))]
Day = Annotated[str, Query(max_length=20)]
Code = Annotated[str, Query(max_length=60)]
DAYS = 30  # of the period that is shown first
BARS = 12
SIZE = 20
MOST = 10_000  # lines of a file
DRILLED = Listing(
    name="figures",
    view="cases",
    order=Order(("updated_at",), descending=True),
    filters=("counted",),
    fields=("number", "item.title", "phase", "unit", "place", "channel", "submitted_at"),
)


class FiguresOut(msgspec.Struct, frozen=True):
    """Figures of the local days from `since` to `until`, both included."""

    since: date
    until: date
    by: By
    all: Figures
    rows: tuple[Figures, ...]


def asked(
    services: Wired,
    since: Day = "",
    until: Day = "",
    by: By = "unit",
    unit: Code = "",
    item: Code = "",
    place: Code = "",
    channel: Code = "",
) -> Asked:
    """Return what an address asks for; what is no day is left out, and the period then the last 30
    days."""
    today = local_day(services.clock.now())
    last = normalise.day(until) or today
    first = normalise.day(since) or last - timedelta(days=DAYS - 1)
    given = {"unit": unit, "item": item, "place": place, "channel": channel}
    only = {name: value for name, value in given.items() if value}
    return Asked(min(first, last), last, by, only)


Wanted = Annotated[Asked, Depends(asked)]


@router.get("/statistics")
async def show(
    request: Request, visitor: Heads, services: Wired, wanted: Wanted, format: str = ""
) -> Response:
    """Show the figures, or send them as a file."""
    whole, rows = await figures(services, visitor, wanted)
    language = language_of(request)
    titled = [(called(services, wanted.by, row.of, language), row) for row in rows]
    if format in FORMATS:
        return await FORMATS[format](_sheet(titled, whole, wanted, language))
    context = {
        "wanted": wanted,
        "bys": [(by, word(f"statistics.by.{by}", language)) for by in BYS],
        "units": _units(services, language),
        "whole": whole,
        "rows": titled,
        "href": lambda name, of: _list_of(wanted, name, of),
        "counted": COUNTED,
        "chart": _chart(titled, wanted, language),
        "here": f"/statistics?{urlencode(wanted.address)}",
    }
    return page(request, "statistics/figures.html", context)


@router.get("/statistics/cases")
async def show_cases(
    request: Request,
    visitor: Heads,
    services: Wired,
    wanted: Wanted,
    figure: Annotated[str, Query(max_length=40)] = "received",
    cursor: Annotated[str, Query(max_length=1_000)] = "",
    format: str = "",
) -> Response:
    """Show the cases that a figure counts, or send their list as a file."""
    name = figure if figure in COUNTED else COUNTED[0]
    where = listed(services, visitor, wanted, name)
    language, database = language_of(request), services[Records].database
    if format in FORMATS:
        found = database["cases"].find(where, dict.fromkeys(DRILLED.fields, 1)).limit(MOST)
        return await FORMATS[format](_list_sheet(services, found, name, language))
    counted, _ = await figures(services, visitor, wanted)
    found = await DRILLED.page(database, where, cursor=cursor, size=SIZE)
    # What is restricted or destroyed since has been counted, and is listed for nobody.
    kept_back = counted.counts[name] - found.total if found.whole and found.total is not None else 0
    given = {**wanted.address, "figure": name}
    context = {
        "figure": word(f"statistics.figures.{name}", language),
        "wanted": wanted,
        "rows": found.rows,
        "total": found.total,
        "whole": found.whole,
        "kept_back": max(0, kept_back),
        "back": f"/statistics?{urlencode(wanted.address)}",
        "here": f"/statistics/cases?{urlencode(given)}",
        "after": _at(given, found.after),
        "before": _at(given, found.before),
    }
    return page(request, "statistics/cases.html", context)


@api.get("/statistics", **operation(gives=FiguresOut))
async def tell(visitor: Heads, services: Wired, wanted: Wanted) -> Response:
    """Tell the figures of a period by department, service, place, channel or day."""
    whole, rows = await figures(services, visitor, wanted)
    return answer(FiguresOut(wanted.since, wanted.until, wanted.by, whole, tuple(rows)))


def called(services: Services, by: By, code: str, language: Language) -> str:
    """Return what a part is called."""
    match by:
        case "unit":
            return unit_name(services.library, code, language)
        case "item":
            items = services.library[Catalogue].current_items()
            return next((item.title[language] for item in items if item.code == code), code)
        case "channel":
            return known_word(f"channels.{code}", language) or code
        case "day":
            return short_day(date.fromisoformat(code), language)
        case _:
            return code or translations(language).gettext("（未填）")


def _list_of(wanted: Asked, figure: str, of: str) -> str:
    only: dict[str, str] = {**wanted.address, "figure": figure}
    if of and wanted.by == "day":
        only |= {"since": of, "until": of}
    elif of:
        only[wanted.by] = of
    return f"/statistics/cases?{urlencode(only)}"


def _at(given: Mapping[str, str], cursor: str) -> str:
    return f"/statistics/cases?{urlencode({**given, 'cursor': cursor})}" if cursor else ""


def _units(services: Services, language: Language) -> list[tuple[str, str]]:
    codes = {item.unit for item in services.library[Catalogue].current_items()}
    named = ((code, unit_name(services.library, code, language)) for code in codes)
    return sorted(named, key=lambda unit: unit[1])


def _chart(rows: Iterable[tuple[str, Figures]], wanted: Asked, language: Language) -> Drawing:
    series = [Series(word("statistics.figures.received", language), "1")]
    bars = [Row(title, (float(row.counts["received"]),)) for title, row in rows]
    title = word("statistics.title", language)
    return stacked_bars(title, word(f"statistics.by.{wanted.by}", language), series, bars[:BARS])


MEANS = (*(name for name, _, _ in RATES), "visits", "office_hours", "applicant_hours", "stars")


def _sheet(
    rows: Sequence[tuple[str, Figures]], whole: Figures, wanted: Asked, language: Language
) -> Sheet:
    heads = [
        word(f"statistics.by.{wanted.by}", language),
        *(word(f"statistics.figures.{name}", language) for name in (*COUNTED, *MEANS)),
        *(word(f"ratings.{star}", language) for star in STARS),
    ]

    async def lines() -> AsyncIterator[list[Any]]:
        for title, row in (*rows, (word("statistics.all", language), whole)):
            means = [getattr(row, name) for name in MEANS]
            rounded = [None if mean is None else round(mean, 4) for mean in means]
            yield [title, *row.counts.values(), *rounded, *row.ratings]

    title = word("statistics.title", language)
    name = f"{title} {wanted.since}–{wanted.until}"
    return Sheet(name=name, title=title, heads=heads, lines=lines())


def _list_sheet(services: Services, found: Any, figure: str, language: Language) -> Sheet:
    names = ("number", "item", "unit", "channel", "state", "submitted_at")
    heads = [word(f"statistics.columns.{name}", language) for name in names]

    async def lines() -> AsyncIterator[list[Any]]:
        async for row in found:
            submitted = row.get("submitted_at")
            yield [
                row["number"],
                row["item"]["title"][language],
                unit_name(services.library, row["unit"], language),
                known_word(f"channels.{row['channel']}", language),
                word(f"case.states.{row['phase']}", language),
                local_day(submitted).isoformat() if submitted else "",
            ]

    title = word(f"statistics.figures.{figure}", language)
    return Sheet(name=title, title=title, heads=heads, lines=lines())
