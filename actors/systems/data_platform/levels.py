"""How grave data are (数据分级): what is made of others is as grave as they, unless a method of
masking was checked on this very version. Harm and object give the level of a source (GB/T
43697-2024, the higher wins); a person declares it, and nothing derived is ever below that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actors.systems.data_platform.dataset.terms import Check, Edge, Source
from actors.systems.data_platform.profile import Method

Read = tuple[str, int]
"""A version of a dataset: its code, its number."""
Levels = Mapping[str, int]
"""Levels of columns, by name."""


@dataclass(frozen=True)
class Derived:
    """The levels of a version: of each column, and of all of it."""

    columns: dict[str, int]
    level: int


def derive(
    declared: Levels,
    edges: Iterable[Edge],
    filters: Iterable[Source],
    checks: Iterable[Check],
    told: Mapping[Read, Levels],
    methods: Mapping[str, Method],
) -> Derived:
    """Return the levels of a version.

    A column is of the highest of what was declared and of its direct inputs, each of which counts
    as the target of its method where that is in force and all its checks are passed. All of it is
    of the highest of its columns and of what it was filtered, joined, sorted or grouped by.

    `told` has the levels of every version that is read.

    Raises:
        KeyError: a version or column that is read is not in `told`.
    """
    passed = {(each.column, each.name) for each in checks if each.passed}
    columns = dict(declared)
    for edge in edges:
        level = _of(edge, told)
        method = methods.get(edge.method)
        if method is not None and all((edge.to, name) in passed for name in method.checks):
            level = min(level, method.target)
        columns[edge.to] = max(columns.get(edge.to, 1), level)
    indirect = (_of(each, told) for each in filters)
    return Derived(columns, max((*columns.values(), *indirect), default=1))


def _of(source: Source, told: Mapping[Read, Levels]) -> int:
    return told[source.dataset, source.version][source.column]
