"""A release as files (发布文件): CSV, JSON, Parquet and XLSX, made once for a version. The same
rows give the same bytes, so that what is made twice is one file."""

import csv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import msgspec
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from actors.blocks.jobs.shell.arrow import pa, pq
from actors.blocks.jobs.shell.files import COLUMNS, ROWS_AT_ONCE
from actors.kernel.safe_text import unharmed
from actors.systems.open_data.dataset.state import Field, Format, OpenFile
from actors.systems.open_data.shell.stores import OpenStore

Row = Mapping[str, Any]
_LONGEST_CELL = 32_767  # of a workbook
_MOST_LINES = 1_048_575
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def render(store: OpenStore, fields: Sequence[Field], rows: Sequence[Row]) -> tuple[OpenFile, ...]:
    """Keep `rows` with the columns `fields` in every format that can hold them.

    Raises:
        OSError: the folder cannot be written.
    """
    made: list[OpenFile] = []
    for format, write in _FORMATS.items():
        if format == "xlsx" and len(rows) > _MOST_LINES:
            continue
        sha256, size = store.keep(format, _writing(write, fields, rows))
        made.append(OpenFile(format=format, sha256=sha256, bytes=size))
    return tuple(made)


def as_arrow(types: Mapping[str, str], rows: Sequence[Row]) -> Any:
    """Return `rows` as a table; days are texts."""
    schema = pa.schema(
        [(name, COLUMNS["text" if of == "date" else of]) for name, of in types.items()]
    )
    return pa.Table.from_pylist(list(rows), schema=schema)


Write = Callable[[Path, Sequence[Field], Sequence[Row]], None]


def _writing(write: Write, fields: Sequence[Field], rows: Sequence[Row]) -> Callable[[Path], None]:
    return lambda path: write(path, fields, rows)


def _csv(path: Path, fields: Sequence[Field], rows: Sequence[Row]) -> None:
    names = [each.name for each in fields]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(unharmed, names))
        for row in rows:
            values = (row[name] for name in names)
            writer.writerow(unharmed(each) if isinstance(each, str) else each for each in values)


def _json(path: Path, fields: Sequence[Field], rows: Sequence[Row]) -> None:
    with path.open("wb") as file:
        file.write(b"[")
        for number, row in enumerate(rows):
            file.write(b",\n" if number else b"\n")
            file.write(msgspec.json.encode(row))
        file.write(b"\n]\n")


def _parquet(path: Path, fields: Sequence[Field], rows: Sequence[Row]) -> None:
    table = as_arrow({each.name: each.type for each in fields}, rows)
    pq.write_table(table, path, compression="zstd", row_group_size=ROWS_AT_ONCE)


def _xlsx(path: Path, fields: Sequence[Field], rows: Sequence[Row]) -> None:
    """Text is stored as text: no cell is a formula. Nothing tells when it was made."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime(*_NO_TIME)
    page: Any = book.create_sheet("data")
    page.append([_cell(page, each.name) for each in fields])
    for row in rows:
        page.append([_cell(page, row[each.name]) for each in fields])
    whole = BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as made, zipfile.ZipFile(path, "w") as again:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _NO_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(part, made.read(name))


def _cell(page: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = cast("Any", WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL]))
    cell.data_type = "s"
    return cell


_FORMATS: Mapping[Format, Write] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
    "xlsx": _xlsx,
}
