"""Makes the registers of what the platform knows: divisions, the units of the city, its items."""

from collections.abc import Iterator

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.organisation.units import Organisation, OrgUnit
from actors.kernel.library import Library
from actors.systems.service_insight.divisions import Divisions, Meaning
from actors.systems.service_insight.registers import (
    Entity,
    Reference,
    Registers,
    Said,
    division_id,
)

_DIGITS = 6  # of the code of a division of county level and above


def registers(library: Library, divisions: Divisions) -> Registers:
    """Return the registers as `library` has them today."""
    return Registers(
        (*division_entities(divisions), *_departments(library), *_items(library)), divisions
    )


def division_entities(divisions: Divisions) -> tuple[Entity, ...]:
    """Return every meaning of every code as an entity."""
    return tuple(_division(divisions, each) for each in divisions.meanings)


def _division(divisions: Divisions, one: Meaning) -> Entity:
    said: dict[str, tuple[Said, ...]] = {
        "code": (one.code,),
        "level": (one.level,),
        "since": (one.since,),
    }
    if one.until:
        said["until"] = (one.until,)
    if above := _above(divisions, one):
        said["above"] = (Reference(division_id(divisions, above), above.name),)
    years = f"{one.since}–{one.until or ''}"
    return Entity(
        id=division_id(divisions, one),
        type="division",
        code=one.code,
        name=one.name,
        also=tuple("".join((*one.above[n:], one.name)) for n in range(len(one.above))),
        about=f"{''.join(one.above)} {years}".strip(),
        meaning=one,
        said=said,
    )


def _above(divisions: Divisions, one: Meaning) -> Meaning | None:
    """Return the division around `one` in its last year, or in its latest that is known."""
    year = one.until - 1 if one.until else divisions.latest
    for code in (f"{one.code[:4]}00", f"{one.code[:2]}0000"):
        found = divisions.meaning(code, year)
        if found and code != one.code:
            return found
    return None


def _departments(library: Library) -> Iterator[Entity]:
    organisation = library[Organisation]
    for unit in (*organisation.units.values(), *organisation.former.values()):
        ended = unit.code in organisation.former
        heir = organisation.successor(unit.code) if ended else None
        yield Entity(
            id=f"department:{unit.code}",
            type="department",
            code=unit.code,
            name=unit.title.zh,
            also=_also(organisation, unit),
            about=organisation.full_name(unit.code),
            ended=ended,
            successors=(f"department:{heir.code}",) if heir else (),
            said=_of_department(organisation, unit),
        )


def _also(organisation: Organisation, unit: OrgUnit) -> tuple[str, ...]:
    names = (organisation.full_name(unit.code), unit.title.en, unit.credit_code)
    return tuple(name for name in names if name and name != unit.title.zh)


def _of_department(organisation: Organisation, unit: OrgUnit) -> dict[str, tuple[Said, ...]]:
    said: dict[str, tuple[Said, ...]] = {"code": (unit.code,)}
    if unit.credit_code:
        said["credit_code"] = (unit.credit_code,)
    if superior := organisation.title(unit.superior):
        said["superior"] = (Reference(f"department:{unit.superior}", superior.zh),)
    place = organisation.places.get(unit.place)
    if place and len(unit.place) == _DIGITS:
        said["place"] = (Reference(f"division:{unit.place}", place.title.zh),)
    return said


def _items(library: Library) -> Iterator[Entity]:
    catalogue, organisation = library[Catalogue], library[Organisation]
    current = {item.code for item in catalogue.current_items()}
    for code in sorted({item.code for item in catalogue.items.values()}):
        item = catalogue.item(code)
        unit = organisation.title(item.unit)
        yield Entity(
            id=f"item:{code}",
            type="item",
            code=code,
            name=item.title.zh,
            also=(item.title.en, item.implementation_code),
            about=unit.zh if unit else "",
            ended=code not in current,
            successors=tuple(f"item:{each.code}" for each in catalogue.successors(code)),
            said=_of_item(item, unit.zh if unit else item.unit),
        )


def _of_item(item: ServiceItem, unit: str) -> dict[str, tuple[Said, ...]]:
    return {
        "code": (item.code,),
        "implementation_code": (item.implementation_code,),
        "version": (item.version,),
        "unit": (Reference(f"department:{item.unit}", unit),),
        "statutory": (item.limits.statutory,),
        "promised": (item.limits.promised,),
    }
