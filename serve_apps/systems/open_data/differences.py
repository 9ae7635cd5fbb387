"""What became of rows from one version to another (版本差异), asked of their files. No row has a
name of its own, so that one that was changed is one that is gone and one that is new."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from actors.blocks.jobs.shell.querying import opened
from actors.systems.open_data.asking.filters import quoted
from serve_apps.systems.open_data.rows import SECONDS, TooLong

MOST = 100  # rows that are told of each sort
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Difference:
    """How many rows are new and how many are gone, as far as `columns` tell, and some of each."""

    columns: tuple[str, ...] = ()
    added: int = 0
    gone: int = 0
    some_added: Sequence[tuple[Any, ...]] = ()
    some_gone: Sequence[tuple[Any, ...]] = ()


@lru_cache(maxsize=16)
def difference(before: Path, after: Path, columns: tuple[str, ...]) -> Difference:
    """Return what became of the rows of the Parquet file `before` in the file `after`, compared by
    `columns`, with up to `MOST` of those that are new and that are gone. A row that is there twice
    counts twice. Files have their digest for a name and never change, so answers are kept.

    Raises:
        TooLong: it takes too long.
    """
    if not columns or before == after:
        return Difference(columns)
    names = ", ".join(quoted(each) for each in columns)
    # Names are quoted, nothing else was sent.
    of = {each: f"SELECT {names} FROM {each}" for each in ("before", "after")}  # nosec B608
    with opened({"before": before, "after": after}) as connection:
        late = threading.Timer(SECONDS, connection.interrupt)
        late.start()
        try:
            added = _beyond(connection, of["after"], of["before"], names)
            gone = _beyond(connection, of["before"], of["after"], names)
        except duckdb.InterruptException as error:
            raise TooLong from error
        finally:
            late.cancel()
    return Difference(columns, added[0], gone[0], added[1], gone[1])


def _beyond(connection: Any, these: str, those: str, order: str) -> tuple[int, Rows]:
    """Return how many of `these` are none of `those`, and the first of them."""
    beyond = f"({these} EXCEPT ALL {those})"
    count = int(connection.execute(f"SELECT count(*) FROM {beyond}").fetchone()[0])  # nosec B608
    if not count:
        return 0, []
    some = f"SELECT * FROM {beyond} ORDER BY {order} LIMIT {MOST:d}"  # nosec B608
    return count, connection.execute(some).fetchall()
