"""What a change of a schema (数据集结构变更) means for those who read it, before it is saved
(SDB-08): compatible, a notice, or breaking, which needs a notice and a parallel version."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

Weight = Literal["compatible", "notice", "breaking"]
_WEIGHTS: tuple[Weight, ...] = ("compatible", "notice", "breaking")
# What holds every value of what stands before it, exactly.
_WIDER = {
    ("int32", "int64"),
    ("int32", "float64"),
    ("float32", "float64"),
}


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: `values` are those that it may have, none meaning any of its type; `unit` is what
    it is measured in."""

    name: str
    type: str
    nullable: bool = False
    unit: str = ""
    description: str = ""
    values: tuple[str, ...] = ()


class Change(msgspec.Struct, frozen=True):
    """What changed at which column, and what that means."""

    column: str
    what: Literal["added", "dropped", "type", "nullable", "unit", "description", "values"]
    weight: Weight


def changes(before: Iterable[Column], after: Iterable[Column]) -> tuple[Change, ...]:
    """Return what changed, by the order of the columns. A column of a new name is one dropped and
    one added: who reads it by its name finds nothing there."""
    old, new = ({each.name: each for each in columns} for columns in (before, after))
    found: list[Change] = []
    for name, column in old.items():
        if name not in new:
            found.append(Change(name, "dropped", "breaking"))
        else:
            found += _between(column, new[name])
    for name in new.keys() - old.keys():
        weight: Weight = "compatible" if new[name].nullable else "breaking"
        found.append(Change(name, "added", weight))
    order = {name: at for at, name in enumerate([*old, *new])}
    return tuple(sorted(found, key=lambda each: order[each.column]))


def judged(found: Iterable[Change]) -> Weight:
    """Return what changes mean together: the gravest."""
    return _WEIGHTS[max((_WEIGHTS.index(each.weight) for each in found), default=0)]


def _between(old: Column, new: Column) -> Iterator[Change]:
    if old.type != new.type:
        wider = (old.type, new.type) in _WIDER
        yield Change(old.name, "type", "compatible" if wider else "breaking")
    if old.nullable != new.nullable:  # one side or the other meets what it did not expect
        yield Change(old.name, "nullable", "breaking")
    if old.unit != new.unit:
        yield Change(old.name, "unit", "breaking")
    if old.description != new.description:
        yield Change(old.name, "description", "compatible")
    if set(old.values) != set(new.values):
        more = bool(old.values) and set(old.values) < set(new.values)
        yield Change(old.name, "values", "notice" if more else "breaking")
