"""Rows of a dataset for a grant (授权取数): asked of the table of a version by conditions, never by
SQL of who asks."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from actors.blocks.jobs.shell.querying import opened
from actors.systems.data_platform.request.terms import SEVERAL, Condition

PLACE = "file_row_number"
SECONDS = 10.0
_SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_NUMBERS = ("BIGINT", "DOUBLE")


class TooLong(Exception):
    """It took longer than `SECONDS`."""


class NoColumn(Exception):
    """The table lacks a column that is asked for."""


def ask(
    path: Path, columns: Sequence[str], where: Sequence[Condition], after: int, most: int
) -> list[tuple[int, dict[str, Any]]]:
    """Return at most `most` rows of the Parquet file at `path` that come after the row numbered
    `after`, from 0, with their numbers. What a condition leaves to be compared as people see it is
    looked at again by `permission.fits`: here it may let more rows through, never fewer.

    Raises:
        NoColumn, TooLong: see there.
    """
    file = str(path).replace("'", "''")
    # Names are quoted in what follows, values are bound.
    source = f"read_parquet('{file}', file_row_number = true)"
    with opened({"served": path}) as connection:
        told = connection.execute("DESCRIBE served").fetchall()
        types = {str(name): str(type_) for name, type_, *_ in told}
        if missing := [each for each in columns if each not in types]:
            raise NoColumn(missing[0])
        parts, values = [f"{PLACE} > ?"], list[Any]([after])
        for condition in where:
            said, bound = _condition(condition, types[condition.column])
            parts.append(said)
            values += bound
        wanted = ", ".join((PLACE, *map(_quoted, columns)))
        question = f"SELECT {wanted} FROM {source} WHERE {' AND '.join(parts)} ORDER BY {PLACE}"  # nosec B608
        late = threading.Timer(SECONDS, connection.interrupt)
        late.start()
        try:
            found = connection.execute(f"{question} LIMIT {most:d}", values).fetchall()
        except duckdb.InterruptException as error:
            raise TooLong from error
        finally:
            late.cancel()
    return [(int(row[0]), dict(zip(columns, row[1:], strict=True))) for row in found]


def _condition(condition: Condition, type_: str) -> tuple[str, list[Any]]:
    column = _quoted(condition.column)
    if condition.compared == "missing":
        return f"{column} IS NULL", []
    if type_.startswith("TIMESTAMP"):
        return f"{column} IS NOT NULL", []
    if condition.compared == "one_of":
        values, sign = condition.value.split(SEVERAL), "="
    else:
        values, sign = [condition.value], _SIGNS[condition.compared]
    if type_ in _NUMBERS:
        one = f"{column} {sign} TRY_CAST(? AS DOUBLE)"
    else:
        one = f"CAST({column} AS VARCHAR) {sign} ?"
    return f"({' OR '.join([one] * len(values))})", list(values)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
