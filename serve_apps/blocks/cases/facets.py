"""What service items are narrowed down by (分面筛选): whom they are for, what happens in a life,
theme, department, place and channel; combined, with counts, in the address."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD
from actors.blocks.cases.items import ServiceItem
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.kernel.words import Title

FACETS = ("audience", "event", "theme", "unit", "place", "channel")
CHANNELS = ("web", "mobile", "window", "kiosk")
AUDIENCES = ("natural", "legal")
_DISTRICT = 6  # characters of the code of a district


@dataclass(frozen=True)
class Value:
    """A value of a facet: how many items remain with it, and the address that they are at."""

    code: str
    title: Title | None
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet with the values that leave something; `chosen` is the code of one, "" for none."""

    name: str
    chosen: str
    values: tuple[Value, ...]


def of_item(item: ServiceItem, library: Library) -> Mapping[str, frozenset[str]]:
    """Return the values that `item` has, by the names of facets."""
    return {
        "audience": frozenset(item.audience),
        "event": frozenset(item.life_events),
        "theme": frozenset({item.theme}),
        "unit": frozenset({library[Organisation].acting(item.unit)}),
        "place": frozenset(_places(item, library[Organisation])),
        "channel": frozenset(item.channels),
    }


def narrowed(
    items: Iterable[ServiceItem], chosen: Mapping[str, str], library: Library
) -> Sequence[ServiceItem]:
    """Return the items that have every value that is `chosen`, in their order."""
    return [item for item in items if _fits(of_item(item, library), chosen)]


def facets_of(
    items: Iterable[ServiceItem], query: str, chosen: Mapping[str, str], library: Library
) -> tuple[Facet, ...]:
    """Return every facet of `items` that were found by `query`. A value counts what would remain
    with it and with what is chosen of the other facets."""
    had = [of_item(item, library) for item in items]
    facets: list[Facet] = []
    for name in FACETS:
        others = {key: value for key, value in chosen.items() if key != name}
        remaining = (each for each in had if _fits(each, others))
        counts = Counter(value for each in remaining for value in each[name])
        picked = chosen.get(name, "")
        values = tuple(
            Value(code, title, counts[code], address(query, {**others, name: code}), code == picked)
            for code, title in _known(name, library, counts)
            if counts[code] or code == picked
        )
        facets.append(Facet(name, picked, values))
    return tuple(facets)


def address(query: str, chosen: Mapping[str, str]) -> str:
    """Return the address of what is found by `query` and narrowed down so."""
    said = {"q": query} | {name: chosen[name] for name in FACETS if chosen.get(name)}
    asked = urlencode({key: value for key, value in said.items() if value})
    return f"/items?{asked}" if asked else "/items"


def _fits(had: Mapping[str, frozenset[str]], chosen: Mapping[str, str]) -> bool:
    return all(not value or value in had[name] for name, value in chosen.items())


def _known(
    name: str, library: Library, counts: Mapping[str, int]
) -> Iterator[tuple[str, Title | None]]:
    """Yield the values of a facet in the order in which they are shown; titles that words have are
    left to the page."""
    catalogue, organisation = library[Catalogue], library[Organisation]
    match name:
        case "audience":
            yield from ((code, None) for code in AUDIENCES)
        case "channel":
            yield from ((code, None) for code in CHANNELS)
        case "event":
            yield from catalogue.life_events.items()
        case "place":
            places = organisation.places
            yield from ((code, places[code].title) for code in sorted(counts) if code in places)
        case "theme":
            yield from ((code, catalogue.themes.get(code)) for code in sorted(counts))
        case _:
            yield from ((code, organisation.title(code)) for code in sorted(counts))


def _places(item: ServiceItem, organisation: Organisation) -> Iterator[str]:
    """Yield the divisions where somebody may go with it: districts and towns of the units that take
    part and, where windows do, of every integrated window."""
    units = {organisation.acting(item.unit)}
    for stage in item.flow.stages:
        units |= {branch.unit for branch in stage.branches if branch.unit != LEAD}
    if "window" in item.channels:
        units |= {unit.code for unit in organisation.units.values() if unit.integrated_window}
    for code in units & organisation.units.keys():
        place = organisation.units[code].place
        yield place
        if len(place) > _DISTRICT:
            yield place[:_DISTRICT]
