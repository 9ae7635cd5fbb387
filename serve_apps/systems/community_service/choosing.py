"""What the forms of these services offer to choose from."""

from collections.abc import Iterable

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from actors.systems.community_service.agency import Agency
from actors.systems.community_service.dispatch.records import DispatchState
from actors.systems.community_service.item_offer_records import ItemOffer
from actors.systems.community_service.tiers import tier_of
from serve_apps.front.language import Language
from serve_apps.pages.asking import Asking
from serve_apps.systems.community_service.rows import counters

Titled = Iterable[tuple[str, str]]


def units(asking: Asking) -> Titled:
    """Return every unit of the three tiers, by name."""
    organisation = asking.services.library[Organisation]
    found = (
        (code, unit.title[asking.language])
        for code, unit in organisation.units.items()
        if tier_of(code, organisation)
    )
    return sorted(found, key=lambda each: each[1])


def items(asking: Asking) -> Titled:
    """Return every item, by name."""
    current = asking.services.library[Catalogue].current_items()
    return [(item.code, item.title[asking.language]) for item in current]


def own_unit(asking: Asking) -> Titled:
    """Return the unit of whoever asks."""
    unit = asking.services.library[Organisation].unit(asking.by.unit)
    return [(unit.code, unit.title[asking.language])]


def own_items(asking: Asking) -> Titled:
    """Return the items that the unit of whoever asks owns."""
    return [
        (item.code, item.title[asking.language])
        for item in asking.services.library[Catalogue].current_items()
        if item.unit == asking.by.unit
    ]


def entrustable(asking: Asking) -> Titled:
    """Return the items that may be entrusted to an agent: none whose applicant has to attend."""
    agency = asking.services.library[Agency]
    return [
        (item.code, item.title[asking.language])
        for item in asking.services.library[Catalogue].current_items()
        if not agency.hindrance(item.code)
    ]


def stations(asking: Asking) -> Titled:
    """Return the stations that have clerks; a clerk's own alone."""
    found = counters(asking.services)
    own = asking.by.unit
    return [
        (unit.code, unit.title[asking.language])
        for unit in found["village"]
        if not own or unit.code == own
    ]


def listed(asking: Asking) -> Titled:
    """Return the cases of a batch, by their numbers."""
    state: DispatchState = asking.state
    return [(each.number, each.number) for each in state.listed]


def lost(asking: Asking) -> Titled:
    """Return the cases whose papers were missing."""
    state: DispatchState = asking.state
    return [(each.number, each.number) for each in state.missing]


def proposals(asking: Asking) -> Titled:
    """Return the proposals that wait for an answer, each by what it says."""
    state: ItemOffer = asking.state
    return [(str(each.number), each.text) for each in state.waiting]


def places(asking: Asking) -> Titled:
    """Return the places that somebody answers for, by name."""
    return places_in(asking.services.library[Organisation], asking.language)


def places_in(organisation: Organisation, language: Language) -> list[tuple[str, str]]:
    """Return the places that a unit of the three tiers serves, by name."""
    served = {unit.place for unit in organisation.units.values()} & organisation.places.keys()
    found = ((code, organisation.places[code].title[language]) for code in served)
    return sorted(found, key=lambda each: each[1])
