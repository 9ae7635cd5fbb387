"""Which rows of a list: an algebra that knows no database."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

Scalar = str | int | bool


class _Node(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A node; `plain` writes it as its name and its values."""


class Everything(_Node, frozen=True, tag="everything"):
    """Every row."""


class Nothing(_Node, frozen=True, tag="nothing"):
    """No row."""


class All(_Node, frozen=True, tag="all"):
    parts: tuple["Where", ...]


class Either(_Node, frozen=True, tag="either"):
    parts: tuple["Where", ...]


class Not(_Node, frozen=True, tag="not"):
    part: "Where"


class Present(_Node, frozen=True, tag="present"):
    """The field is there, and not None."""

    field: str


class Equals(_Node, frozen=True, tag="equals"):
    field: str
    value: Scalar


class OneOf(_Node, frozen=True, tag="one_of"):
    field: str
    values: tuple[Scalar, ...]


class Below(_Node, frozen=True, tag="below"):
    """The number is less than `limit`, or as large where `included`."""

    field: str
    limit: int
    included: bool = False


class Above(_Node, frozen=True, tag="above"):
    """The number is more than `limit`, or as large where `included`."""

    field: str
    limit: int
    included: bool = False


class Contains(_Node, frozen=True, tag="contains"):
    """The set has `value` in it."""

    field: str
    value: Scalar


class ContainsAny(_Node, frozen=True, tag="contains_any"):
    field: str
    values: tuple[Scalar, ...]


class ContainsAll(_Node, frozen=True, tag="contains_all"):
    field: str
    values: tuple[Scalar, ...]


class Within(_Node, frozen=True, tag="within"):
    """The set has nothing but `values` in it; an empty one has not."""

    field: str
    values: tuple[Scalar, ...]


class Empty(_Node, frozen=True, tag="empty"):
    """The set is there and has nothing in it."""

    field: str


class Like(_Node, frozen=True, tag="like"):
    """The text is `parts` with anything between them."""

    field: str
    parts: tuple[str, ...]


Where = (
    Everything | Nothing | All | Either | Not | Present | Equals | OneOf | Below | Above | Contains
    | ContainsAny | ContainsAll | Within | Empty | Like
)  # fmt: skip
_COMPOUND = Everything | Nothing | All | Either | Not
EVERYTHING = Everything()
NOTHING = Nothing()


def all_of(parts: Iterable[Where]) -> Where:
    """Return what matches where all of `parts` do, written as shortly as can be told."""
    kept: dict[Where, None] = {}
    for part in parts:
        kept |= dict.fromkeys(part.parts if isinstance(part, All) else (part,))
    kept.pop(EVERYTHING, None)
    for part in list(kept):
        if not isinstance(part, _COMPOUND | Present):
            kept.pop(Present(part.field), None)  # implied
    if NOTHING in kept:
        return NOTHING
    if len(kept) < 2:
        return next(iter(kept), EVERYTHING)
    return All(tuple(kept))


def any_of(parts: Iterable[Where]) -> Where:
    """Return what matches where one of `parts` does, written as shortly as can be told."""
    kept: dict[Where, None] = {}
    for part in parts:
        kept |= dict.fromkeys(part.parts if isinstance(part, Either) else (part,))
    kept.pop(NOTHING, None)
    if EVERYTHING in kept:
        return EVERYTHING
    if len(kept) < 2:
        return next(iter(kept), NOTHING)
    return Either(tuple(kept))


def negation(part: Where) -> Where:
    """Return what matches where `part` does not."""
    match part:
        case Everything():
            return NOTHING
        case Nothing():
            return EVERYTHING
        case Not(inner):
            return inner
        case _:
            return Not(part)


def plain(where: Where) -> list[Any]:
    """Return `where` as nested lists, ["equals", "unit", "housing_fund"]: what storage reads."""
    return msgspec.to_builtins(where)


def matches(where: Where, row: Mapping[str, Any]) -> bool:
    """Tell whether `row` is one of those that `where` means.

    The row's values are of the types that the facts of its kind are declared with; a set may be any
    collection.
    """
    match where:
        case Everything():
            return True
        case Nothing():
            return False
        case All(parts):
            return all(matches(part, row) for part in parts)
        case Either(parts):
            return any(matches(part, row) for part in parts)
        case Not(part):
            return not matches(part, row)
        case _:
            value = row.get(where.field)
            return value is not None and _fits(where, value)


def _fits(where: Where, value: Any) -> bool:
    match where:
        case Equals(_, wanted):
            return value == wanted
        case OneOf(_, values):
            return value in values
        case Below(_, limit, included):
            return value <= limit if included else value < limit
        case Above(_, limit, included):
            return value >= limit if included else value > limit
        case Contains(_, wanted):
            return wanted in value
        case ContainsAny(_, values):
            return any(wanted in value for wanted in values)
        case ContainsAll(_, values):
            return all(wanted in value for wanted in values)
        case Within(_, values):
            return all(element in values for element in value)
        case Empty():
            return not value
        case Like(_, parts):
            return like(parts).fullmatch(value) is not None
        case _:
            return True


def like(parts: Iterable[str]) -> re.Pattern[str]:
    """Return the expression that the whole of a text must fit to be `parts` with anything
    between them."""
    return re.compile(".*".join(map(re.escape, parts)), re.DOTALL)
