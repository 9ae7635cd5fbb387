"""The catalogue of service items and the guide to each (办事指南)."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import closed_units, orphaned
from actors.blocks.cases.items import ServiceItem
from actors.blocks.documents.template import Papers
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from serve_apps.blocks.cases.applicants import kind_of
from serve_apps.blocks.cases.facets import address, facets_of, narrowed
from serve_apps.blocks.cases.flow_diagram import draw
from serve_apps.blocks.cases.item_search import index_of
from serve_apps.blocks.cases.unfound import Unfound
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.windows import WindowPlan, WindowPlans

router = APIRouter(include_in_schema=False)
SUGGESTIONS = 6
SHARED = 300.0  # seconds; what is amended sooner makes them anew (front/shared.py)


@router.get("/items")
async def show_items(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    q: str = "",
    audience: Literal["", "natural", "legal"] = "",
    event: str = "",
    theme: str = "",
    unit: str = "",
    place: str = "",
    channel: str = "",
) -> Response:
    """Show the items that fit the search and the facets; all of them without any."""
    library = services.library
    query = q.strip()[:100]
    chosen = {
        "audience": audience,
        "event": event,
        "theme": theme,
        "unit": unit,
        "place": place,
        "channel": channel,
    }
    current = library[Catalogue].current_items()
    found = index_of(request.app.state, library).find(query) if query else current
    items = narrowed(found, chosen, library)
    context = {
        "items": items,
        "query": query,
        "facets": facets_of(found, query, chosen, library),
        "without": {name: address(query, {**chosen, name: ""}) for name in chosen},
        "suspended": suspended(library),
    }
    fragment = request.headers.get("hx-request") == "true"  # what is being typed
    if query and not found and not fragment and not any(chosen.values()):
        await services[Unfound].note(query)
    return page(
        request, "items/narrowed.html" if fragment else "items/list.html", context, shared=SHARED
    )


@router.get("/items/suggestions")
async def show_suggestions(
    request: Request, _: AnyVisitor, services: Wired, q: str = ""
) -> Response:
    """Show the few items that fit best what has been typed so far; a part of a page."""
    found = index_of(request.app.state, services.library).suggest(q.strip()[:100], SUGGESTIONS)
    return page(
        request, "items/suggestions.html", {"items": found, "query": q.strip()}, shared=SHARED
    )


@router.get("/items/{code}")
async def show_guide(request: Request, visitor: AnyVisitor, services: Wired, code: str) -> Response:
    """Show the guide to an item; to who has signed in, whether it is for people of his kind.

    Raises:
        Refusal: there is no such item.
    """
    item = services.library[Catalogue].item(code)
    organisation = services.library[Organisation]
    closed = closed_units(item, organisation)
    heirs = [(unit, organisation.successor(unit.code)) for unit in closed]
    return page(
        request,
        "items/guide.html",
        {
            "item": item,
            "unit": organisation.known(item.unit),
            "closed": orphaned(item, organisation),
            "taken_over": [(unit, heir) for unit, heir in heirs if heir is not None],
            "retired": code in services.library[Catalogue].retired,
            "successors": services.library[Catalogue].successors(code),
            "addressed": await _is_addressed(services, visitor, item),
            "diagram": _diagram(request, item),
            "plan": _plan(services, item),
            "blank_form": Papers in services.library,
        },
        shared=SHARED,
    )


async def _is_addressed(services: Services, visitor: Visitor, item: ServiceItem) -> bool:
    """Tell whether `item` is for people of the visitor's kind, as far as that is known."""
    if visitor.kind != "resident":
        return True
    account: AccountState = (await services.sender.show(f"account:{visitor.represents}")).state
    return account.person is None or kind_of(account.person) in item.audience


def _plan(services: Services, item: ServiceItem) -> WindowPlan | None:
    """Return where it is taken in, None where nobody runs halls or no window takes it."""
    plans = services.made.get(WindowPlans)
    if plans is None or "window" not in item.channels:
        return None
    plan: WindowPlan = plans.of(services.library, item.code, item.theme)
    return plan if plan.windows else None


def _diagram(request: Request, item: ServiceItem) -> object:
    language = language_of(request)
    _ = translations(language).gettext
    before, after = [_("申报"), _("受理")], [_("出证送达") if item.result else _("办结")]
    return draw(item.flow, item.unit, language, before, after)


def suspended(library: Library) -> frozenset[str]:
    """Return the codes of the items that cannot be applied for, since units of theirs were closed
    and nobody took over."""
    organisation = library[Organisation]
    if not organisation.former:
        return frozenset()
    items = library[Catalogue].current_items()
    return frozenset(item.code for item in items if orphaned(item, organisation))
