"""From policies to filters: which rows somebody may see, told by the policies' own trees.

Of each condition three things are told about a row: where it holds, where it does not, and where
it can be answered at all, for what a row does not know makes a policy pass it by.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from actors.blocks.access.condition import Always, And, Condition, Fact, Known, Leaf, Or, Pattern
from actors.blocks.access.condition import Not as NotHolding
from actors.blocks.access.leaves import Sources, compiled, value_of
from actors.blocks.access.policy import Policy
from actors.blocks.access.where import (
    EVERYTHING,
    NOTHING,
    Above,
    Below,
    Contains,
    ContainsAll,
    ContainsAny,
    Empty,
    Equals,
    Like,
    OneOf,
    Present,
    Where,
    Within,
    all_of,
    any_of,
    negation,
)


def where(policies: Iterable[Policy], sources: Sources) -> Where:
    """Return the rows that `policies` permit and none of them forbids, to the actor and on the
    occasion that `sources` tell of."""
    permitted: list[Where] = []
    forbidden: list[Where] = []
    for policy in policies:
        holds = _rows(policy.condition, sources).holds
        (permitted if policy.effect == "permit" else forbidden).append(holds)
    return all_of((any_of(permitted), negation(any_of(forbidden))))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows for which a condition holds, and fails: for others it has no answer."""

    holds: Where
    fails: Where
    answered: Where


_ANSWERS = {
    True: _Rows(EVERYTHING, NOTHING, EVERYTHING),
    False: _Rows(NOTHING, EVERYTHING, EVERYTHING),
    None: _Rows(NOTHING, NOTHING, NOTHING),
}


def _rows(condition: Condition, sources: Sources) -> _Rows:
    match condition:
        case Always(holds):
            return _ANSWERS[holds]
        case NotHolding(part):
            rows = _rows(part, sources)
            return _Rows(rows.fails, rows.holds, rows.answered)
        case And(left, right):
            one, other = _rows(left, sources), _rows(right, sources)
            return _Rows(
                all_of((one.holds, other.holds)),
                any_of((one.fails, all_of((one.answered, other.fails)))),
                all_of((one.answered, any_of((one.fails, other.answered)))),
            )
        case Or(left, right):
            one, other = _rows(left, sources), _rows(right, sources)
            return _Rows(
                any_of((one.holds, all_of((one.answered, other.holds)))),
                all_of((one.fails, other.fails)),
                all_of((one.answered, any_of((one.holds, other.answered)))),
            )
        case Leaf():
            return _leaf(condition, sources)


def _leaf(leaf: Leaf, sources: Sources) -> _Rows:
    asked = [fact.name for fact in leaf.facts() if fact.of == "resource"]
    if not asked:
        return _ANSWERS[compiled(leaf)(sources)]
    (field,) = asked
    present = Present(field)
    if leaf.operator == "has":
        return _Rows(present, negation(present), EVERYTHING)
    holds = _holds(leaf, field, sources)
    if holds is None:
        return _ANSWERS[None]
    return _Rows(holds, all_of((present, negation(holds))), present)


def _holds(leaf: Leaf, field: str, sources: Sources) -> Where | None:
    """Return the rows for which `leaf`, a question about `field`, is answered by yes; None if what
    it is compared with is not known."""
    if leaf.operator == "is_true":
        return Equals(field, True)
    if leaf.operator == "is_empty":
        return Empty(field)
    if isinstance(leaf.right, Pattern):
        return Like(field, leaf.right.parts)
    field_is_left = isinstance(leaf.left, Fact) and leaf.left.of == "resource"
    other = leaf.right if field_is_left else leaf.left
    value = value_of(other, sources) if isinstance(other, Fact | Known) else None
    if value is None:
        return None
    return _COMPARISONS[leaf.operator, field_is_left](field, value)


def _values(collection: Any) -> tuple[Any, ...]:
    return tuple(sorted(set(collection)))


_COMPARISONS: dict[tuple[str, bool], Callable[[str, Any], Where]] = {
    ("equals", True): Equals,
    ("equals", False): Equals,
    ("less", True): Below,
    ("less", False): Above,
    ("less_or_equal", True): lambda field, limit: Below(field, limit, True),
    ("less_or_equal", False): lambda field, limit: Above(field, limit, True),
    ("contains", True): Contains,
    ("contains", False): lambda field, values: OneOf(field, _values(values)),
    ("contains_any", True): lambda field, values: ContainsAny(field, _values(values)),
    ("contains_any", False): lambda field, values: ContainsAny(field, _values(values)),
    ("contains_all", True): lambda field, values: ContainsAll(field, _values(values)),
    ("contains_all", False): lambda field, values: Within(field, _values(values)),
}
