"""A file of a dataset as rows (读取): every column of one type, told by the whole file, and what is
not in order on a list of its own, with its reason (OPEN-09, OPEN-46)."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actors.blocks.tables.values import ColumnType, narrowest, value_of
from actors.systems.open_data.dataset.state import Fault, Rejected
from actors.systems.open_data.dataset.terms import Column, column_type

MOST_ROWS = 500_000


class BadFile(Exception):
    """The file cannot be taken in; `fault` says why, `about` names the column."""

    def __init__(self, fault: Fault, about: str = "") -> None:
        super().__init__(f"{fault}: {about}")
        self.fault: Fault = fault
        self.about = about


@dataclass(frozen=True)
class RejectedRow:
    """Row `number` of the file, its head being 1, and why it is not taken in."""

    number: int
    why: Rejected
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """What a file holds: by the names of the dictionary the type of each column, and its value in
    each row, days as ISO texts; and the rows that are not in order."""

    types: Mapping[str, ColumnType]
    rows: list[dict[str, Any]]
    rejected: list[RejectedRow]

    @property
    def read(self) -> int:
        """How many rows the file has."""
        return len(self.rows) + len(self.rejected)

    def counted(self) -> tuple[Rejected, ...]:
        """Return how many rows were rejected for which reason, in the order of the first."""
        found: dict[tuple[Any, str], int] = {}
        for each in self.rejected:
            key = each.why.reason, each.why.column
            found[key] = found.get(key, 0) + 1
        return tuple(
            Rejected(reason=reason, column=column, rows=rows)
            for (reason, column), rows in found.items()
        )


def read_rows(content: bytes, columns: Sequence[Column]) -> Rows:
    """Return what the CSV `content`, in UTF-8 or GB 18030, holds of `columns`. Columns of the file
    that the dictionary does not know stay closed.

    Raises:
        BadFile: it is no table, has a column of the dictionary not or twice, or too many rows.
    """
    lines = _lines(content)
    head = [cell.strip() for cell in next(lines, ())]
    places: dict[str, int] = {}
    for column in columns:
        if head.count(column.name) != 1:
            raise BadFile("missing_column", column.name)
        places[column.name] = head.index(column.name)
    whole: list[tuple[int, list[str]]] = []
    rejected: list[RejectedRow] = []
    for number, cells in enumerate(lines, 2):
        if not any(cells):
            continue
        if number > MOST_ROWS + 1:
            raise BadFile("too_many_rows")
        if len(cells) != len(head):
            rejected.append(RejectedRow(number, Rejected(reason="cells", rows=1), tuple(cells)))
        else:
            whole.append((number, [cell.strip() for cell in cells]))
    types: dict[str, ColumnType] = {
        column.name: column_type(
            column.type,
            narrowest([cells[places[column.name]] for _, cells in whole])
            if column.type == "auto"
            else "text",
        )
        for column in columns
    }
    rows: list[dict[str, Any]] = []
    for number, cells in whole:
        row, why = _row(cells, places, columns, types)
        if why is None:
            rows.append(row)
        else:
            rejected.append(RejectedRow(number, why, tuple(cells)))
    return Rows(types, rows, sorted(rejected, key=lambda each: each.number))


def _lines(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise BadFile("unreadable") from error
    if "\0" in text:
        raise BadFile("unreadable")
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise BadFile("unreadable", str(error)[:100]) from error


def _row(
    cells: Sequence[str],
    places: Mapping[str, int],
    columns: Sequence[Column],
    types: Mapping[str, ColumnType],
) -> tuple[dict[str, Any], Rejected | None]:
    row: dict[str, Any] = {}
    for column in columns:
        said = cells[places[column.name]]
        value = value_of(types[column.name], said) if said else None
        if said and value is None:
            return {}, Rejected(reason="type", column=column.name, rows=1)
        if value is None and column.required:
            return {}, Rejected(reason="missing", column=column.name, rows=1)
        row[column.name] = value
    return row, None
