"""Live pages: one change stream a process on the `cases` view, or another, fanned out to its
subscribers."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from pymongo.errors import ConnectionFailure, PyMongoError

from storage.mongo import Database
from storage.tasks import end

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 15.0  # proxies end a silent connection after a minute
QUEUE = 16  # changes a slow subscriber may lag behind before it is told to look anew
RETRY_SECONDS = 1.0  # pause after the stream broke
EVERY_CASE = ""  # a subscription to this hears of all cases: inbox, supervision wall


class Live:
    """Tells subscribers that a case, or what the rows of the view `followed` are of, has changed.

    A subscriber gets the row of the view, or None as a heartbeat. One that is too slow loses the
    oldest changes, never the newest: each row is complete in itself.
    """

    def __init__(self, database: Database, followed: str = "cases") -> None:
        self._rows = database[followed]
        self._subscribers: defaultdict[str, set[asyncio.Queue[dict[str, Any]]]] = defaultdict(set)
        self._following: asyncio.Task[None] | None = None
        self.heard = 0  # grows with every change of a case, and when changes may have been missed

    def start(self) -> None:
        """Begin to follow the view."""
        self._following = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Stop following."""
        await end(self._following)

    @asynccontextmanager
    async def subscribe(self, case: str) -> AsyncIterator[AsyncIterator[dict[str, Any] | None]]:
        """Yield an endless iterator over the changes of the case with id `case`, or of all of them
        (`EVERY_CASE`)."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(QUEUE)
        self._subscribers[case].add(queue)
        try:
            yield _changes(queue)
        finally:
            self._subscribers[case].discard(queue)
            if not self._subscribers[case]:
                del self._subscribers[case]

    @property
    def subscribers(self) -> int:
        """How many are watching a case on this process."""
        return sum(map(len, self._subscribers.values()))

    async def _follow(self) -> None:
        token: Any = None
        while True:
            try:
                async with await self._rows.watch(
                    full_document="updateLookup", resume_after=token
                ) as stream:
                    self.heard += 1
                    async for change in stream:
                        token = stream.resume_token
                        row = change.get("fullDocument")
                        if row is not None:
                            self._tell(row)
            except PyMongoError as error:
                log.warning("live stream broke", error=type(error).__name__)
                if not isinstance(error, ConnectionFailure):
                    token = None  # too old, or the view was made anew: go on from now
            self.heard += 1
            await asyncio.sleep(RETRY_SECONDS)

    def _tell(self, row: dict[str, Any]) -> None:
        self.heard += 1
        for topic in (str(row["_id"]), EVERY_CASE):
            for queue in self._subscribers.get(topic, ()):
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(row)


async def _changes(queue: asyncio.Queue[dict[str, Any]]) -> AsyncIterator[dict[str, Any] | None]:
    while True:
        try:
            yield await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            yield None
