"""Each day: what has run out is told to the officers of retention, who propose and agree."""

import asyncio
from datetime import date, datetime

from actors.blocks.messages.address import to_role
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.messages.mailbox_state import MAILBOX
from actors.blocks.organisation.units import Organisation
from actors.blocks.retention.classes import RetentionClasses
from actors.blocks.retention.destruction import DESTRUCTION, OFFICER
from actors.blocks.retention.due import due_of
from actors.kernel.deadlines import local_day
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from storage.mongo import Database

LOOK = 60.0  # seconds between two looks at what day it is


async def keep_telling(database: Database, sender: Sender, library: Library, clock: Clock) -> None:
    """Tell once on each local day, until cancelled.

    Raises:
        PyMongoError, Overloaded, Unavailable: see `tell`; begun again, it tells on the same day.
    """
    told: date | None = None
    while True:
        if (today := local_day(clock.now())) != told:
            await tell(database, sender, library, clock.now())
            told = today
        await asyncio.sleep(LOOK)


async def tell(database: Database, sender: Sender, library: Library, now: datetime) -> int:
    """Tell the officers of each unit how many records are due `now`, once a week as long as there
    are any, and return that.

    Raises:
        PyMongoError: the database does not answer.
        Overloaded, Unavailable: see `Sender.send`; done again, nobody is told twice.
    """
    count = 0
    for retention in library[RetentionClasses].classes:
        for due in due_of(library, retention, now):
            count += await database[due.view].count_documents(due.where)
    if not count:
        return 0
    notice = PutNotice(
        template=f"{DESTRUCTION}.Due", facts={"count": str(count)}, about="retention:due"
    )
    staff = library[Organisation].staff.values()
    for unit in sorted({each.unit for each in staff if each.has(OFFICER)}):
        to = f"{MAILBOX}:{to_role(OFFICER, unit)}"
        await sender.send(to, notice, id=f"retention/{now:%G-W%V}", by=PLATFORM)
    return count
