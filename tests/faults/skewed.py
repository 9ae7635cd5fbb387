"""A process whose clock is wrong, or jumps: what it does by the clock, and that nothing is early.

LD_PRELOAD=libfaketimeMT.so.1 FAKETIME_TIMESTAMP_FILE=… \
    python -m tests.faults.skewed DATABASE JUMP …

The database is told by `YIMEN_MONGODB_URI`, the clock by the file that `FAKETIME_TIMESTAMP_FILE`
names. Each jump is how wrong the clock is from then on, in seconds.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from actors.followers.projector import Projector
from actors.kinds import all_views, build_kinds
from actors.runtime.engine import Engine
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from storage.clock import PlatformClock
from storage.mongo import connect
from storage.settings import StorageSettings
from tests.blocks.cases.city import LIBRARY, RESIDENT_A, application
from tests.integration.conftest import ME
from tests.integration.kinds import PutLater, ledger


async def main(name: str, *jumps: float) -> None:
    """Before the first jump and after each, hand an application in, and have an alarm fire at
    once; others of the database must wait for their time."""
    uri = os.environ["YIMEN_MONGODB_URI"]
    database = connect(StorageSettings(uri=uri, database=name, data=Path("/tmp"), port=0))
    kinds = build_kinds(LIBRARY) | {"ledger": ledger()}
    async with (
        PlatformClock(database, demo=False) as clock,
        Engine(kinds, MongoStore(database), clock, RuntimeSettings(alarm_scan=0.1)) as engine,
        Projector(database, all_views(LIBRARY), sender=engine, kinds=kinds) as projector,
    ):
        for number, wrong in enumerate((None, *jumps)):
            if wrong is not None:
                jump(timedelta(seconds=wrong))
            await engine.send(f"case:{number}", application(), id="1", by=RESIDENT_A)
            soon = f"ledger:{number}"
            await engine.send(soon, PutLater(7, seconds=0.3), id="1", by=ME)
            async with asyncio.timeout(60):
                while (await engine.show(soon)).state.total != 7:
                    await asyncio.sleep(0.05)
            await projector.settled()
    await database.client.close()


def jump(wrong: timedelta) -> None:
    """Have this machine's clock be `wrong` from now on.

    Raises:
        RuntimeError: the clock does not care.
    """
    before = datetime.now(UTC)
    file = Path(os.environ["FAKETIME_TIMESTAMP_FILE"])
    was = float(file.read_text())
    file.write_text(f"{wrong.total_seconds():+.0f}")
    moved = datetime.now(UTC) - before + timedelta(seconds=was)
    if abs(moved - wrong) > timedelta(seconds=20):
        raise RuntimeError(f"the clock moved by {moved}")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:2], *map(float, sys.argv[2:])))
