"""A view as a value: which rows a commit touches, and a pure function that folds it into one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Commit = Mapping[str, Any]
Row = dict[str, Any]
Changes = Sequence[tuple[Row | None, Row | None]]
"""Rows of a batch, each before and after it; None: there is none."""

EVERY = ("*",)


@dataclass(frozen=True)
class Put:
    """The row takes the place of the one with its `_id`, or is new."""

    row: Row


@dataclass(frozen=True)
class Drop:
    """The row `id` goes; that there is none is no mistake."""

    id: str


@dataclass(frozen=True)
class Add:
    """The counters `amounts` (dotted names) of the row `id` grow, or shrink. A row that is new
    begins with `begin`."""

    id: str
    amounts: Mapping[str, int]
    begin: Mapping[str, Any]


Write = Put | Drop | Add


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index over `fields`, ascending in the order given, of the documents with `only`."""

    fields: tuple[str, ...]
    unique: bool = False
    only: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A collection of rows that follow from those of a view."""

    name: str
    purpose: str
    indexes: tuple[Index, ...] = ()


@dataclass(frozen=True, kw_only=True)
class View:
    """One collection of rows, declared by its owner.

    Attributes:
        name: the collection.
        purpose: what it is for, in some words.
        kinds: the entity kinds whose commits it folds, `EVERY` for all; the first is the row's own,
            whose seq is kept as `seq`, that of another kind as `<kind>_seq`.
        rows: the `_id` of the rows that a commit touches.
        fold: (row or None, its `_id`, commit) -> the row after it, or None to remove it. Pure; must
            not change the row it is given.
        indexes: what its lists filter and order by.
        searchable: fields whose words people may search by, as paths ("title.zh"), with weights
            from 0 to 1 where they are not 1; the row then has `terms`, too, with an index.
        hidden: fields that hold what people wrote: they are kept hidden under the key of the entity
            of the view's first kind that a row is of, and are nothing to search or order by.
        whole: every commit of an entity touches the same one row, so that a missing commit is
            noticed and looked up before a later one is folded.
        sources: the keys of the entities that a row follows from; None means those of its kinds
            with the row's id, if the view is `whole`.
        derive: what follows in other collections from the rows that changed.
        derived: those collections.
        rebuildable: it can be made again from the journal alone.
        parts: of a view that has many rows of one entity of its first kind, the field of a row with
            the id of that, which an index serves: they go when the time of the entity is over.
        keeps_restricted: its rows of such entities stay, and say of themselves that they are; of
            other views that are `whole` they go.
    """

    name: str
    purpose: str
    kinds: tuple[str, ...]
    rows: Callable[[Commit], Sequence[str]]
    fold: Callable[[Row | None, str, Commit], Row | None]
    indexes: tuple[Index, ...] = ()
    searchable: tuple[str | tuple[str, float], ...] = ()
    hidden: tuple[str, ...] = ()
    whole: bool = False
    sources: Callable[[str], Sequence[str]] | None = None
    derive: Callable[[Changes], Mapping[str, list[Write]]] | None = None
    derived: tuple[Derived, ...] = ()
    rebuildable: bool = True
    parts: str = ""
    keeps_restricted: bool = False

    def __post_init__(self) -> None:
        used = {path.partition(".")[0] for path, _ in self.texts}
        used |= {field.partition(".")[0] for index in self.indexes for field in index.fields}
        if shown := used & set(self.hidden):
            raise ValueError(f"{self.name}: {', '.join(sorted(shown))} is hidden, and looked for")

    @property
    def collections(self) -> tuple[str, ...]:
        """The names of all collections that it writes, its own first."""
        return self.name, *(each.name for each in self.derived)

    @property
    def texts(self) -> tuple[tuple[str, float], ...]:
        """The fields that people may search by, each with its weight."""
        return tuple((each, 1.0) if isinstance(each, str) else each for each in self.searchable)

    def reads(self, kind: str) -> bool:
        """Tell whether commits of entities of `kind` are folded."""
        return self.kinds == EVERY or kind in self.kinds

    def seq_field(self, kind: str) -> str:
        """Return the field of a row that holds the last folded seq of an entity of `kind`."""
        return "seq" if kind == self.kinds[0] or self.kinds == EVERY else f"{kind}_seq"


def entity_id(commit: Commit) -> str:
    """Return the id of the commit's entity: "case:7f3a" -> "7f3a"."""
    return str(commit["key"]).partition(":")[2]
