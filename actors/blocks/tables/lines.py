"""A file as the lines of a table (表格行), whatever it is: CSV, an XLSX workbook's first sheet, or
JSON. What is wrong with one line is said of that line, and the others are there."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal, cast

import msgspec
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

LineFault = Literal["", "cells", "encoding", "formula", "nested"]
"""格数不符, 编码有误, 公式, 嵌套."""
Unfit = Literal["unreadable", "half", "too_large", "too_many_rows", "too_many_columns"]
MOST_ROWS = 500_000
MOST_COLUMNS = 5_000
_MOST_BYTES = 100 * 1024 * 1024  # of a workbook, unpacked
_BROKEN = "\N{REPLACEMENT CHARACTER}"
_BROKEN_SHARE, _FEW = 0.01, 10  # characters above which a text is none in that encoding
_LONGEST = 64 * 1024 * 1024  # characters of a cell, above which CSV cannot be read at all


class UnfitFile(Exception):
    """The file is no table that can be taken; `fault` says why."""

    def __init__(self, fault: Unfit) -> None:
        super().__init__(fault)
        self.fault: Unfit = fault


@dataclass(frozen=True)
class Line:
    """Line `number` of the file, its heads being 1, and what is wrong with it."""

    number: int
    cells: Sequence[str]
    fault: LineFault = ""
    column: str = ""


@dataclass(frozen=True)
class Lines:
    """The `heads` of a table and its lines; `types` of columns are those that its source has
    declared, by names of its own."""

    heads: tuple[str, ...]
    lines: list[Line]
    types: dict[str, str] = field(default_factory=dict[str, str])


def lines_of(content: bytes) -> Lines:
    """Return what the file `content` holds; empty lines count and are left out.

    Raises:
        UnfitFile: it is no table, ends in the middle, or is larger than one may be.
    """
    if content[:4] == b"PK\x03\x04":
        return _of_sheet(content)
    text, broken = _text(content)
    if text.lstrip()[:1] in ("[", "{") and not broken:
        return _of_json(text)
    return _of_csv(text, broken)


def table_of(
    heads: Sequence[str], rows: Iterable[Sequence[str | None]], types: dict[str, str]
) -> Lines:
    """Return the rows of a database's table with the `types` that it has declared."""
    told = (Line(number, [cell or "" for cell in row]) for number, row in enumerate(rows, 2))
    return Lines(tuple(heads), list(told), types)


def _text(content: bytes) -> tuple[str, bool]:
    """Return the text and whether some of it is broken: in the encoding in which least is.

    Raises:
        UnfitFile: it is no text.
    """
    found: list[tuple[int, str]] = []
    for encoding in ("utf-8-sig", "gb18030"):
        text = content.decode(encoding, "replace")
        whole = _whole(content, encoding)
        if whole:
            found = [(0, text)]
            break
        found.append((text.count(_BROKEN), text))
    broken, text = min(found, key=lambda each: each[0])
    if "\0" in text or broken > max(_FEW, len(text) * _BROKEN_SHARE):
        raise UnfitFile("unreadable")
    return text, broken > 0


def _whole(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _of_csv(text: str, broken: bool) -> Lines:
    first = text.split("\n", 1)[0]

    class Dialect(csv.excel):
        delimiter = max((",", ";", "\t"), key=first.count)

    before = csv.field_size_limit(_LONGEST)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), Dialect, strict=True)
        return _told(lines, broken)
    except csv.Error as error:
        # An opened quotation mark that nothing closes is how a file ends that was cut off.
        raise UnfitFile("half" if "end of data" in str(error) else "unreadable") from error
    finally:
        csv.field_size_limit(before)


def _told(lines: Iterator[Sequence[str]], broken: bool = False) -> Lines:
    heads = tuple(each.strip() for each in next(lines, ()))
    if not any(heads):
        raise UnfitFile("unreadable")
    if len(heads) > MOST_COLUMNS:
        raise UnfitFile("too_many_columns")
    found: list[Line] = []
    for number, cells in enumerate(lines, 2):
        if not any(map(str.strip, cells)):
            continue
        if len(found) == MOST_ROWS:
            raise UnfitFile("too_many_rows")
        fault: LineFault = ""
        if broken and any(_BROKEN in each for each in cells):
            fault = "encoding"
        elif len(cells) != len(heads):
            fault = "cells"
        elif FORMULA in cells:
            fault = "formula"
        column = heads[list(cells).index(FORMULA)] if fault == "formula" else ""
        found.append(Line(number, cells, fault, column))
    return Lines(heads, found)


def _of_json(text: str) -> Lines:
    """Return an array of objects, whose keys are the heads; what is nested is in no cell."""
    try:
        said = msgspec.json.decode(text.encode(), type=list[dict[str, Any]])
    except msgspec.DecodeError as error:
        ends = text.rstrip()[-1:] not in ("]", "}")
        raise UnfitFile("half" if ends else "unreadable") from error
    except RecursionError as error:
        raise UnfitFile("unreadable") from error
    heads = tuple(dict.fromkeys(name for row in said for name in row))
    if not heads:
        raise UnfitFile("unreadable")
    if len(heads) > MOST_COLUMNS:
        raise UnfitFile("too_many_columns")
    if len(said) > MOST_ROWS:
        raise UnfitFile("too_many_rows")
    return Lines(heads, [_object(number, heads, row) for number, row in enumerate(said, 2)])


def _object(number: int, heads: Sequence[str], row: dict[str, Any]) -> Line:
    nested = next((name for name, value in row.items() if isinstance(value, dict | list)), "")
    cells = [cell_text(row.get(name)) for name in heads]
    return Line(number, cells, "nested" if nested else "", nested)


FORMULA = "\0formula"
"""Stands where a workbook's cell holds a formula."""


def _of_sheet(content: bytes) -> Lines:
    try:
        rows = sheet(content)
        if rows is None:
            raise UnfitFile("unreadable")
        return _told(_evened(rows))
    except MemoryError as error:
        raise UnfitFile("too_large") from error


def _evened(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield rows of one length: a sheet does not store empty cells at the end of a row."""
    heads = next(rows, list[str]())
    while heads and not heads[-1]:
        heads.pop()
    yield heads
    for cells in rows:
        while len(cells) > len(heads) and not cells[-1]:
            cells.pop()
        yield [*cells, *[""] * (len(heads) - len(cells))]


def sheet(content: bytes) -> Iterator[list[str]] | None:
    """Return the rows of the first sheet of the workbook `content`; None: it is none.

    Raises:
        UnfitFile: unpacked it would be larger than one may be, or has too many rows.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _MOST_BYTES:
                raise UnfitFile("too_large")
        book = load_workbook(io.BytesIO(content), read_only=True)
        page = cast(Any, book.worksheets[0])
        page.reset_dimensions()  # what it says of its size may be anything
        lines: list[list[str]] = []
        for line in page.rows:
            if len(lines) > MOST_ROWS:
                raise UnfitFile("too_many_rows")
            if len(line) > MOST_COLUMNS:
                raise UnfitFile("too_many_columns")
            lines.append([_cell(cell.value, cell.data_type) for cell in line])
    except (
        zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError,
        SyntaxError, TypeError, EOFError, NotImplementedError,
    ):  # fmt: skip
        return None
    return iter(lines)


def _cell(value: object, data_type: str) -> str:
    return FORMULA if data_type == "f" else cell_text(value)


def cell_text(value: object) -> str:
    """Return what a cell says, as CSV would have it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 10**18:
            return str(int(value))
        case float():
            return format(Decimal(repr(value)), "f")
        case datetime():
            whole_day = value.timetz().replace(tzinfo=None) == time()
            return value.strftime("%Y-%m-%d" if whole_day else "%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case _:
            return str(value)
