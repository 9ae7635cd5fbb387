"""Databases that operators have named (数据库连接), in a TOML file that nobody else may read,
with a table for each:

    [community]
    host     = "db.community.example"
    database = "community"
    user     = "reader"
    password = "…"
    units    = ["civil_affairs"]
"""

import tomllib
from pathlib import Path

import msgspec

from storage.own_files import read_own


class NoConnection(Exception):
    """There is no such connection for the unit. What the file holds is told to nobody."""


class Connection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A database, and the `units` whose sources may read from it. `sslmode` is libpq's."""

    host: str
    database: str
    user: str
    password: str = ""
    port: int = 5432
    sslmode: str = "prefer"
    units: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Connection({self.host!r})"  # never the password


def connection(file: Path, name: str, unit: str) -> Connection:
    """Return the connection `name` of `file` for `unit`.

    Raises:
        NoConnection: there is none, it is for others, or the file cannot be read.
    """
    try:
        said = tomllib.loads(read_own(file).decode())
        found = msgspec.convert(said[name], Connection)
    except (OSError, ValueError, KeyError) as error:  # whose texts may hold what is secret
        raise NoConnection(type(error).__name__) from None
    if unit not in found.units:
        raise NoConnection("unit")
    return found
