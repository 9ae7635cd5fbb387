"""Answers single questions of policies as Cedar does: yes, no, or None where Cedar finds an error.

A question becomes a small function once; it is then asked with every command.
"""

import operator
from collections.abc import Callable, Iterable
from typing import Any, cast

from actors.blocks.access.condition import Fact, Known, Leaf, Pattern, Source, Term
from actors.blocks.access.vocabulary import Facts
from actors.blocks.access.where import like

Sources = tuple[Facts, Facts, Facts, Facts]
Ask = Callable[[Sources], bool | None]

_PLACES: dict[Source, int] = {"actor": 0, "standing": 1, "resource": 2, "context": 3}
_SETS = (frozenset, set, tuple, list)


def compiled(leaf: Leaf) -> Ask:
    """Return the function that answers `leaf`."""
    left = reader(leaf.left)
    right = reader(leaf.right)
    match leaf.operator:
        case "is_true":
            return _unary(left, lambda value: value if isinstance(value, bool) else None)
        case "has":
            return lambda sources: left(sources) is not None
        case "is_empty":
            return _unary(left, lambda value: not value if isinstance(value, _SETS) else None)
        case "equals":
            return _equals(left, right)
        case "less":
            return _compares(left, right, operator.lt)
        case "less_or_equal":
            return _compares(left, right, operator.le)
        case "contains":
            return _contains(left, right)
        case "contains_all":
            return _compares_sets(left, right, frozenset[Any].issuperset)
        case "contains_any":
            return _compares_sets(left, right, lambda one, other: not one.isdisjoint(other))
        case "like":
            fits = like(leaf.right.parts if isinstance(leaf.right, Pattern) else ()).fullmatch
            return _unary(
                left, lambda value: fits(value) is not None if isinstance(value, str) else None
            )


Reader = Callable[[Sources], Any]


def reader(term: Term | None) -> Reader:
    """Return the function that finds `term`; it finds None where that is not known."""
    if isinstance(term, Fact):
        place, name = _PLACES[term.of], term.name
        return lambda sources: sources[place].get(name)
    value = term.value if isinstance(term, Known) else None
    return lambda sources: value


def _unary(read: Reader, answer: Callable[[Any], bool | None]) -> Ask:
    return lambda sources: answer(read(sources))


def _equals(left: Reader, right: Reader) -> Ask:
    def ask(sources: Sources) -> bool | None:
        one, other = left(sources), right(sources)
        if one is None or other is None:
            return None
        return one == other and type(one) is type(other)

    return ask


def _compares(left: Reader, right: Reader, compare: Callable[[int, int], bool]) -> Ask:
    def ask(sources: Sources) -> bool | None:
        one, other = left(sources), right(sources)
        if type(one) is not int or type(other) is not int:
            return None
        return compare(one, other)

    return ask


def _contains(left: Reader, right: Reader) -> Ask:
    def ask(sources: Sources) -> bool | None:
        collection, element = left(sources), right(sources)
        if not isinstance(collection, _SETS) or element is None:
            return None
        return element in collection and not isinstance(element, bool)

    return ask


def _compares_sets(
    left: Reader, right: Reader, compare: Callable[[frozenset[Any], frozenset[Any]], bool]
) -> Ask:
    def ask(sources: Sources) -> bool | None:
        one, other = _set(left(sources)), _set(right(sources))
        if one is None or other is None:
            return None
        return compare(one, other)

    return ask


def _set(value: Any) -> frozenset[Any] | None:
    return frozenset(cast("Iterable[Any]", value)) if isinstance(value, _SETS) else None
