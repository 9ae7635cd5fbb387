"""Pages of channels (供数通道): how fresh and how complete a source is, and its days by id."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from actors.blocks.organisation.units import Organisation
from actors.systems.service_insight.feeds.day import PHASES as DAY_PHASES
from actors.systems.service_insight.feeds.day import SUPPLY_DAY, SupplyDay, day_id
from actors.systems.service_insight.feeds.feed import PHASES as FEED_PHASES
from actors.systems.service_insight.feeds.feed import SUPPLY_FEED, DeclareFeed, SupplyFeed
from actors.systems.service_insight.feeds.service_record import SERVICE_RECORD
from serve_apps.front.language import Language
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.rendering import day_text
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.front.words import known_word
from serve_apps.pages.asking import Asking
from serve_apps.pages.charts import Drawing, Row, Series, columns
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage

FEEDS_AT, DAYS_AT, SERVICES_AT = "/base/feeds", "/base/days", "/base/services"
_LATEST = Sorting(name="latest", fields=("updated_at",), descending=True)


def _chart(feed: SupplyFeed, language: Language) -> Drawing:
    """Return what the source has and the library has, by days."""
    fields = f"{SUPPLY_FEED}.fields."
    return columns(
        known_word(fields + "counted", language) or "",
        known_word(fields + "day", language) or "",
        (
            Series(known_word(fields + "in_source", language) or "", "2"),
            Series(known_word(fields + "in_library", language) or "", "1"),
        ),
        tuple(
            Row(day_text(each.day, language), (each.in_source, each.in_library))
            for each in feed.counted
        ),
    )


async def _feed_told(
    services: Services, visitor: Visitor, id: str, state: SupplyFeed, shows: Shows
) -> Mapping[str, Any] | None:
    if not shows("counted"):
        return None
    return {
        "feed": state,
        "chart": partial(_chart, state) if state.counted else None,
        "days": [(each, f"{DAYS_AT}/{day_id(id, each.day)}") for each in reversed(state.counted)],
        "periods": tuple(reversed(state.periods)),
    }


async def _day_told(
    services: Services, visitor: Visitor, id: str, state: SupplyDay, shows: Shows
) -> Mapping[str, Any] | None:
    return {"day": state} if shows("gap") else None


def _units(asking: Asking) -> list[tuple[str, str]]:
    """Return every unit, by name."""
    units = asking.services.library[Organisation].units.values()
    return sorted(((each.code, each.title[asking.language]) for each in units), key=lambda u: u[1])


def _code(command: DeclareFeed) -> str:
    return command.source


FEEDS = ListPage(
    name="supply_feeds",
    view="supply_feeds",
    at=FEEDS_AT,
    record=f"{FEEDS_AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="unit"),
        Column(field="due"),
        Column(field="last"),
        Column(field="freshness"),
        Column(field="coverage"),
        Column(field="state", look="state"),
    ),
    orders=(_LATEST,),
    filters=(Choice(field="state", values=FEED_PHASES, said="supply_feed.states"),),
    policy=signed_in_staff,
)
DAYS = ListPage(
    name="supply_days",
    view="supply_days",
    at=DAYS_AT,
    record=f"{DAYS_AT}/{{id}}",
    columns=(
        Column(field="source"),
        Column(field="day"),
        Column(field="in_source", look="number"),
        Column(field="in_library", look="number"),
        Column(field="missing", look="number"),
        Column(field="state", look="state"),
    ),
    orders=(Sorting(name="latest", fields=("day",), descending=True),),
    filters=(Choice(field="state", values=DAY_PHASES, said="supply_day.states"),),
    policy=signed_in_staff,
)
SERVICES = ListPage(
    name="service_records",
    view="service_records",
    at=SERVICES_AT,
    record=f"{SERVICES_AT}/{{id}}",
    columns=(
        Column(field="number"),
        Column(field="what"),
        Column(field="item"),
        Column(field="status"),
        Column(field="name"),
        Column(field="day"),
        Column(field="source"),
    ),
    orders=(_LATEST,),
    filters=(Choice(field="what", values=("case", "licence")),),
    policy=signed_in_staff,
)
FEED = RecordPage(
    kind=SUPPLY_FEED,
    at=FEEDS_AT,
    heading="title",
    good=("on_time",),
    notice=("late",),
    bad=("failing",),
    told=("freshness", "coverage", "reconciled_day"),
    named=_code,
    choices={"unit": _units},
    purposes=(),
    panels=(Panel(template="insight/feed_panel.html", made=_feed_told),),
    policy=signed_in_staff,
)
DAY = RecordPage(
    kind=SUPPLY_DAY,
    at=DAYS_AT,
    heading="source",
    good=("reconciled",),
    notice=("gap",),
    purposes=(),
    panels=(Panel(template="insight/day_panel.html", made=_day_told),),
    policy=signed_in_staff,
)
SERVICE = RecordPage(
    kind=SERVICE_RECORD,
    at=SERVICES_AT,
    heading="key",
    good=("held",),
    told=("key", "content"),
    purposes=(),
    policy=signed_in_staff,
)
