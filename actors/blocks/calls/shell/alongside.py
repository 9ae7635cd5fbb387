"""What runs beside the projector: the calls of this platform."""

import asyncio

import structlog

from actors.blocks.calls.shell.caller import Caller
from actors.blocks.calls.shell.finding import connect, declared, settings_file, stamp_of
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.kernel.system import Installed
from storage.mongo import Database
from storage.tasks import begin, end

LOOK = 2.0  # seconds between two looks at the file of parties
_log = structlog.get_logger("yimen.calls")


async def make_calls(database: Database, sender: Sender, library: Library, clock: Clock) -> None:
    """Make calls until cancelled, as the file of parties says, whenever it changes.

    Raises:
        Mistakes: what is installed declares parties that cannot be.
    """
    parties, file = declared(library[Installed]), settings_file()
    while True:
        stamp, connected = stamp_of(file), connect(parties, file)
        _log.info("calls.parties", called=[n for n, each in connected.items() if each.adapter])
        calling = begin(Caller(database, sender, connected, clock).run())
        try:
            while stamp_of(file) == stamp and not calling.done():
                await asyncio.sleep(LOOK)
        finally:
            await end(calling)  # tries that are under way lapse, and are asked about
