"""What runs beside the projector: steps of departments that did not arrive are fetched."""

import asyncio
from datetime import timedelta

import structlog

from actors.blocks.calls.shell.finding import connect, declared, settings_file
from actors.blocks.exchanges.departments import Departments
from actors.blocks.exchanges.shell.department import Department
from actors.blocks.exchanges.shell.fetching import fetch
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Fault
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.kernel.system import Installed
from storage.mongo import Database

EVERY = 600.0  # seconds between two looks at the lists of today and of the day before
_log = structlog.get_logger("yimen.exchanges")


async def fetch_missed(database: Database, sender: Sender, library: Library, clock: Clock) -> None:
    """Fetch what departments' systems have told today and the day before, until cancelled. A system
    that gives no list is asked again the next time.

    Raises:
        Mistakes: what is installed declares parties that cannot be.
    """
    parties = declared(library[Installed])
    while True:
        connected = connect(parties, settings_file())
        today = local_day(clock.now())
        for system in library[Departments].systems:
            found = connected.get(system.name)
            adapter = found.adapter if found is not None else None
            if not isinstance(adapter, Department):
                continue
            for day in (today - timedelta(days=1), today):
                try:
                    count = await fetch(sender, system.name, adapter, day)
                except (OSError, TimeoutError, ValueError, Fault) as error:
                    _log.warning(
                        "exchanges.no_list", system=system.name, error=type(error).__name__
                    )
                else:
                    _log.info("exchanges.listed", system=system.name, day=str(day), count=count)
        await asyncio.sleep(EVERY)
