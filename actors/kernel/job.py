"""Batch work (批处理作业) as a value: what analysts may have done, and over which tables.

The work itself stands in the owner's shell and is named, since rules know no shell. It reads files
that were made for it and never hosts, and the same work over the same files gives the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from actors.kernel.words import Title

ColumnType = Literal["text", "integer", "number", "truth", "instant"]
"""What stands in a column: text, a whole number, any number, yes or no, a UTC instant. Any of them
may be missing."""

ParameterKind = Literal["text", "long_text", "day", "number", "choice"]


@dataclass(frozen=True, kw_only=True)
class AnalystTable:
    """Columns of a view that analysts may reckon with: no personal data, no free text of people.

    Attributes:
        view: its rows; the table has its name.
        title: what it is called.
        columns: by its name, the type of each, in this order; a name with dots ("lead.unit") is a
            path in a row, and the column is then called `lead_unit`.
    """

    view: str
    title: Title
    columns: Mapping[str, ColumnType]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One thing that whoever starts a job says.

    Attributes:
        name: small letters.
        title: what it is called.
        kind: "day" is written 2026-03-02, "number" a whole one; "choice" one of `choices`.
        optional: it may be left empty.
        least, most: bounds of a number.
    """

    name: str
    title: Title
    kind: ParameterKind = "text"
    choices: Mapping[str, Title] = field(default_factory=dict[str, Title])
    optional: bool = False
    least: int = 0
    most: int = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Job:
    """One kind of batch work.

    Attributes:
        name: one of its name on the platform; small letters.
        title, about: what it is called, and what comes out of it.
        work: (part, tables, parameters) -> the table of one part, as "package.module:function" of
            the owner's shell. `tables` are files by the names of tables.
        reads: the tables that it reads; of a job with `asks`, those that the query names.
        asks: the parameters that are each a query over the tables of analysts.
        parts: (tables, parameters) -> the names of parts that can be done apart, in the order of
            the result; "" where the work is one.
        joins: (the tables of the parts in that order, parameters) -> the result; "" where they are
            just put behind each other.
        parameters: what is asked of whoever starts it.
        seconds: how long it may take in all.
    """

    name: str
    title: Title
    about: Title
    work: str
    reads: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    parts: str = ""
    joins: str = ""
    parameters: tuple[Parameter, ...] = ()
    seconds: int = 3600
