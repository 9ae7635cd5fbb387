"""Finding service items by what people type: titles, codes, and the words that people say."""

from typing import Protocol

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.kernel.system import Installed
from serve_apps.pages.synonyms import synonyms_of
from storage.search.words import Entry, Words

_NAMED, _TOLD = 1.0, 0.7  # what an item is called, and what is said of it


class _Kept(Protocol):
    """Where a process keeps what it has made: the state of the application."""

    item_search: tuple[object, Words[ServiceItem]]


def index_of(state: _Kept, library: Library) -> Words[ServiceItem]:
    """Return this process's index over the items, made at the first search and again whenever the
    library was amended: names of units and themes are in it."""
    edition, kept = getattr(state, "item_search", (None, None))
    if kept is not None and edition is library.now:
        return kept
    items = library[Catalogue].current_items()
    made = Words((entry(library, item) for item in items), synonyms_of(library[Installed]))
    state.item_search = library.now, made
    return made


def entry(library: Library, item: ServiceItem) -> Entry[ServiceItem]:
    """Return what `item` is found by: what people call it counts as much as its title."""
    unit = library[Organisation].units.get(item.unit)
    catalogue = library[Catalogue]
    titles = [unit.title if unit else None, catalogue.themes.get(item.theme)]
    titles += [catalogue.life_events.get(event) for event in item.life_events]
    beside = [text for title in titles if title for text in (title.zh, title.en)]
    names = item.title.zh, item.title.en, item.code, *item.words
    told = item.summary.zh, item.summary.en, *beside
    return Entry(item, (*((text, _NAMED) for text in names), *((text, _TOLD) for text in told)))
