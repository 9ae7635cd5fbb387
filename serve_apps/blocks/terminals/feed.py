"""What happens to terminals, told to the process that holds their links: one change stream."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import structlog
from pymongo.errors import PyMongoError

from actors.blocks.terminals.events import Connected, DesiredSet, OrderGiven, Revoked
from storage.mongo import Database
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys
from storage.tasks import end

log = structlog.get_logger(__name__)

RETRY_SECONDS = 1.0  # pause after the stream broke
_TYPES = {kind.__name__: kind for kind in (Connected, DesiredSet, OrderGiven, Revoked)}
_PIPELINE = [
    {
        "$match": {
            "operationType": "insert",
            "fullDocument.kind": "terminal",
            "fullDocument.ev.type": {"$in": list(_TYPES)},
        }
    }
]
News = Connected | DesiredSet | OrderGiven | Revoked
Queue = asyncio.Queue[News | None]


class TerminalFeed:
    """Tells each link the news of its terminal. After a break of the stream every link gets None:
    something may have been missed, look at the terminal itself."""

    def __init__(self, database: Database) -> None:
        self._journal = database["journal"]
        self._keys = data_keys(database)
        self._links: dict[str, set[Queue]] = {}
        self._following: asyncio.Task[None] | None = None

    async def stop(self) -> None:
        """Stop following."""
        await end(self._following)

    @contextmanager
    def subscribe(self, terminal: str) -> Iterator[Queue]:
        """Yield a queue of the news of `terminal` from now on; the first subscriber starts the
        stream, so a process without kiosks follows nothing."""
        if self._following is None:
            self._following = asyncio.create_task(self._follow())
        queue: Queue = asyncio.Queue()
        self._links.setdefault(terminal, set()).add(queue)
        try:
            yield queue
        finally:
            self._links[terminal].discard(queue)
            if not self._links[terminal]:
                del self._links[terminal]

    async def _follow(self) -> None:
        token: Any = None
        while True:
            try:
                async with await self._journal.watch(_PIPELINE, resume_after=token) as stream:
                    if token is None:
                        self._tell_all()
                    while True:
                        change = await stream.try_next()
                        token = stream.resume_token
                        if change is not None:
                            for commit in await opened_all([change["fullDocument"]], self._keys):
                                self._tell(commit)
            except PyMongoError as error:
                log.warning("terminal feed broke", error=type(error).__name__)
                if error.has_error_label("NonResumableChangeStreamError"):
                    token = None
            await asyncio.sleep(RETRY_SECONDS)

    def _tell_all(self) -> None:
        for queues in self._links.values():
            for queue in queues:
                queue.put_nowait(None)

    def _tell(self, commit: dict[str, Any]) -> None:
        queues = self._links.get(str(commit["key"]).partition(":")[2], ())
        for event in commit["ev"] if queues else ():
            kind = _TYPES.get(event["type"])
            if kind is not None:
                news = msgspec.convert(event, kind)
                for queue in queues:
                    queue.put_nowait(news)
