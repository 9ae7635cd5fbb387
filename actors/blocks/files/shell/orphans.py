"""Files that nothing names (无主文件): removed after some days, each with a line in the log."""

import asyncio
import contextlib
from datetime import timedelta

import structlog
from pymongo.errors import PyMongoError

from actors.kernel.deadlines import local_day
from actors.kernel.ports import Clock
from storage.files import Files
from storage.mongo import Database
from storage.uploads import Uploads

KEPT = timedelta(days=7)  # a draft is begun and its files handed in within minutes of each other
EVERY = timedelta(hours=1)

log = structlog.get_logger("yimen.files")


class Orphans:
    """Removes what was handed in so long ago and never named. Any number of processes may do it at
    once: each file is removed by one of them, and none that somebody holds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._files = Files(database)
        self._uploads = Uploads(database)
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin: first after the time between two rounds, since others may start just now."""
        self._task = asyncio.create_task(self._rounds())

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def remove(self) -> int:
        """Remove all that there are now, and return how many files that was."""
        now = self._clock.now()
        before, removed = now - KEPT, 0
        while (orphan := await self._files.remove_orphan(before)) is not None:
            await self._uploads.forget(orphan.sha256, before)
            log.info("file.removed", sha256=orphan.sha256, bytes=orphan.bytes)
            removed += 1
        await self._uploads.forget_days(local_day(before).isoformat())
        return removed

    async def _rounds(self) -> None:
        while True:
            await asyncio.sleep(EVERY.total_seconds())
            try:
                await self.remove()
            except PyMongoError as error:  # the next round does what this one could not
                log.warning("file.not_removed", error=type(error).__name__)
