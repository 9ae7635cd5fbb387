"""The three tiers (县、乡、村三级): a unit works at the one of the place that it serves."""

from typing import Literal

from actors.blocks.organisation.units import Organisation

Tier = Literal["county", "town", "village"]
TIERS: tuple[Tier, ...] = ("county", "town", "village")
"""From above to below. A city without counties is its own."""
_OF_LEVEL: dict[str, Tier] = {
    "city": "county",
    "district": "county",
    "town": "town",
    "village": "village",
}


def tier_of(unit: str, organisation: Organisation) -> Tier | None:
    """Return the tier that the unit with this code works at, None where it serves no place of one.

    A unit that was closed keeps the tier that it had.
    """
    found = organisation.units.get(unit) or organisation.former.get(unit)
    place = organisation.places.get(found.place) if found else None
    return _OF_LEVEL.get(place.level) if place else None


def at_or_below(tier: Tier, other: Tier) -> bool:
    """Tell whether `tier` is `other` or one below it."""
    return TIERS.index(tier) >= TIERS.index(other)


def above(unit: str, organisation: Organisation) -> tuple[str, ...]:
    """Return the codes of the units above `unit`, the nearest first."""
    found: list[str] = []
    known = organisation.units
    while unit in known and known[unit].superior and known[unit].superior not in found:
        unit = known[unit].superior
        found.append(unit)
    return tuple(found)
