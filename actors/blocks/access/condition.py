"""Conditions of policies as trees of our own: what holds together, and single questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Source = Literal["actor", "standing", "resource", "context"]
Literals = str | int | bool | frozenset[str] | frozenset[int]
Operator = Literal[
    "is_true",  # the left side, a truth
    "has",  # the left side is known
    "equals",
    "less",
    "less_or_equal",
    "contains",  # the left side, a set, has the right side in it
    "contains_all",
    "contains_any",
    "is_empty",
    "like",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing that is known, or not, when the question is asked."""

    of: Source
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """A thing that the policy says itself."""

    value: Literals


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text with anything between `parts`: ("person:", "") is "person:*"."""

    parts: tuple[str, ...]


Term = Fact | Known | Pattern


@dataclass(frozen=True, slots=True)
class Leaf:
    """One question. It is answered by yes, by no, or not at all where a fact is not known or of
    another type than the question is about."""

    operator: Operator
    left: Fact | Known
    right: Term | None = None

    def facts(self) -> Iterator[Fact]:
        """Yield the facts that it asks for."""
        for term in (self.left, self.right):
            if isinstance(term, Fact):
                yield term


@dataclass(frozen=True, slots=True)
class Always:
    """What holds, or never does, whoever asks."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """`right` is asked only if `left` holds."""

    left: "Condition"
    right: "Condition"


@dataclass(frozen=True, slots=True)
class Or:
    """`right` is asked only if `left` does not hold."""

    left: "Condition"
    right: "Condition"


Condition = Leaf | Always | Not | And | Or


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the questions of `condition`, from left to right."""
    match condition:
        case Leaf():
            yield condition
        case Always():
            return
        case Not(part):
            yield from leaves(part)
        case And(left, right) | Or(left, right):
            yield from leaves(left)
            yield from leaves(right)
