"""The tree of units (单位) as it stands on a day, from what was at first and every change since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import msgspec

from actors.blocks.organisation.changes import (
    UnitChange,
    UnitClosed,
    UnitEstablished,
    UnitMoved,
    UnitRenamed,
    WindowSet,
)
from actors.blocks.organisation.spans import ONE_DAY, Span, merged
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
        for code in self.units:
            yield from self.faults_of(code)

    def faults_of(self, code: str) -> Iterator[Reason]:
        """Yield what is wrong with where the unit `code` stands."""
        superior = self.units[code].superior
        if superior and superior not in self.units:
            facts = {"unit": code, "superior": superior}
            yield Reason("organisation.no_superior", "/superior", facts)
        elif superior and self._circles(code):
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


def former(
    base: Mapping[str, OrgUnit], changes: Iterable[UnitChange], day: date
) -> dict[str, OrgUnit]:
    """Return the units that were closed by `day`, each as it was last."""
    units, gone = dict(base), dict[str, OrgUnit]()
    for each in ordered(changes, day):
        if isinstance(each, UnitClosed) and each.unit in units:
            gone[each.unit] = units[each.unit]
        _apply(units, each)
    return {code: unit for code, unit in gone.items() if code not in units}


def successors(changes: Iterable[UnitChange], day: date) -> dict[str, str]:
    """Return who took over from the units that were closed by `day`, as was said last."""
    closed = (each for each in ordered(changes, day) if isinstance(each, UnitClosed))
    return {each.unit: each.successor for each in closed if each.successor}


def presence(base: Mapping[str, OrgUnit], changes: Iterable[UnitChange]) -> dict[str, list[Span]]:
    """Return the days on which each unit is there."""
    since, found = dict.fromkeys(base, date.min), dict[str, list[Span]]()
    for each in ordered(changes):
        if isinstance(each, UnitEstablished):
            since.setdefault(each.unit, each.effective)
        elif isinstance(each, UnitClosed) and each.unit in since:
            span = Span(since.pop(each.unit), each.effective - ONE_DAY)
            found.setdefault(each.unit, []).append(span)
    for code, day in since.items():
        found.setdefault(code, []).append(Span(day, date.max))
    return {code: merged(spans) for code, spans in found.items()}


def faults_from(
    base: Mapping[str, OrgUnit], changes: Iterable[UnitChange], since: date
) -> Iterator[Reason]:
    """Yield what keeps the units from being a tree on `since` or any later day. After that day only
    what a change touches is looked at."""
    later = [each for each in ordered(changes) if each.effective > since]
    tree = tree_on(base, changes, since)
    yield from tree.faults()
    units = dict(tree.units)
    for _, group in groupby(later, key=lambda each: each.effective):
        of_day = tuple(group)
        for each in of_day:
            _apply(units, each)
        now = OrgTree(units)
        closed = {each.unit for each in of_day} - units.keys()
        touched = {each.unit for each in of_day} & units.keys()
        if closed:
            touched |= {code for code, unit in units.items() if unit.superior in closed}
        for code in sorted(touched):
            yield from now.faults_of(code)


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
