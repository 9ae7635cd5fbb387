"""Answers single questions of policies as Cedar does: yes, no, or None where Cedar finds an error.

A question becomes a small function once; it is then asked with every command.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from actors.blocks.access.condition import Fact, Known, Leaf, Operator, Pattern, Source
from actors.blocks.access.where import like
from actors.kernel.guarded import Facts

Sources = tuple[Facts, Facts, Facts, Facts]
Ask = Callable[[Sources], bool | None]

_PLACES: dict[Source, int] = {"actor": 0, "standing": 1, "resource": 2, "context": 3}
_SETS = (frozenset, set, tuple, list)


def compiled(leaf: Leaf) -> Ask:
    """Return the function that answers `leaf`."""
    if isinstance(leaf.right, Pattern):
        fits = like(leaf.right.parts).fullmatch
        return _asking(
            leaf.left, lambda value: fits(value) is not None if isinstance(value, str) else None
        )
    if leaf.right is None:
        return _asking(leaf.left, _OF_ONE[leaf.operator])
    return _asking_both(leaf.left, leaf.right, _OF_TWO[leaf.operator])


def value_of(term: Fact | Known, sources: Sources) -> Any:
    """Return what `term` is; None if that is not known."""
    return term.value if isinstance(term, Known) else sources[_PLACES[term.of]].get(term.name)


def _asking(term: Fact | Known, answer: Callable[[Any], bool | None]) -> Ask:
    if isinstance(term, Known):
        always = answer(term.value)
        return lambda sources: always
    place, name = _PLACES[term.of], term.name
    return lambda sources: answer(sources[place].get(name))


def _asking_both(
    left: Fact | Known, right: Fact | Known, answer: Callable[[Any, Any], bool | None]
) -> Ask:
    """Return the function that answers a question of two sides. What the policy says itself is not
    looked for each time: this is asked some ten times a command."""
    if isinstance(left, Known):
        known = left.value
        return _asking(right, lambda value: answer(known, value))
    place, name = _PLACES[left.of], left.name
    if isinstance(right, Known):
        value = right.value
        return lambda sources: answer(sources[place].get(name), value)
    other_place, other_name = _PLACES[right.of], right.name
    return lambda sources: answer(sources[place].get(name), sources[other_place].get(other_name))


def _is_true(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _is_known(value: Any) -> bool | None:
    return value is not None


def _is_empty(value: Any) -> bool | None:
    return not value if isinstance(value, _SETS) else None


def _equals(one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    return one == other and type(one) is type(other)


def _is_less(one: Any, other: Any) -> bool | None:
    return one < other if type(one) is int and type(other) is int else None


def _is_less_or_equal(one: Any, other: Any) -> bool | None:
    return one <= other if type(one) is int and type(other) is int else None


def _contains(collection: Any, element: Any) -> bool | None:
    if element is None or not isinstance(collection, _SETS):
        return None
    return element in collection and not isinstance(element, bool)


def _contains_all(one: Any, other: Any) -> bool | None:
    holder, held = _set(one), _set(other)
    return None if holder is None or held is None else holder.issuperset(held)


def _contains_any(one: Any, other: Any) -> bool | None:
    holder, held = _set(one), _set(other)
    return None if holder is None or held is None else not holder.isdisjoint(held)


def _set(value: Any) -> frozenset[Any] | None:
    return frozenset(cast("Iterable[Any]", value)) if isinstance(value, _SETS) else None


_OF_ONE: dict[Operator, Callable[[Any], bool | None]] = {
    "is_true": _is_true,
    "has": _is_known,
    "is_empty": _is_empty,
}
_OF_TWO: dict[Operator, Callable[[Any, Any], bool | None]] = {
    "equals": _equals,
    "less": _is_less,
    "less_or_equal": _is_less_or_equal,
    "contains": _contains,
    "contains_all": _contains_all,
    "contains_any": _contains_any,
}
