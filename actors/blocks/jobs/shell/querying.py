"""Asks DuckDB: a database of this process alone that can open nothing but the tables it is
given."""

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import duckdb

from actors.blocks.jobs.gate import Refused, tables_of
from actors.blocks.jobs.shell.arrow import ArrowTable
from actors.blocks.jobs.shell.files import BadTable

SECONDS = 300.0  # of one question
MEMORY = "1GB"
MOST_ROWS = 1_000_000  # of an answer


@contextmanager
def opened(tables: Mapping[str, Path]) -> Generator[Any]:
    """Open the `tables` by their names, and close everything else: no file, no network, no
    extension, no setting, and no more than one CPU and a bounded memory."""
    paths = [str(path) for path in tables.values()]
    connection = cast(
        "Any", duckdb.connect(":memory:", config={"threads": 1, "memory_limit": MEMORY})
    )  # its types are too loose to be of use here
    try:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        connection.execute("SET allowed_paths = $paths", {"paths": paths})
        for name, path in tables.items():
            connection.read_parquet(str(path)).create_view(name)
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def answer(part: str, tables: Mapping[str, Path], parameters: Mapping[str, str]) -> ArrowTable:
    """Answer the question in `parameters` ("sql") over `tables`; work of the job `query`.

    Raises:
        BadTable: the question cannot be answered, takes too long or has too long an answer.
    """
    return ask(parameters["sql"], tables)


def ask(sql: str, tables: Mapping[str, Path], *, seconds: float = SECONDS) -> ArrowTable:
    """Answer the question `sql` over `tables`.

    Raises:
        BadTable: the question is refused or cannot be answered ("question", with what DuckDB says
            of it), takes longer than `seconds` ("too_long") or has more than `MOST_ROWS` rows
            ("too_many").
    """
    try:
        tables_of(sql, tables.keys())
    except Refused as refused:
        raise BadTable("question", str(refused)) from refused
    with opened(tables) as connection:
        late = threading.Timer(seconds, connection.interrupt)
        late.start()
        try:
            found = connection.sql(sql).to_arrow_table()
        except duckdb.InterruptException as error:
            raise BadTable("too_long") from error
        except duckdb.Error as error:
            raise BadTable("question", str(error)[:500]) from error
        finally:
            late.cancel()
    if found.num_rows > MOST_ROWS:
        raise BadTable("too_many")
    return found
