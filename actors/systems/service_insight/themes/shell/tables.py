"""Rows of theme sets as files: Parquet by the digest of what they say, asked with DuckDB behind the
closed door of the jobs (`actors/blocks/jobs/shell/querying.py`)."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from actors.blocks.jobs.shell.arrow import pa
from actors.blocks.jobs.shell.files import COLUMNS, keep
from actors.blocks.jobs.shell.querying import opened
from actors.blocks.jobs.shell.settings import read_settings
from actors.systems.service_insight.themes.theme import ThemeColumn, View
from storage.tables import Tables

_TYPES = {"text": "text", "date": "text", "int32": "integer", "int64": "integer"}
_SECONDS = 10.0


def kept(columns: Sequence[ThemeColumn], rows: Sequence[Mapping[str, Any]]) -> str:
    """Keep `rows` as a table, and return its digest.

    Raises:
        OSError: the folder cannot be written.
    """
    schema = pa.schema([(each.name, COLUMNS[_TYPES.get(each.type, "number")]) for each in columns])
    table = pa.Table.from_pylist(list(rows), schema=schema)
    return keep(Tables(read_settings().tables), table).digest


def told(
    digest: str, view: View, columns: Sequence[str], most: int, offset: int
) -> list[dict[str, Any]]:
    """Return `most` rows of the table that the view may see, from the one numbered `offset`.

    Raises:
        NoSuchTable: its file is away.
        duckdb.Error: it takes too long.
    """
    path = Tables(read_settings().tables).path(digest)
    wanted = ", ".join(_quoted(each) for each in columns)
    where, values = "", []
    if view.rows_by:
        where = f" WHERE CAST({_quoted(view.rows_by)} AS VARCHAR) = ?"
        values = [view.rows_are]
    # Names are quoted, values are bound.
    asked = f"SELECT {wanted} FROM theme{where} LIMIT {most:d} OFFSET {offset:d}"  # nosec B608
    with opened({"theme": path}) as connection:
        late = threading.Timer(_SECONDS, connection.interrupt)
        late.start()
        try:
            found = connection.execute(asked, values).fetchall()
        finally:
            late.cancel()
    return [dict(zip(columns, row, strict=True)) for row in found]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
