"""Figures of units that were merged (撤并), summed by whoever took over.

What happened before a merger keeps the code and name of its unit; what happened after it has those
of the new one. Both are seen beside each other, and no figure is counted twice or lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from actors.blocks.organisation.units import Organisation


@dataclass(frozen=True)
class Line:
    """Figures of one unit: its code, that of the division that it serves or served, and a figure
    for each name of `names`."""

    unit: str
    place: str
    figures: tuple[int, ...]


@dataclass(frozen=True)
class Sum:
    """The unit that is there now, what was its own and, unit by unit, what it took over. `figures`
    are the sums. `there` is False for a unit that was closed and has no successor."""

    own: Line
    former: tuple[Line, ...]
    figures: tuple[int, ...]
    there: bool


def sums(
    counts: Mapping[str, Mapping[str, int]], names: tuple[str, ...], organisation: Organisation
) -> tuple[Sum, ...]:
    """Return the figures by successor, in the order of codes.

    Args:
        counts: by name of a figure and code of a unit, how many there are.
        names: the figures, in order.
        organisation: as it stands on the day that is looked at.
    """
    groups: dict[str, list[str]] = {}
    for code in sorted({code for name in names for code in counts.get(name, {})}):
        groups.setdefault(organisation.acting(code), []).append(code)
    found: list[Sum] = []
    for code, codes in sorted(groups.items()):
        own = _line(code, counts, names, organisation)
        former = tuple(_line(each, counts, names, organisation) for each in codes if each != code)
        totals = (sum(column) for column in zip(*(x.figures for x in (own, *former)), strict=True))
        found.append(Sum(own, former, tuple(totals), code in organisation.units))
    return tuple(found)


def _line(
    code: str,
    counts: Mapping[str, Mapping[str, int]],
    names: tuple[str, ...],
    organisation: Organisation,
) -> Line:
    unit = organisation.units.get(code) or organisation.former.get(code)
    figures = tuple(counts.get(name, {}).get(code, 0) for name in names)
    return Line(code, unit.place if unit else "", figures)
