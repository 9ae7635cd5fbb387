"""The officers' inbox: what waits for them, the most urgent first."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.forms.normalise import sought
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.library import Library
from serve_apps.blocks.cases.finding import find_cases, search_cases
from serve_apps.blocks.cases.listings import WAITING, waiting_for
from serve_apps.front.faces import served
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import Officer, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired
from serve_apps.front.words import word
from serve_apps.pages.listing import Listed
from serve_apps.pages.parts import Tab
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)
Handler = Annotated[Visitor, Depends(staff_with(WINDOW_CLERK, REVIEWER, APPROVER))]
SIZE = 20
PHASES = ("submitted", "accepted", "paused", "granted", "issued")


@router.get("/staff")
async def show_inbox(
    request: Request,
    visitor: Officer,
    services: Wired,
    stage: str = "",
    level: Literal["", "warning", "yellow", "red"] = "",
    q: str = "",
    mine: bool = False,
    cursor: str = "",
) -> Response:
    """Show the cases that wait for the visitor's unit and roles, in order of urgency; those that
    fit what was typed, the best first.

    Supervisors and operators have no inbox and are led to their own first page.
    """
    if not visitor.has(WINDOW_CLERK, REVIEWER, APPROVER):
        return RedirectResponse(_first_page(visitor), 303)
    query = sought(q)[:100]
    chosen = {"stage": stage, "level": level, "q": query, "mine": "true" if mine else ""}
    records = services[Records]
    where = waiting_for(visitor.identity, services.library, stage=stage, level=level, mine=mine)
    if query:
        found = await search_cases(records, query, where, cursor, SIZE)
    else:
        found = await WAITING.page(
            records.database, where, cursor=cursor, size=SIZE, now=services.clock.now()
        )
    context = {
        **_rows(found, visitor, services.library),
        "chosen": chosen,
        "tabs": list(_tabs(chosen, language_of(request))),
        "after": _beside("/staff", chosen, found.after),
        "before": _beside("/staff", chosen, found.before),
        "here": address("/staff", chosen, cursor),
        "again": address("/staff", chosen) if found.changed else "",
        "choosing": address("/staff/choose", chosen, cursor),
    }
    fragment = request.headers.get("hx-request") == "true"
    return page(request, "staff/rows.html" if fragment else "staff/inbox.html", context)


def _first_page(visitor: Visitor) -> str:
    """Return where somebody without an inbox begins, of the pages that this platform has."""
    own = {SUPERVISOR: "/oversight", OPERATOR: "/terminals"}
    found = (address for role, address in own.items() if visitor.has(role) and address in served())
    return next(found, "/operator" if visitor.has(OPERATOR) else "/")


@router.get("/staff/search")
async def search(
    request: Request, visitor: Handler, services: Wired, q: str = "", cursor: str = ""
) -> Response:
    """Show cases that the visitor may follow, finished ones too."""
    query = sought(q)[:100]
    found = await find_cases(services, visitor, query, cursor, SIZE)
    context = {
        **_rows(found, visitor, services.library),
        "query": query,
        "after": _beside("/staff/search", {"q": query}, found.after),
        "before": _beside("/staff/search", {"q": query}, found.before),
        "again": "/staff/search" if found.changed else "",
    }
    return page(request, "staff/search.html", context)


def _rows(found: Listed, visitor: Visitor, library: Library) -> dict[str, Any]:
    items = library[Catalogue].current_items()
    return {
        "instant": {item.code for item in items if item.handling == "instant"},
        "rows": list(own_rows(found.rows, visitor)),
        "total": found.total,
        "whole": found.whole,
    }


def address(at: str, given: Mapping[str, str], cursor: str = "") -> str:
    """Return the address of a list with what was chosen, and where in it."""
    kept = {name: value for name, value in {**given, "cursor": cursor}.items() if value}
    return f"{at}?{urlencode(kept)}" if kept else at


def _beside(at: str, given: Mapping[str, str], cursor: str) -> str:
    """Return the address of the page of a list to which `cursor` leads, "" if there is none."""
    return address(at, given, cursor) if cursor else ""


def _tabs(chosen: dict[str, str], language: Language) -> Iterator[Tab]:
    _ = translations(language).gettext
    kept = {name: chosen[name] for name in ("q", "level") if chosen[name]}
    yield Tab(
        _("全部待办"), f"/staff?{urlencode(kept)}", not chosen["stage"] and not chosen["mine"]
    )
    yield Tab(
        _("我认领的"), f"/staff?{urlencode({**kept, 'mine': 'true'})}", chosen["mine"] == "true"
    )
    for phase in PHASES:
        address = f"/staff?{urlencode({**kept, 'stage': phase})}"
        yield Tab(word(f"case.states.{phase}", language), address, chosen["stage"] == phase)


def own_rows(rows: Iterable[Mapping[str, Any]], visitor: Visitor) -> Iterator[dict[str, Any]]:
    """Yield rows with `own`: the open tasks of the visitor's unit that his roles may work on."""
    for row in rows:
        own = [
            task
            for task in row["tasks"]
            if task["unit"] == visitor.unit and visitor.has(task["role"])
        ]
        yield {**row, "own": own}
