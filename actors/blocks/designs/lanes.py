"""What the lanes of a drawing are called: units by their Chinese titles. The lane of the lead
department is called like the unit of the item, and is read as whichever leads."""

from actors.blocks.cases.flow import LEAD
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library


def lanes_by_unit(library: Library, lead: str) -> dict[str, str]:
    """Return what the lane of each unit is called, for an item of the unit `lead`."""
    units = library[Organisation].units
    lanes = {code: unit.title.zh for code, unit in units.items()}
    return lanes | {LEAD: lanes.get(lead, LEAD)}


def units_by_lane(library: Library, lead: str) -> dict[str, str]:
    """Return the unit that each lane is of, for an item of the unit `lead`."""
    lanes = lanes_by_unit(library, lead)
    return {name: code for code, name in lanes.items() if code != lead}
