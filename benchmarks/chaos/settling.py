"""Waits until everything that was ordered has happened."""

import asyncio

from actors.followers.projector import Projector
from storage.deliveries import Deliveries
from storage.mongo import Database


async def all_delivered(projector: Projector, database: Database, timeout: float = 60.0) -> None:
    """Wait until every message is delivered and everything is folded: also what was parked, since
    its target did not answer, for which `settled` does not wait.

    `timeout` is in seconds.

    Raises:
        TimeoutError: it was not in time.
        PyMongoError: the database did not answer.
    """
    deliveries = Deliveries(database)
    async with asyncio.timeout(timeout):
        while True:
            before = await deliveries.parked(1)
            await projector.settled(timeout)
            if not before and not await deliveries.parked(1):
                return
            await asyncio.sleep(0.1)
