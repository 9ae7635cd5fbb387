"""A view as a value: which rows a commit touches, and a pure function that folds it into one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import DeleteOne, ReplaceOne, UpdateOne

Commit = Mapping[str, Any]
Row = dict[str, Any]
Write = UpdateOne | ReplaceOne[Row] | DeleteOne
Changes = Sequence[tuple[Row | None, Row | None]]
"""Rows of a batch, each before and after it; None: there is none."""

EVERY = ("*",)


@dataclass(frozen=True, kw_only=True)
class View:
    """One collection of rows.

    Attributes:
        name: the collection.
        kinds: the entity kinds whose commits it folds, `EVERY` for all; the first is the row's own,
            whose seq is kept as `seq`, that of another kind as `<kind>_seq`.
        rows: the `_id` of the rows that a commit touches.
        fold: (row or None, its `_id`, commit) -> the row after it, or None to remove it. Pure; must
            not change the row it is given.
        whole: every commit of an entity touches the same one row, so that a missing commit is
            noticed and looked up before a later one is folded.
        derive: what follows in other collections from the rows that changed.
        derived: the names of those collections.
        rebuildable: it can be made again from the journal alone.
    """

    name: str
    kinds: tuple[str, ...]
    rows: Callable[[Commit], Sequence[str]]
    fold: Callable[[Row | None, str, Commit], Row | None]
    whole: bool = False
    derive: Callable[[Changes], Mapping[str, list[Write]]] | None = None
    derived: tuple[str, ...] = ()
    rebuildable: bool = True

    def reads(self, kind: str) -> bool:
        """Tell whether commits of entities of `kind` are folded."""
        return self.kinds == EVERY or kind in self.kinds

    def seq_field(self, kind: str) -> str:
        """Return the field of a row that holds the last folded seq of an entity of `kind`."""
        return "seq" if kind == self.kinds[0] or self.kinds == EVERY else f"{kind}_seq"


def entity_id(commit: Commit) -> str:
    """Return the id of the commit's entity: "case:7f3a" -> "7f3a"."""
    return str(commit["key"]).partition(":")[2]
