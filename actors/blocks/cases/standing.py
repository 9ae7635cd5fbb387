"""The view `standing`: how the open cases of each unit and item stand now, for the wall.

Like the counters of `statistics`, these follow from the rows of `cases`: what a row counts for now,
less what it counted for before.
"""

from collections import Counter
from collections.abc import Iterator

from actors.kernel.view import Add, Changes, Row, Write

_NOT_BEGUN = ("none", "draft")
_COUNTED_BY = frozenset(("item", "unit", "phase", "closed", "level", "cards"))


def counts(changes: Changes) -> list[Write]:
    """Return the increments that follow from rows of `cases` that changed."""
    deltas: dict[tuple[str, str], Counter[str]] = {}
    for before, after in changes:
        for row, sign in ((before, -1), (after, 1)):
            if row is None or not row.keys() >= _COUNTED_BY:
                continue  # a row that could not be folded as a whole counts for nothing
            for unit, name in _counted(row):
                deltas.setdefault((unit, row["item"]["code"]), Counter())[name] += sign
    return [
        Add(f"{unit}/{item}", moved, {"unit": unit, "item": item})
        for (unit, item), delta in deltas.items()
        if (moved := {name: amount for name, amount in delta.items() if amount})
    ]


def _counted(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the unit and name of every counter that `row` stands in: `open`, `levels.<level>` and
    `cards.<level>`, the latter of the unit whose clock it is."""
    if not row["closed"] and row["phase"] not in _NOT_BEGUN:
        yield row["unit"], "open"
        if row["level"]:
            yield row["unit"], f"levels.{row['level']}"
    for card in row["cards"].values():
        if card["level"] and not card["closed"]:
            yield card["unit"], f"cards.{card['level']}"
