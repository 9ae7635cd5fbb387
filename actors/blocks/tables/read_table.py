"""Reads a table (表格) as rows of a struct: CSV or XLSX, every mistake by row and column."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from actors.blocks.forms.asked import Asked, fields_of_struct
from actors.blocks.forms.sent import Entries, read_struct
from actors.blocks.tables.lines import FORMULA, UnfitFile, sheet
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason

S = TypeVar("S", bound=msgspec.Struct)
MOST_ROWS = 20_000
_MOST_MISTAKES = 1_000
_SEVERAL = ("choices", "lines")


class Misread(msgspec.Struct, frozen=True):
    """One mistake. `row` counts as spreadsheets do, the heads being row 1; 0 is the whole table.
    `column` is a head as it stands in the table, "" for the whole row."""

    row: int
    column: str
    reason: Reason


@dataclass(frozen=True)
class Table(Generic[S]):
    """The rows that are in order, and every mistake of the others, 1,000 at most. Import none
    unless there is no mistake, or tell which were left out. `numbers` are those of the rows, for
    whoever finds further mistakes in them."""

    rows: tuple[S, ...]
    mistakes: tuple[Misread, ...]
    numbers: tuple[int, ...] = ()


def read_table(
    content: bytes, type_: type[S], heads: Mapping[str, Iterable[str]] | None = None
) -> Table[S]:
    """Return `content`, a CSV in UTF-8 or GB 18030 or an XLSX workbook's first sheet, as rows of
    `type_`.

    `heads` are what a column may be called, by the name of the field; a field's own name always
    will do. Columns may stand in any order; those of fields with a default may be missing. Cells
    are read as forms are (`forms.normalise`); several values in one cell are put apart by "、", ";"
    or a new line. Empty rows count and are left out.

    Raises:
        TypeError: a field of `type_` is of a type that no cell can hold.
    """
    asked = {field.name: field for field in fields_of_struct(type_)}
    for field in asked.values():
        if field.parts:
            raise TypeError(f"{type_.__name__}.{field.name}: no cell holds a group")
    lines = _lines(content)
    if lines is None:
        return Table((), (Misread(0, "", Reason("table.unreadable")),))
    first = next(lines, None)
    if first is None or not any(map(str.strip, first)):
        return Table((), (Misread(0, "", Reason("table.empty")),))
    columns, mistakes = _columns([head.strip() for head in first], heads or {}, asked)
    if mistakes:
        return Table((), tuple(mistakes))
    return _rows(lines, type_, tuple(asked.values()), columns)


def _rows(
    lines: Iterator[list[str]],
    type_: type[S],
    asked: tuple[Asked, ...],
    columns: Sequence[tuple[str, str]],
) -> Table[S]:
    rows: list[S] = []
    numbers: list[int] = []
    mistakes: list[Misread] = []
    head = {name: title for name, title in columns}
    several = {field.name for field in asked if field.sort in _SEVERAL}
    for number, line in enumerate(lines, 2):
        if not any(map(str.strip, line)):
            continue
        if len(rows) >= MOST_ROWS:
            reason = Reason("table.too_many_rows", facts={"most": str(MOST_ROWS)})
            return Table((), (Misread(number, "", reason),))
        formulas = [
            (name, title) for (name, title), cell in zip(columns, line, strict=False)
            if cell == FORMULA
        ]  # fmt: skip
        entries = _entries(columns, line, several)
        row, faults = read_struct(type_, asked, entries, CHINA)
        for name, title in formulas:
            mistakes.append(Misread(number, title, Reason("table.formula", f"/{name}")))
        told = {name for name, _ in formulas}
        for reason in faults:
            name = reason.field.split("/")[1]
            if name not in told:
                mistakes.append(Misread(number, head.get(name, name), reason))
        if row is not None and not formulas:
            rows.append(row)
            numbers.append(number)
        if len(mistakes) >= _MOST_MISTAKES:
            break
    return Table(tuple(rows), tuple(mistakes[:_MOST_MISTAKES]), tuple(numbers))


def _entries(columns: Sequence[tuple[str, str]], line: Sequence[str], several: set[str]) -> Entries:
    entries: dict[str, tuple[str, ...]] = {}
    for (name, _), cell in zip(columns, line, strict=False):
        if not name or cell == FORMULA:
            continue
        if name in several:
            parted = cell.replace("、", "\n").replace("；", "\n").replace(";", "\n").splitlines()
            entries[name] = tuple(filter(None, map(str.strip, parted)))
        else:
            entries[name] = (cell,)
    return entries


def _known(asked: Mapping[str, Asked], heads: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the field for each head that is understood, without regard to case."""
    known = {name.casefold(): name for name in asked}
    for name, titles in heads.items():
        known |= {title.strip().casefold(): name for title in titles}
    return known


def _columns(
    heads: Sequence[str], titles: Mapping[str, Iterable[str]], asked: Mapping[str, Asked]
) -> tuple[list[tuple[str, str]], list[Misread]]:
    """Return (field, head) of each column, and what is wrong with the heads."""
    known = _known(asked, titles)
    columns: list[tuple[str, str]] = []
    mistakes: list[Misread] = []
    met: set[str] = set()
    for head in heads:
        name = known.get(head.casefold(), "")
        if name in met and name:
            mistakes.append(Misread(1, head, Reason("table.column_twice", facts={"column": head})))
        elif head and not name:
            mistakes.append(
                Misread(1, head, Reason("table.column_unknown", facts={"column": head}))
            )
        met.add(name)
        columns.append((name, head))
    for name, field in asked.items():
        if field.required and name not in met:
            title = next(iter(titles.get(name, ())), name)
            mistakes.append(
                Misread(1, title, Reason("table.column_missing", facts={"column": title}))
            )
    return columns, mistakes


def _lines(content: bytes) -> Iterator[list[str]] | None:
    """Return the lines of a table as texts, None if it is none."""
    if content[:4] == b"PK\x03\x04":
        try:
            return sheet(content)
        except UnfitFile:
            return None
    text = _text(content)
    if text is None:
        return None
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), _dialect(text), strict=True))
    except csv.Error:
        return None
    return iter(lines)


def _text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _dialect(text: str) -> type[csv.Dialect]:
    """Return how the values of a line are put apart: by what most stands in the first line."""
    first = text.split("\n", 1)[0]

    class Dialect(csv.excel):
        delimiter = max((",", ";", "\t"), key=first.count)

    return Dialect
