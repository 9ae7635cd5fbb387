"""Counts open cases anew after a calendar was published: when the platform starts, and whenever
administrators have amended the library."""

import asyncio
from collections.abc import AsyncIterator

import structlog

from actors.blocks.cases.commands import RecomputeDues
from actors.kernel.calendar import Calendar
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from storage.clock import WallClock
from storage.mongo import Database, Document

_AT_ONCE = 64  # cases asked at the same time
_PAUSE = 5.0  # seconds until a case is asked again that did not answer
_log = structlog.get_logger("yimen.recount")


async def recount(database: Database, sender: Sender, library: Library) -> int:
    """Have every open case of the view `cases` that was counted by another calendar count its
    dues by that of `library`, and return how many were asked.

    A case carries the command out once for each version of the calendar, however often this runs.
    Its watcher is told by the case. A case that does not answer is asked again.
    """
    now, calendar = WallClock().now(), library[Calendar]
    command = RecomputeDues(
        calendars=tuple(year for year in calendar.years if year.year >= now.year),
        version=calendar.version,
        effective_at=now,
    )
    asked = 0
    async for cases in _batches(database, calendar.version):
        await asyncio.gather(*(_ask(sender, case, command) for case in cases))
        asked += len(cases)
    if asked:
        _log.info("recount.done", cases=asked, calendar=calendar.version)
    return asked


async def _ask(sender: Sender, case: str, command: RecomputeDues) -> None:
    id = f"calendar:{command.version}"
    while True:
        try:
            await sender.send(f"case:{case}", command, id=id, by=PLATFORM)
            return
        except Refusal as refused:
            codes = [reason.code for reason in refused.reasons]
            _log.warning("recount.refused", case=case, codes=codes)
            return
        except Fault as fault:
            _log.warning("recount.unanswered", case=case, fault=type(fault).__name__)
            await asyncio.sleep(_PAUSE)


async def _batches(database: Database, version: str) -> AsyncIterator[list[str]]:
    """Yield the ids of open cases that were counted by another calendar, in order."""
    query: Document = {"closed": False, "dues.calendar": {"$exists": True, "$ne": version}}
    after = ""
    while True:
        rows = database["cases"].find({**query, "_id": {"$gt": after}}, {"_id": 1})
        batch = [str(row["_id"]) async for row in rows.sort("_id").limit(_AT_ONCE)]
        if not batch:
            return
        after = batch[-1]
        yield batch
