"""The catalogue of service items and the guide to each (办事指南)."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import closed_units
from actors.blocks.cases.items import ServiceItem
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.kernel.system import Installed
from serve_apps.blocks.cases.applicants import kind_of
from serve_apps.blocks.cases.flow_diagram import draw
from serve_apps.blocks.cases.unfound import Unfound
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.synonyms import synonyms_of
from storage.search.words import Entry, Words

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
    theme: str = "",
    unit: str = "",
) -> Response:
    """Show the items that fit the search and the filters; all of them without any."""
    library = services.library
    query = q.strip()[:100]
    found = [
        item
        for item in (
            _search(request, library).find(query) if query else library[Catalogue].current_items()
        )
        if (not audience or audience in item.audience)
        and (not theme or item.theme == theme)
        and (not unit or item.unit == unit)
    ]
    current = library[Catalogue].current_items()
    context = {
        "items": found,
        "query": query,
        "audience": audience,
        "theme": theme,
        "unit": unit,
        "themes": sorted({item.theme for item in current}),
        "units": sorted({item.unit for item in current}),
        "suspended": suspended(library),
    }
    fragment = request.headers.get("hx-request") == "true"  # what is being typed
    if query and not found and not fragment and not (audience or theme or unit):
        await services[Unfound].note(query)
    return page(
        request, "items/results.html" if fragment else "items/list.html", context, shared=SHARED
    )


@router.get("/items/suggestions")
async def show_suggestions(
    request: Request, _: AnyVisitor, services: Wired, q: str = ""
) -> Response:
    """Show the few items that fit best what has been typed so far; a part of a page."""
    found = _search(request, services.library).suggest(q.strip()[:100], SUGGESTIONS)
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
    return page(
        request,
        "items/guide.html",
        {
            "item": item,
            "unit": organisation.known(item.unit),
            "closed": [(unit, organisation.successor(unit.code)) for unit in closed],
            "addressed": await _is_addressed(services, visitor, item),
            "diagram": _diagram(request, item),
        },
        shared=SHARED,
    )


async def _is_addressed(services: Services, visitor: Visitor, item: ServiceItem) -> bool:
    """Tell whether `item` is for people of the visitor's kind, as far as that is known."""
    if visitor.kind != "resident":
        return True
    account: AccountState = (await services.sender.show(f"account:{visitor.represents}")).state
    return account.person is None or kind_of(account.person) in item.audience


def _diagram(request: Request, item: ServiceItem) -> object:
    language = language_of(request)
    _ = translations(language).gettext
    before, after = [_("申报"), _("受理")], [_("出证送达") if item.result else _("办结")]
    return draw(item.flow, item.unit, language, before, after)


def _search(request: Request, library: Library) -> Words[ServiceItem]:
    """Return this process's index over the items, made at the first search and again whenever the
    library was amended: names of units and themes are in it."""
    edition, kept = getattr(request.app.state, "item_search", (None, None))
    if kept is not None and edition is library.now:
        return kept
    items = library[Catalogue].current_items()
    synonyms = synonyms_of(library[Installed])
    made = Words((_entry(library, item) for item in items), synonyms)
    request.app.state.item_search = library.now, made
    return made


def suspended(library: Library) -> frozenset[str]:
    """Return the codes of the items that cannot be applied for, since units of theirs were
    closed."""
    organisation = library[Organisation]
    if not organisation.former:
        return frozenset()
    items = library[Catalogue].current_items()
    return frozenset(item.code for item in items if closed_units(item, organisation))


def _entry(library: Library, item: ServiceItem) -> Entry[ServiceItem]:
    unit = library[Organisation].units.get(item.unit)
    titles = (unit.title if unit else None, library[Catalogue].themes.get(item.theme))
    beside = [text for title in titles if title for text in (title.zh, title.en)]
    names = item.title.zh, item.title.en, item.code
    told = item.summary.zh, item.summary.en, *beside
    return Entry(item, (*((text, 1.0) for text in names), *((text, 0.7) for text in told)))
