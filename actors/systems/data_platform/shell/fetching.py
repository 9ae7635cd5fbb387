"""Gets what a source has to say from outside: from a web address on a host that operators allow, or
from a database that they have named. It reads alone, and a bounded time and number of rows."""

from collections.abc import Sequence
from typing import Any, LiteralString, cast

import aiohttp
import msgspec
import psycopg
from psycopg import sql

from actors.blocks.calls.shell.hosts import Hosts
from actors.blocks.tables.lines import MOST_ROWS
from actors.systems.data_platform.shell.connections import Connection
from actors.systems.data_platform.source.terms import Fault

MOST_BYTES = 50_000_000
SECONDS = 60.0
_CONNECT_SECONDS = 5
_TYPES = {
    **dict.fromkeys((20, 21, 23), "integer"),  # int8, int2, int4
    **dict.fromkeys((700, 701, 1700), "number"),  # float4, float8, numeric
    1082: "date",
}
_GONE = (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName)
_NOT_LET = (psycopg.errors.InsufficientPrivilege, psycopg.errors.QueryCanceled)


class Unfetched(Exception):
    """Nothing was got; `fault` says why, `about` what it is about, without anything secret."""

    def __init__(self, fault: Fault, about: str = "") -> None:
        super().__init__(f"{fault}: {about}")
        self.fault: Fault = fault
        self.about = about


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a database's table as texts, None for what is missing; `types` as it has declared
    them, by columns; `cursor` the last value of the cursor column, as a text."""

    heads: tuple[str, ...]
    types: dict[str, str]
    rows: list[tuple[str | None, ...]]
    cursor: str = ""


async def from_web(address: str, hosts: Hosts) -> bytes:
    """Return what is at `address`.

    Raises:
        Unfetched: no operator allows its host, it is away, refuses, sends half of it or too much.
    """
    if not hosts.allow(address):
        raise Unfetched("host")
    timeout = aiohttp.ClientTimeout(total=SECONDS, connect=_CONNECT_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(address, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise Unfetched("away" if answer.status >= 500 else "refused", f"{answer.status}")
            body = bytearray()
            async for part in answer.content.iter_any():
                body += part
                if len(body) > MOST_BYTES:
                    raise Unfetched("too_large")
            return bytes(body)
    except aiohttp.ClientPayloadError:
        raise Unfetched("half") from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unfetched("away", type(error).__name__) from None


def from_postgresql(
    at: Connection, table: str, columns: Sequence[str], cursor: str, after: str
) -> Extract:
    """Return the rows of `table`, those of `columns` that it has; where there is a `cursor` column,
    those alone whose value is greater than `after`, in its order.

    Raises:
        Unfetched: it is away, refuses, has no such table or cursor column, or too many rows.
    """
    try:
        with psycopg.connect(
            host=at.host,
            port=at.port,
            dbname=at.database,
            user=at.user,
            password=at.password,
            sslmode=at.sslmode,
            connect_timeout=_CONNECT_SECONDS,
            client_encoding="utf8",
            options="-c default_transaction_read_only=on -c timezone=UTC -c datestyle=ISO"
            f" -c statement_timeout={int(SECONDS * 1000)}",
        ) as opened:
            return _read(opened, table, columns, cursor, after)
    except _GONE:
        raise Unfetched("no_table", table) from None
    except _NOT_LET as error:
        raise Unfetched("refused", type(error).__name__) from None
    except psycopg.OperationalError as error:  # of whose text nothing is told: it names the user
        signed_in = error.sqlstate is None or not error.sqlstate.startswith("28")
        refuses = not signed_in or "authentication" in str(error)
        raise Unfetched("refused" if refuses else "away", type(error).__name__) from None
    except psycopg.Error as error:
        raise Unfetched("refused", type(error).__name__) from None


def _read(
    opened: psycopg.Connection[Any], table: str, columns: Sequence[str], cursor: str, after: str
) -> Extract:
    of = sql.Identifier(*table.split("."))
    described = opened.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(of)).description or ()
    declared = {each.name: _TYPES.get(each.type_code, "text") for each in described}
    heads = [name for name in columns if name in declared]
    if cursor and cursor not in declared:
        raise Unfetched("no_cursor", cursor)
    names = [*heads, cursor] if cursor else heads
    said = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in names)
    asked = sql.SQL("SELECT {} FROM {}").format(said, of) if names else None
    rows: list[tuple[str | None, ...]] = []
    if asked is not None:
        values: list[str] = []
        if cursor:
            at = sql.Identifier(cursor)
            where: LiteralString = " WHERE {} > %s" if after else " WHERE {} IS NOT NULL"
            asked += sql.SQL(where).format(at) + sql.SQL(" ORDER BY {}").format(at)
            values = [after] if after else []
        asked += sql.SQL(" LIMIT {}").format(sql.Literal(MOST_ROWS + 1))
        rows = cast("Any", opened.execute(asked, values).fetchall())
    if len(rows) > MOST_ROWS:
        raise Unfetched("too_many_rows")
    last = str(rows[-1][-1]) if cursor and rows else after
    types = {name: declared[name] for name in heads}
    told = [row[: len(heads)] for row in rows]
    return Extract(heads=tuple(heads), types=types, rows=told, cursor=last)
