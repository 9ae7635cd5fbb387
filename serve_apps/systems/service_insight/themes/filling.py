"""Takes rows into a theme set (导入数据): the table is kept first, then said to be there."""

import asyncio
from uuid import uuid4

from actors.kernel.errors import Reason, Refusal
from actors.systems.service_insight.themes.reading import BadFile, Rows, read_rows
from actors.systems.service_insight.themes.records import FillTheme
from actors.systems.service_insight.themes.shell.tables import kept
from actors.systems.service_insight.themes.theme import THEME_SET, SchemaVersion, ThemeSet
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

MOST_MEGABYTES = 10
_FAULTS = {"no_column": "lacks_column"}


async def editable(services: Services, visitor: Visitor, code: str) -> ThemeSet:
    """Return the set, if the visitor may fill it now.

    Raises:
        Refusal: there is none for the visitor.
        Overloaded, Unavailable: see `Sender.show`.
    """
    state: ThemeSet = (await services.sender.show(f"{THEME_SET}:{code}")).state
    rules = services.kinds[THEME_SET].rules
    assert rules is not None
    if not state.phase or not rules.permitted("edit", visitor.identity, state).allowed:
        raise Refusal(Reason("theme_set.unknown"), kind="unknown")
    return state


async def filled(
    services: Services, visitor: Visitor, state: ThemeSet, number: int, content: bytes
) -> Rows:
    """Take the rows of `content` into the version `number` (0: the latest) of a set.

    Raises:
        Refusal: there is no such version, the file is no table of it, or the set takes none now.
        Overloaded, Unavailable: see `Sender.send`.
        OSError: the folder cannot be written.
    """
    version = state.version(number) if number else state.latest
    if version is None:
        raise Refusal(Reason("theme_set.no_version", "/version"))
    found, digest = await asyncio.to_thread(_kept, content, version)
    wish = FillTheme(
        number=version.number,
        digest=digest,
        rows=len(found.rows),
        rejected=len({each.number for each in found.rejected}),
    )
    key = f"{THEME_SET}:{state.code}"
    await services.sender.send(key, wish, id=uuid4().hex, by=visitor.identity)
    return found


def _kept(content: bytes, version: SchemaVersion) -> tuple[Rows, str]:
    try:
        found = read_rows(content, version.columns)
    except BadFile as bad:
        code = f"theme_set.{_FAULTS.get(bad.fault, bad.fault)}"
        raise Refusal(Reason(code, "/file", {"column": bad.about})) from bad
    return found, kept(version.columns, found.rows)
