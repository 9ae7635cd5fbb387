"""Has open proposals and handlings count their dates anew after a calendar was published."""

from actors.blocks.clocks.shell.recount import Counted, ask_anew
from actors.kernel.calendar import Calendar
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from actors.systems.npc_motions.recounting import RecountDates
from storage.mongo import Database


async def recount(database: Database, sender: Sender, library: Library) -> int:
    """Have every entity of the views `proposals` and `handlings` with dates that run by another
    calendar than that of `library` count them anew, and return how many were asked."""
    version = library[Calendar].version
    other = {"calendars": {"$elemMatch": {"$ne": version}}}
    return await ask_anew(
        database,
        sender,
        RecountDates(version=version),
        version,
        Counted("proposals", other, lambda row: f"{row['kind']}:{row['_id']}"),
        Counted("handlings", other, lambda row: f"handling:{row['_id']}"),
    )
