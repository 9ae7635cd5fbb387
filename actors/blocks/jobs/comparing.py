"""Two tables compared (比对) by their keys: what both have and say alike, what only one has, and
where they conflict, column by column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["matched", "only_left", "only_right", "conflict", "doubled"]
"""一致, 仅左有, 仅右有, 不一致, 主键重复."""
Row = Mapping[str, Any]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """What the comparison has found of a `key`; of a conflict the `column`, and both values."""

    outcome: Outcome
    key: Key
    column: str = ""
    left: str | None = None
    right: str | None = None


@dataclass(frozen=True)
class Comparison:
    """How many keys both sides have, and what is not alike, in the order of the keys. A key that
    one side has twice is compared with nothing."""

    matched: int
    differences: tuple[Difference, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many keys have that outcome, of conflicts in whatever columns."""
        if outcome == "matched":
            return self.matched
        return len({each.key for each in self.differences if each.outcome == outcome})


def compare(
    left: Sequence[Row], right: Sequence[Row], keys: Sequence[str], *, trim: bool = False
) -> Comparison:
    """Compare two tables by the columns `keys`, in every column that both have; with `trim` without
    regard to blanks, wherever they stand.

    Raises:
        KeyError: a row has no such key.
    """
    one, twice = _by_key(left, keys, trim)
    other, twice_there = _by_key(right, keys, trim)
    doubled = twice | twice_there
    found: list[Difference] = [Difference("doubled", key) for key in doubled]
    both = one.keys() & other.keys() - doubled
    for key in (one.keys() | other.keys()) - doubled - both:
        found.append(Difference("only_left" if key in one else "only_right", key))
    for key in both:
        found.extend(_conflicts(key, one[key], other[key], keys, trim))
    found.sort(key=lambda each: (each.key, each.outcome, each.column))
    return Comparison(len(both), tuple(found))


def _by_key(
    rows: Sequence[Row], keys: Sequence[str], trim: bool
) -> tuple[dict[Key, Row], set[Key]]:
    found: dict[Key, Row] = {}
    twice = set[Key]()
    for row in rows:
        key = tuple(_said(row[name], trim) or "" for name in keys)
        if key in found:
            twice.add(key)
        found[key] = row
    return found, twice


def _conflicts(
    key: Key, left: Row, right: Row, keys: Sequence[str], trim: bool
) -> Iterator[Difference]:
    for column in left:
        if column in keys or column not in right:
            continue
        one, other = _said(left[column], trim), _said(right[column], trim)
        if one != other:
            told = (_said(left[column], False), _said(right[column], False))
            yield Difference("conflict", key, column, *told)


def _said(value: Any, trim: bool) -> str | None:
    """Return a value as a text; without blanks, what is empty is missing."""
    if value is None:
        return None
    text = str(value)
    return "".join(text.split()) or None if trim else text
