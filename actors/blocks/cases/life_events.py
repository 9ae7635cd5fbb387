"""一件事 (a life event): several items that people apply for together (HALL-33). Data of a system,
`events/*.toml`; every case keeps its own flow, limits and decision."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from actors.blocks.cases.items import ServiceItem
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import NAME, read, repeated, title_faults
from actors.kernel.words import Title

LEAST = 2  # items; one alone is applied for as ever


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """An item of the event, by its code. One of another system names that: where it is not
    installed, the event goes without. An optional one is left out by who does not need it."""

    item: str
    system: str = ""
    optional: bool = False


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """The result of the item `by` is the `material` that the item `to` asks for."""

    by: str
    to: str
    material: str


class LifeEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A life event with its items in the order in which they are filled in."""

    name: str
    title: Title
    summary: Title
    items: tuple[Part, ...]
    supplies: tuple[Supply, ...] = ()

    def codes(self) -> tuple[str, ...]:
        """Return the codes of its items."""
        return tuple(part.item for part in self.items)


def read_event(
    document: Mapping[str, Any],
    *,
    file: str,
    system: str,
    items: Mapping[str, ServiceItem],
    installed: frozenset[str],
) -> tuple[LifeEvent | None, list[Mistake]]:
    """Return the event that `document` of `system` describes, and everything that is wrong with it;
    None if a part of it is missing, or if too few of its items are there. `items` are those in
    force, by code, `installed` the names of systems."""
    event, mistakes = read(document, LifeEvent, file)
    mistakes += (Mistake(file, place, rule) for place, rule in title_faults(document))
    if event is None:
        return None, mistakes
    here = tuple(part for part in event.items if not part.system or part.system in installed)
    event = msgspec.structs.replace(event, items=here)
    known = set(event.codes())
    elsewhere = {part["item"] for part in document["items"]} - known
    mistakes += (
        Mistake(file, place, rule) for place, rule in _faults(event, system, items, elsewhere)
    )
    kept = tuple(one for one in event.supplies if {one.by, one.to} <= known)
    event = msgspec.structs.replace(event, supplies=kept)
    return (event if len(here) >= LEAST else None), mistakes


def _faults(
    event: LifeEvent, system: str, items: Mapping[str, ServiceItem], elsewhere: set[str]
) -> Iterator[tuple[str, str]]:
    if not NAME.fullmatch(event.name):
        yield "name", "a name is of small letters, digits and _"
    codes = event.codes()
    for code in repeated(list(codes)):
        yield "items", f"names {code} twice"
    for number, part in enumerate(event.items):
        place, item = f"items[{number}].item", items.get(part.item)
        if item is None or item.system != (part.system or system):
            yield place, f"{part.system or system} has no item {part.item}"
        elif "web" not in item.channels:
            yield place, f"{part.item} is not applied for on pages"
        elif not set(item.audience) & set(items[codes[0]].audience if codes[0] in items else ()):
            yield place, f"{part.item} is not for whom {codes[0]} is"
    for number, supply in enumerate(event.supplies):
        yield from _supply_faults(supply, f"supplies[{number}]", codes, items, elsewhere)


def _supply_faults(
    supply: Supply,
    place: str,
    codes: tuple[str, ...],
    items: Mapping[str, ServiceItem],
    elsewhere: set[str],
) -> Iterator[tuple[str, str]]:
    for key in ("by", "to"):
        if getattr(supply, key) not in {*codes, *elsewhere}:
            yield f"{place}.{key}", f"the event has no item {getattr(supply, key)}"
    by, to = items.get(supply.by), items.get(supply.to)
    if by is None or to is None or not {supply.by, supply.to} <= set(codes):
        return
    if codes.index(supply.by) >= codes.index(supply.to):
        yield place, f"{supply.by} comes before {supply.to}"
    if by.result is None:
        yield f"{place}.by", f"{supply.by} makes no paper"
    if supply.material not in {spec.name for spec in to.materials}:
        yield f"{place}.material", f"{supply.to} asks for no {supply.material}"
