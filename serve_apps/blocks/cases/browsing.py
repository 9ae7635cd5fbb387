"""Ways to a service item without a search: from A to Z by pinyin, and by what happens in a life."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from serve_apps.front.language import language_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired
from storage.search.folding import folded
from storage.search.readings import readings_of

router = APIRouter(include_in_schema=False)
SHARED = 300.0  # seconds; what is amended sooner makes them anew (front/shared.py)
FEW = 4  # items of a life event that are shown with it


@router.get("/items/a-z")
async def show_index(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Show every item by the first letter of its title: of its pinyin in Chinese."""
    language = language_of(request)
    letters = by_letter(services.library[Catalogue].current_items(), language)
    return page(request, "items/index.html", {"letters": letters}, shared=SHARED)


@router.get("/items/life-events")
async def show_life_events(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Show what happens in the lives of people and firms, with what is to be done then."""
    catalogue = services.library[Catalogue]
    items = catalogue.current_items()
    events = [
        (code, title, [item for item in items if code in item.life_events])
        for code, title in catalogue.life_events.items()
    ]
    context = {"events": [each for each in events if each[2]], "few": FEW}
    return page(request, "items/life_events.html", context, shared=SHARED)


def by_letter(
    items: Iterable[ServiceItem], language: str
) -> Sequence[tuple[str, Sequence[ServiceItem]]]:
    """Return the items by the first letter of their titles in `language`, each letter once and
    everything in order; what begins with no letter stands under "#"."""
    spelt = sorted(items, key=lambda item: (spelling(item.title[language]), item.code))
    return [
        (letter, list(found))
        for letter, found in groupby(spelt, key=lambda item: _letter(item.title[language]))
    ]


def spelling(title: str) -> str:
    """Return how a title is spelt in small letters: Chinese characters by their first reading."""
    return "".join(next(iter(readings_of(each)), each) for each in folded(title))


def _letter(title: str) -> str:
    first = spelling(title)[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"
