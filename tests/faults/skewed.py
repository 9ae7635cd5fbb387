"""A process whose clock is wrong: it sets an alarm, waits until it has fired, and ends.

LD_PRELOAD=libfaketimeMT.so.1 FAKETIME=+1d python -m tests.faults.skewed URI DATABASE
"""

import asyncio
import sys
from pathlib import Path

from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from storage.clock import PlatformClock
from storage.mongo import connect
from storage.settings import StorageSettings
from tests.integration.conftest import ME
from tests.integration.kinds import PutLater, kinds


async def main(uri: str, name: str) -> None:
    """Have one alarm fire in a second; others of the database must wait for their time."""
    database = connect(StorageSettings(uri=uri, database=name, data=Path("/tmp"), port=0))
    async with (
        PlatformClock(database, demo=False) as clock,
        Engine(kinds(), MongoStore(database), clock) as engine,
    ):
        await engine.send("ledger:soon", PutLater(7, seconds=1), id="soon", by=ME)
        async with asyncio.timeout(30):
            while (await engine.show("ledger:soon")).state.total != 7:
                await asyncio.sleep(0.05)
    await database.client.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
