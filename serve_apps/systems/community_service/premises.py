"""Premises and equipment (场地与设备): the list, the record, and a page of how they are used."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from actors.kernel.deadlines import local_day
from actors.systems.community_service.premises.booking import cancellable
from actors.systems.community_service.premises.records import PREMISES, SORTS, Premises
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired
from serve_apps.pages.asking import Asking
from serve_apps.pages.charts import Row, Series, stacked_bars
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values
from serve_apps.systems.community_service.choosing import Titled

router = APIRouter(include_in_schema=False)
Staff = Annotated[Visitor, Depends(signed_in_staff)]
MOST = 500  # that the page of use looks at
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_NONE = {"times": 0, "own": 0, "others": 0}


@router.get("/premises/use")
async def show_use(
    request: Request,
    visitor: Staff,
    services: Wired,
    month: Annotated[str, Query(max_length=7)] = "",
) -> Response:
    """Show for how long each was used in a month, this one if none is named: as bars, with the
    figures in a table.

    Raises:
        PyMongoError: the database does not answer.
    """
    language = language_of(request)
    _ = translations(language).gettext
    shown = month if _MONTH.fullmatch(month) else f"{local_day(services.clock.now()):%Y-%m}"
    records = services[Records]
    where = records.readable(visitor.identity, f"{PREMISES}.read", {})
    found = records.database["premises"].find(where)
    rows = await found.sort([("unit", 1), ("_id", 1)]).limit(MOST).to_list()
    values = Values(PREMISES, services.library, language)
    lines: list[dict[str, Any]] = []
    for row in rows:
        use = row["use"].get(shown, _NONE)
        if row["state"] == "withdrawn" and not use["times"]:
            continue
        lines.append(
            {
                "id": row["_id"],
                "title": row["title"],
                "unit": unit_name(services.library, row["unit"], language),
                "tier": values.text("tier", row["tier"]),
                "times": use["times"],
                "hours": (use["own"] / 60, use["others"] / 60),
            }
        )
    drawing = stacked_bars(
        _("各场地使用小时"),
        _("场地与设备"),
        [Series(_("本单位"), "1"), Series(_("其他单位"), "2")],
        [Row(line["title"], line["hours"]) for line in lines],
    )
    context = {"lines": lines, "drawing": drawing, "month": shown}
    return page(request, "community_service/premises_use.html", context)


def _waiting(asking: Asking) -> Titled:
    state: Premises = asking.state
    return _titled(asking, state.waiting)


def _cancellable(asking: Asking) -> Titled:
    return _titled(asking, cancellable(asking.state, asking.by.unit))


def _titled(asking: Asking, bookings: Any) -> Titled:
    values = Values(PREMISES, asking.services.library, asking.language)
    return [
        (
            str(each.booking),
            " · ".join(
                (
                    values.text("starts", each.starts),
                    values.text("ends", each.ends),
                    values.text("unit", each.unit),
                )
            ),
        )
        for each in bookings
    ]


async def _terms(asking: Asking) -> dict[str, Any]:
    """Return what is registered, to be changed."""
    names = ("title", "capacity", "shared", "address")
    return {name: getattr(asking.state, name) for name in names}


LIST = ListPage(
    name="premises",
    view="premises",
    at="/premises",
    record="/premises/{id}",
    columns=(
        Column(field="title"),
        Column(field="sort"),
        Column(field="unit"),
        Column(field="tier"),
        Column(field="capacity", look="number"),
        Column(field="shared"),
        Column(field="state", look="state"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        OfUnit(field="unit"),
        Choice(field="tier", values=("county", "town", "village")),
        Choice(field="sort", values=SORTS),
        Choice(field="state", values=("open", "withdrawn"), said="premises.states"),
    ),
    above="community_service/premises_above.html",
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=PREMISES,
    at="/premises",
    heading="title",
    good=("open",),
    bad=("withdrawn",),
    told=("address", "bookings"),
    purposes=(),
    choices={"booking": _waiting, "CancelBooking.booking": _cancellable},
    filled={"ChangePremises": _terms},
    policy=signed_in_staff,
)
