"""Tells rows of a theme set by a view (按视图查询), once the question is on record."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from actors.kernel.errors import Reason, Refusal
from actors.systems.service_insight.themes.records import AskView
from actors.systems.service_insight.themes.shell.tables import told
from actors.systems.service_insight.themes.theme import THEME_SET, ThemeSet
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from storage.tables import NoSuchTable

MOST = 1000  # rows of one answer


async def asked(
    services: Services, visitor: Visitor, code: str, wish: AskView, offset: int = 0
) -> tuple[int, list[dict[str, Any]]]:
    """Return the number of the version that was asked, and rows of it.

    Raises:
        Refusal: the view does not tell that, or nothing was taken in yet.
        Overloaded, Unavailable: see `Sender.send`.
    """
    key = f"{THEME_SET}:{code}"
    receipt = await services.sender.send(key, wish, id=uuid4().hex, by=visitor.identity)
    state: ThemeSet = (await services.sender.show(key)).state
    version, view = state.version(int(receipt.reply)), state.view(wish.view)
    if version is None or view is None or version.filled is None:
        raise Refusal(Reason("theme_set.not_filled"), kind="not_now")
    digest = version.filled.digest
    columns: Sequence[str] = wish.columns
    try:
        rows = await asyncio.to_thread(told, digest, view, columns, wish.rows, offset)
    except NoSuchTable as error:
        raise Refusal(Reason("theme_set.not_filled"), kind="not_now") from error
    return version.number, rows
