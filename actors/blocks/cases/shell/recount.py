"""Counts open cases anew after a calendar was published."""

from actors.blocks.cases.commands import RecomputeDues
from actors.blocks.clocks.shell.recount import Counted, ask_anew
from actors.kernel.calendar import Calendar
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from storage.clock import WallClock
from storage.mongo import Database


async def recount(database: Database, sender: Sender, library: Library) -> int:
    """Have every open case of the view `cases` that was counted by another calendar count its
    dues by that of `library`, and return how many were asked; its watcher is told by the case."""
    now, calendar = WallClock().now(), library[Calendar]
    command = RecomputeDues(
        calendars=tuple(year for year in calendar.years if year.year >= now.year),
        version=calendar.version,
        effective_at=now,
    )
    cases = Counted(
        "cases",
        {"closed": False, "dues.calendar": {"$exists": True, "$ne": calendar.version}},
        lambda row: f"case:{row['_id']}",
    )
    return await ask_anew(database, sender, command, calendar.version, cases)
