"""The tree of units (单位) as it stands on a day, from what was at first and every change since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from actors.blocks.organisation.changes import (
    UnitChange,
    UnitClosed,
    UnitEstablished,
    UnitMoved,
    UnitRenamed,
    WindowSet,
)
from actors.blocks.organisation.units import OrgUnit
from actors.kernel.errors import Reason

change = msgspec.structs.replace


@dataclass(frozen=True)
class OrgTree:
    """The units of one day by code. All tiers share it: a city, its districts, towns, villages."""

    units: Mapping[str, OrgUnit]

    def above(self, code: str) -> tuple[str, ...]:
        """Return the units above the unit `code`, the next one first; it ends where a circle
        would close."""
        found: list[str] = []
        unit = self.units.get(code)
        while unit and unit.superior and unit.superior not in (*found, code):
            found.append(unit.superior)
            unit = self.units.get(unit.superior)
        return tuple(found)

    def below(self, code: str) -> tuple[OrgUnit, ...]:
        """Return the units right below `code`, in the order of their codes; "" for the top."""
        return tuple(
            sorted(
                (unit for unit in self.units.values() if unit.superior == code),
                key=lambda unit: unit.code,
            )
        )

    def walk(self, top: str = "", depth: int = 0) -> Iterator[tuple[int, OrgUnit]]:
        """Yield every unit after the one above it, with how deep it stands."""
        for unit in self.below(top):
            yield depth, unit
            yield from self.walk(unit.code, depth + 1)

    def faults(self) -> Iterator[Reason]:
        """Yield what keeps this from being a tree."""
        for code, unit in self.units.items():
            if unit.superior and unit.superior not in self.units:
                facts = {"unit": code, "superior": unit.superior}
                yield Reason("organisation.no_superior", "/superior", facts)
            elif unit.superior and self._circles(code):
                yield Reason("organisation.circle", "/superior", {"unit": code})

    def _circles(self, code: str) -> bool:
        met: set[str] = set()
        unit = self.units.get(code)
        while unit is not None and unit.code not in met:
            met.add(unit.code)
            unit = self.units.get(unit.superior)
        return unit is not None


def tree_on(base: Mapping[str, OrgUnit], changes: Iterable[UnitChange], day: date) -> OrgTree:
    """Return the tree of `day`: the units of `base` and what `changes` made of them.

    A change of a unit that is not there on its day has no effect; `misfits` names it.
    """
    units = dict(base)
    for each in ordered(changes, day):
        _apply(units, each)
    return OrgTree(units)


def misfits(base: Mapping[str, OrgUnit], changes: Iterable[UnitChange]) -> Iterator[Reason]:
    """Yield every change that speaks of a unit which is not there on its day, or is already."""
    units = dict(base)
    for each in ordered(changes):
        there = each.unit in units
        if isinstance(each, UnitEstablished) and there:
            yield Reason("organisation.unit_exists", "/unit", {"unit": each.unit})
        elif not isinstance(each, UnitEstablished) and not there:
            yield Reason("unit.unknown", "/unit", {"unit": each.unit})
        if isinstance(each, UnitClosed) and each.successor and each.successor not in units:
            yield Reason("unit.unknown", "/successor", {"unit": each.successor})
        _apply(units, each)


def ordered(changes: Iterable[UnitChange], day: date = date.max) -> list[UnitChange]:
    """Return the changes that hold on `day` in the order in which they came to hold."""
    holding = (each for each in changes if each.effective <= day)
    return sorted(holding, key=lambda each: (each.effective, each.number))


def _apply(units: dict[str, OrgUnit], what: UnitChange) -> None:
    if isinstance(what, UnitEstablished):
        units.setdefault(
            what.unit,
            OrgUnit(code=what.unit, title=what.title, place=what.place, superior=what.superior),
        )
        return
    unit = units.get(what.unit)
    if unit is None:
        return
    match what:
        case UnitRenamed():
            units[what.unit] = change(unit, title=what.title)
        case UnitMoved():
            units[what.unit] = change(unit, superior=what.superior)
        case WindowSet():
            units[what.unit] = change(unit, integrated_window=what.integrated)
        case UnitClosed():
            del units[what.unit]
