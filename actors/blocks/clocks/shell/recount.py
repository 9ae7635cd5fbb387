"""Has entities count their dates anew after a calendar was published: the engine of what blocks and
systems do after each start, and whenever administrators have amended the library."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import structlog

from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.ports import Sender
from actors.kernel.turn import Command
from storage.mongo import Database, Document

_AT_ONCE = 64  # entities asked at the same time
_PAUSE = 5.0  # seconds until one is asked again that did not answer
_log = structlog.get_logger("yimen.recount")


@dataclass(frozen=True)
class Counted:
    """Entities whose dates were counted by another calendar.

    Attributes:
        view: where their rows stand.
        where: which of its rows they are.
        key: the entity of a row, of which `_id` and `kind` are known.
    """

    view: str
    where: Document
    key: Callable[[Document], str]


async def ask_anew(
    database: Database,
    sender: Sender,
    command: Command,
    version: str,
    *counted: Counted,
    because: str = "calendar",
) -> int:
    """Have each of the entities `counted` carry out `command`, which counts its dates by the
    calendar `version`, and return how many were asked.

    `because` names what has another version now, where that is no calendar. An entity carries the
    command out once for each version, however often this runs. One that
    refuses is logged and left; one that does not answer is asked again.
    """
    asked = 0
    for each in counted:
        async for keys in _batches(database, each):
            await asyncio.gather(
                *(_ask(sender, key, command, f"{because}:{version}") for key in keys)
            )
            asked += len(keys)
    if asked:
        _log.info("recount.done", entities=asked, because=because, version=version)
    return asked


async def _ask(sender: Sender, key: str, command: Command, id: str) -> None:
    while True:
        try:
            await sender.send(key, command, id=id, by=PLATFORM)
            return
        except Refusal as refused:
            codes = [reason.code for reason in refused.reasons]
            _log.warning("recount.refused", entity=key, codes=codes)
            return
        except Fault as fault:
            _log.warning("recount.unanswered", entity=key, fault=type(fault).__name__)
            await asyncio.sleep(_PAUSE)


async def _batches(database: Database, counted: Counted) -> AsyncIterator[list[str]]:
    """Yield the keys of entities in the order of their rows."""
    after = ""
    while True:
        where = {**counted.where, "_id": {"$gt": after}}
        rows = database[counted.view].find(where, {"_id": 1, "kind": 1})
        batch = [row async for row in rows.sort("_id").limit(_AT_ONCE)]
        if not batch:
            return
        after = str(batch[-1]["_id"])
        yield [counted.key(row) for row in batch]
