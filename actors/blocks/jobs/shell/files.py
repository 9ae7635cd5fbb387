"""Tables in memory and as files: what a column may hold, and how a table is kept."""

from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from actors.blocks.jobs.content import Digest
from actors.blocks.jobs.job import Table
from actors.blocks.jobs.shell.arrow import ArrowTable, ArrowType, pa, pq
from storage.tables import Tables

ROWS_AT_ONCE = 50_000
_INSTANT = pa.timestamp("ms", tz="UTC")
COLUMNS: Mapping[str, ArrowType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "truth": pa.bool_(),
    "instant": _INSTANT,
}


class BadTable(Exception):
    """The table cannot be kept; `code` says why, `what` names the column."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(f"{code}: {what}")
        self.code = code
        self.what = what


def keep(tables: Tables, table: ArrowTable) -> Table:
    """Keep `table` as a file, and return what it is found by.

    Raises:
        BadTable: two columns have one name, or one holds what no column may.
        OSError: the folder cannot be written.
    """
    plain = as_columns(table)
    digest = Digest()
    for batch in plain.to_batches(ROWS_AT_ONCE):
        digest.add(batch.to_pylist())
    tables.keep(digest.value, lambda path: _write(plain, path))
    return Table(digest=digest.value, rows=plain.num_rows)


def read(path: Path) -> ArrowTable:
    """Return the table in the file at `path`."""
    return pq.read_table(path)


def as_columns(table: ArrowTable) -> ArrowTable:
    """Return `table` with columns of the types that there are: sums are whole numbers again, what
    is reckoned exactly is any number, days are texts.

    Raises:
        BadTable: see `keep`.
    """
    names = table.column_names
    if doubled := {name for name in names if names.count(name) > 1}:
        raise BadTable("doubled_column", min(doubled))
    return pa.table(
        {
            name: table.column(name).cast(_type(name, table.schema.field(name).type))
            for name in names
        }
    )


def rows_of(path: Path, first: int, count: int) -> list[dict[str, Any]]:
    """Return `count` rows of the file at `path` from the one numbered `first`, from 0."""
    found: list[dict[str, Any]] = []
    for batch in pq.ParquetFile(path).iter_batches(ROWS_AT_ONCE):
        if len(found) == count:
            break
        if first < batch.num_rows:
            found += batch.slice(first, count - len(found)).to_pylist()
        first = max(0, first - batch.num_rows)
    return [
        {
            name: value.astimezone(UTC) if hasattr(value, "astimezone") else value
            for name, value in row.items()
        }
        for row in found
    ]


def _type(name: str, found: ArrowType) -> ArrowType:
    if pa.types.is_boolean(found):
        return COLUMNS["truth"]
    if pa.types.is_integer(found) or (pa.types.is_decimal(found) and found.scale == 0):
        return COLUMNS["integer"]
    if pa.types.is_floating(found) or pa.types.is_decimal(found):
        return COLUMNS["number"]
    if pa.types.is_timestamp(found):
        return COLUMNS["instant"]
    if pa.types.is_string(found) or pa.types.is_large_string(found) or pa.types.is_date(found):
        return COLUMNS["text"]
    if pa.types.is_null(found):
        return COLUMNS["text"]
    raise BadTable("no_column", name)


def _write(table: ArrowTable, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", row_group_size=ROWS_AT_ONCE)
