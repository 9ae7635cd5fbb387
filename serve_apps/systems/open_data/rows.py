"""Rows of what is opened (数据查询): asked of the files of the open store, by filters and never by
SQL of who asks."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from actors.blocks.jobs.shell.querying import opened
from actors.blocks.tables.values import ColumnType
from actors.systems.open_data.asking.filters import condition, quoted
from actors.systems.open_data.asking.words import Sought, sought

ID = "_id"  # the number of a row, from 1
SECONDS = 10.0


class TooLong(Exception):
    """It took longer than `SECONDS`."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which rows are asked for: those that fit `filters` and hold the words `q`, the columns
    `columns` of them (none: all) in the order of `sort` (column, ascending), `limit` from the one
    numbered `offset`. Where they are `distinct`, those that are the same in these columns are one,
    and the order is by these columns alone."""

    filters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    q: Sought = ""
    distinct: bool = False
    columns: Sequence[str] = ()
    sort: Sequence[tuple[str, bool]] = ((ID, True),)
    limit: int = 100
    offset: int = 0
    total: bool = True


@dataclass(frozen=True)
class Answered:
    """The rows, and how many fit in all, None if that was not asked."""

    rows: list[tuple[Any, ...]]
    total: int | None


def ask(path: Path, types: Mapping[str, ColumnType], asked: Asked) -> Answered:
    """Return rows of the Parquet file at `path`, whose columns are `types`; `_id` comes first.

    Raises:
        BadFilter: see `condition` and `sought`.
        TooLong: it takes too long.
    """
    known: dict[str, ColumnType] = {ID: "integer", **types}
    filtered, values = condition(asked.filters, known)
    held, words = sought(asked.q, list(types))
    fits, values = f"({filtered}) AND ({held})", values + words
    file = str(path).replace("'", "''")
    names = ", ".join(quoted(name) for name in types)
    numbered = f"file_row_number + 1 AS {ID}"
    # Names are quoted in what follows, values are bound.
    source = f"(SELECT {numbered}, {names} FROM read_parquet('{file}', file_row_number = true))"  # nosec B608
    wanted = ", ".join(quoted(name) for name in asked.columns or known)
    chosen = f"SELECT {'DISTINCT ' * asked.distinct}{wanted} FROM {source} WHERE {fits}"  # nosec B608
    order = ", ".join(
        f"{quoted(name)} {'ASC' if up else 'DESC'} NULLS LAST" for name, up in asked.sort
    )
    with opened({"opened": path}) as connection:
        late = threading.Timer(SECONDS, connection.interrupt)
        late.start()
        try:
            total = None
            if asked.total:
                counting = f"SELECT count(*) FROM ({chosen})"  # nosec B608
                total = int(connection.execute(counting, values).fetchone()[0])
            rows: list[tuple[Any, ...]] = []
            if asked.limit:
                page = f" ORDER BY {order} LIMIT {asked.limit:d} OFFSET {asked.offset:d}"
                rows = connection.execute(chosen + page, values).fetchall()
        except duckdb.InterruptException as error:
            raise TooLong from error
        finally:
            late.cancel()
    return Answered(rows, total)
