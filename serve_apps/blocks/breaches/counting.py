"""How many people a breach concerns, as the readings on record say."""

from datetime import datetime

from actors.blocks.breaches.records import CountPersons
from actors.kernel.turn import Command
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.mongo import Document


async def persons_read(
    services: Services, since: datetime, until: datetime, reader: str = ""
) -> int:
    """Return of how many people somebody, or `reader` alone, saw personal data from `since` up to
    `until`, this included. What people saw of themselves does not count.

    Raises:
        PyMongoError: the database does not answer.
    """
    where: Document = {
        "at": {"$gte": since, "$lte": until},
        "about": {"$ne": ""},
        "purpose": {"$ne": "own"},
    }
    if reader:
        where["by"] = reader
    return len(await services[Records].database["access_log"].distinct("about", where))


async def prepared(services: Services, visitor: Visitor, id: str, sent: CountPersons) -> Command:
    """Return `sent` with the count that the record says: nobody's word is taken for it.

    Raises:
        PyMongoError: the database does not answer.
    """
    count = await persons_read(services, sent.since, sent.until, sent.reader)
    return CountPersons(count=count, since=sent.since, until=sent.until, reader=sent.reader)
