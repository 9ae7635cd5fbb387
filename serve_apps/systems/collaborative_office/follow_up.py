"""The pages of follow-up orders (督办): a list, one page for everything that is done with each, and
how many each unit has done in time."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.systems.collaborative_office.addressing import handling_units
from actors.systems.collaborative_office.exchange import INCOMING_DOCUMENT
from actors.systems.collaborative_office.follow_up.state import (
    FOLLOW_UP_ORDER,
    RUNNING,
    STATES,
    OrderState,
)
from actors.systems.collaborative_office.follow_up.view import ORDERS as VIEW
from serve_apps.front.language import language_of
from serve_apps.front.policies import Officer, signed_in_staff
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Related, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records
from serve_apps.systems.collaborative_office.choices import Titled, units

AT = "/follow-up-orders"
FIGURES = "/follow-up-figures"
router = APIRouter(include_in_schema=False)


@router.get(FIGURES)
async def show_figures(request: Request, visitor: Officer, services: Wired) -> Response:
    """Show of each unit that leads orders how many are under way, late, and were closed in time, of
    those that the visitor may read.

    Raises:
        PyMongoError: the database does not answer.
    """
    language = language_of(request)
    records, today = services[Records], local_day(services.clock.now()).isoformat()
    readable = records.readable(visitor.identity, f"{FOLLOW_UP_ORDER}.read", {})
    running = {"$in": ["$state", list(RUNNING)]}
    judged = {"$in": ["$state", ["closure_asked", "verified"]]}
    counted = {
        "_id": "$lead",
        "open": _count({"$or": [running, judged]}),
        "late": _count({"$and": [running, {"$lt": ["$due", today]}]}),
        "in_time": _count({"$eq": ["$on_time", True]}),
        "closed_late": _count({"$eq": ["$on_time", False]}),
        "score": {"$avg": "$score"},
    }
    stages = [{"$match": {"$and": [{"lead": {"$ne": ""}}, readable]}}, {"$group": counted}]
    found = await records.database[VIEW.name].aggregate(stages)
    lines = [_line(services, row, language) async for row in found]
    context = {"lines": sorted(lines, key=lambda line: line["title"]), "at": AT}
    return page(request, "collaborative_office/figures.html", context)


def _count(where: Any) -> dict[str, Any]:
    return {"$sum": {"$cond": [where, 1, 0]}}


def _line(services: Services, row: dict[str, Any], language: Any) -> dict[str, Any]:
    closed = row["in_time"] + row["closed_late"]
    return {
        "unit": row["_id"],
        "title": unit_name(services.library, row["_id"], language),
        "figures": (row["open"], row["late"], row["in_time"], row["closed_late"]),
        "share": f"{100 * row['in_time'] / closed:.0f}%" if closed else "",
        "score": f"{row['score']:.0f}" if row["score"] is not None else "",
    }


def _doing(asking: Asking) -> Titled:
    """Return the units that may be told to do something by the organ, or that of who begins."""
    organisation = asking.services.library[Organisation]
    return units(asking, handling_units(organisation, asking.state.organ or asking.by.unit))


async def _origin(
    services: Services, visitor: Visitor, id: str, state: OrderState, shows: Shows
) -> dict[str, str] | None:
    """Return where the order comes from: the document, or the order that it is a part of."""
    for kind, of, at in (
        (INCOMING_DOCUMENT, state.document, "/incoming-documents"),
        (FOLLOW_UP_ORDER, state.parent, AT),
    ):
        rules = services.kinds[kind].rules
        if of and rules is not None and shows("basis"):
            there = (await services.sender.show(f"{kind}:{of}")).state
            if rules.may_know(visitor.identity, there):
                return {"href": f"{at}/{of}", "kind": kind}
    return None


ORDERS = ListPage(
    name="follow_up_orders",
    view="follow_up_orders",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="matter"),
        Column(field="number"),
        Column(field="lead"),
        Column(field="state", look="state"),
        Column(field="due"),
        Column(field="percent", look="number"),
        Column(field="level", look="level"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="state", values=STATES, said=f"{FOLLOW_UP_ORDER}.states"),
        Choice(field="level", values=("yellow", "red")),
        OfUnit(field="lead"),
        OfUnit(field="organ"),
    ),
    above="collaborative_office/orders_above.html",
    policy=signed_in_staff,
)
OF_A_DOCUMENT = Related(
    view="follow_up_orders",
    field="document",
    columns=("matter", "number", "lead", "state", "due"),
    record=f"{AT}/{{id}}",
)
RECORD = RecordPage(
    kind=FOLLOW_UP_ORDER,
    at=AT,
    heading="matter",
    good=("verified", "closed", "scored"),
    bad=("dropped",),
    told=("matter",),
    choices={"lead": _doing, "helping": _doing},
    panels=(Panel(template="collaborative_office/origin.html", made=_origin),),
    related=(
        Related(
            view="follow_up_orders",
            field="parent",
            columns=("matter", "number", "lead", "state", "due"),
            record=f"{AT}/{{id}}",
        ),
    ),
    policy=signed_in_staff,
)
