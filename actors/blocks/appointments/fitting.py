"""Whether the halls fit the city that they stand in."""

from collections.abc import Iterator

from actors.blocks.appointments.places import FILE, Places
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, unknown


def misfits(places: Places, library: Library) -> Iterator[Mistake]:
    """Yield the units, places and themes of `places` that `library` does not know."""
    organisation, catalogue = library[Organisation], library[Catalogue]
    themes = {*catalogue.themes, *(item.theme for item in catalogue.current_items())}
    file = f"appointments/{FILE}"
    for hall in places.halls:
        if not organisation.title(hall.unit):
            rule = unknown(hall.unit, organisation.units, "unit")
            yield Mistake(file, f"halls.{hall.code}.unit", rule)
        if hall.place not in organisation.places:
            rule = unknown(hall.place, organisation.places, "place")
            yield Mistake(file, f"halls.{hall.code}.place", rule)
        for group in hall.windows:
            for theme in group.themes:
                if theme not in themes:
                    rule = unknown(theme, themes, "theme")
                    yield Mistake(file, f"halls.{hall.code}.{group.code}.themes", rule)
