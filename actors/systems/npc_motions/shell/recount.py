"""Has open proposals count their dates anew after a calendar was published: once, when the platform
starts."""

import asyncio
from collections.abc import AsyncIterator

import structlog

from actors.kernel.calendar import Calendar
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from actors.systems.npc_motions.recounting import RecountDates
from storage.mongo import Database

_AT_ONCE = 64  # entities asked at the same time
_PAUSE = 5.0  # seconds until one is asked again that did not answer
_log = structlog.get_logger("yimen.npc_motions.recount")


async def recount(database: Database, sender: Sender, library: Library) -> int:
    """Have every entity of the views `proposals` and `handlings` with dates that run by another
    calendar than that of `library` count them anew, and return how many were asked.

    An entity carries the command out once for each version of the calendar, however often this
    runs. One that does not answer is asked again.
    """
    command = RecountDates(version=library[Calendar].version)
    asked = 0
    async for keys in _batches(database, command.version):
        await asyncio.gather(*(_ask(sender, key, command) for key in keys))
        asked += len(keys)
    if asked:
        _log.info("recount.done", entities=asked, calendar=command.version)
    return asked


async def _ask(sender: Sender, key: str, command: RecountDates) -> None:
    id = f"calendar:{command.version}"
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


async def _batches(database: Database, version: str) -> AsyncIterator[list[str]]:
    """Yield the keys of entities that were counted by another calendar, in order."""
    for view in ("proposals", "handlings"):
        after = ""
        while True:
            query = {"calendars": {"$elemMatch": {"$ne": version}}, "_id": {"$gt": after}}
            rows = database[view].find(query, {"_id": 1, "kind": 1})
            batch = [
                (str(row["_id"]), str(row.get("kind", "handling")))
                async for row in rows.sort("_id").limit(_AT_ONCE)
            ]
            if not batch:
                break
            after = batch[-1][0]
            yield [f"{kind}:{id}" for id, kind in batch]
