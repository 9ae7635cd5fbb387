"""Follows the journal: hands every commit on at least once, in order, and never loses its place.

The place (a document of `followers`) is written in the same transaction as what the handler
writes, so a batch is folded wholly or not at all. A new follower, and one whose place in the
change stream has been forgotten by MongoDB, reads the journal itself from the beginning and then
goes on with the stream from an instant before that reading; commits that it meets twice are for
the handler to recognise by (key, seq).
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from storage.archives import CommitsArchived
from storage.batches import Batches, Handle, Work
from storage.changes import Change, gather, read
from storage.failures import HISTORY_GONE, code_of
from storage.mongo import Database
from storage.places import BEAT_SECONDS, Place, PlaceKeeper, PlaceTaken, majority_time
from storage.progress import FollowerFigures, Progress
from storage.tasks import end

BATCH = 500  # commits handed over at once
_QUEUE = 2_000  # changes read ahead of the handler
AWAIT_MS = 250  # how long one read of the change stream waits for news

_log = structlog.get_logger("yimen.storage")


class Follower:
    """One durable reader of the journal.

    `name` names its place, `group` the followers that share a task with it; what one of them
    cannot handle is set aside under this name. `match` narrows what it is handed: equality and
    operators on top-level fields of the commit document, as in `find`. `owner` tells who runs it:
    a follower of the same owner takes over at once (its predecessor is dead), one of another owner
    waits until the predecessor has not moved for 5 seconds. `begins`: it makes its place if there
    is none.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        handle: Handle,
        *,
        group: str = "",
        match: Mapping[str, Any] | None = None,
        owner: str = "projector",
        begins: bool = True,
        batch: int = BATCH,
    ) -> None:
        self.name = name
        self.group = group or name
        self.figures = FollowerFigures()
        self._database = database
        self._match = dict(match or {})
        self._batch = batch
        self._place = PlaceKeeper(database, name, owner, begins=begins)
        self._batches = Batches(database, handle, self._place, self.figures, group=self.group)
        self._progress = Progress()
        self._journal = database["journal"]

    @property
    def lag_seconds(self) -> float:
        """The age of the oldest commit not yet handled, 0 when there is none. While it cannot see
        what there is, the time since everything was handled."""
        return self._progress.lag_seconds

    async def run(self) -> None:
        """Follow until cancelled, whatever happens to the database meanwhile."""
        wait = 0.1
        while True:
            handled = self.figures.handled
            try:
                await self._follow()
            except PlaceTaken as error:
                _log.info("follower.superseded", follower=self.name, why=type(error).__name__)
            except CommitsArchived as reason:
                _log.error("follower.refused", follower=self.name, reason=str(reason))
            except Exception as error:  # the outermost loop: whatever broke, try again
                if code_of(error) in HISTORY_GONE:
                    _log.warning("follower.place_gone", follower=self.name)
                    with contextlib.suppress(PyMongoError):
                        await self._place.forget()
                else:
                    _log.warning(
                        "follower.broken",
                        follower=self.name, error=type(error).__name__, code=code_of(error),
                    )  # fmt: skip
            self.figures.retries += 1
            wait = 0.1 if self.figures.handled > handled else min(wait * 2, 5.0)
            await asyncio.sleep(wait)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Follow in the background meanwhile."""
        task = asyncio.create_task(self.run())
        try:
            yield
        finally:
            await end(task)

    async def settled(self, timeout: float | None = 30.0) -> None:
        """Wait until every commit that is durable now has been handled. `timeout` is in seconds,
        None for no bound.

        Raises:
            TimeoutError: it was not in time.
            PyMongoError: the database did not answer.
        """
        async with asyncio.timeout(timeout):
            await self._progress.reach(await majority_time(self._database))

    async def apart(self, work: Work) -> None:
        """Do `work` in a transaction of its own between two batches, fenced as these are.

        Raises:
            PlaceTaken: it does not follow just now, or another one does.
            PlaceHeld: it is held just now.
            PyMongoError: the database did not answer, or refused what was written.
        """
        await self._batches.apart(work)

    async def _follow(self) -> None:
        place = self._batches.place = await self._place.take()
        self._progress.begins(place.at)
        try:
            if place.scanned is not None:
                await self._scan(place)
            await self._stream(place)
        except asyncio.CancelledError:
            with contextlib.suppress(PyMongoError, asyncio.CancelledError):
                await asyncio.shield(self._place.leave(place))
            raise
        finally:
            self._batches.place = None

    async def _scan(self, place: Place) -> None:
        """Read the journal itself by `_id`: entity by entity, each in the order of its commits."""
        self.figures.scanning = True
        while place.scanned is not None:
            query = {**self._match, "_id": {"$gt": place.scanned}}
            page = await self._journal.find(query).sort("_id").limit(self._batch).to_list()
            after = page[-1]["_id"] if page else None
            await self._batches.apply(page, {"scanned": after})
            place.scanned = after
        self.figures.scanning = False

    async def _stream(self, place: Place) -> None:
        fields = {f"fullDocument.{name}": value for name, value in self._match.items()}
        start: dict[str, Any] = (
            {"resume_after": place.token}
            if place.token
            else {"start_at_operation_time": place.since}
        )
        queue: asyncio.Queue[Change] = asyncio.Queue(_QUEUE)
        async with await self._journal.watch(
            [{"$match": {"operationType": "insert", **fields}}],
            max_await_time_ms=AWAIT_MS,
            batch_size=self._batch,
            **start,
        ) as stream:
            reader = asyncio.create_task(read(stream, queue))
            try:
                await self._consume(place, queue)
            finally:
                self._progress.loses_sight()
                await end(reader)

    async def _consume(self, place: Place, queue: asyncio.Queue[Change]) -> None:
        beaten, progress = time.monotonic(), self._progress
        while True:
            changes = await gather(queue, self._batch)
            failure = next((change.failure for change in changes if change.failure), None)
            news = [change for change in changes if change.commit is not None]
            last = next((c for c in reversed(changes) if c.token is not None), None)
            if news:
                await self._hand_on(place, news)
                beaten = time.monotonic()
            elif last is not None:
                known = progress.sees_nothing_new()
                if time.monotonic() - beaten > BEAT_SECONDS:
                    moved = {"token": last.token, "since": last.time, "at": known}
                    await self._batches.apply((), moved)
                    place.token, beaten = last.token, time.monotonic()
            if failure is not None:
                raise failure
            if last is not None and last.time is not None and not news:
                await progress.idle(last.time)

    async def _hand_on(self, place: Place, news: Sequence[Change]) -> None:
        """Handle the commits of `news` and move the place behind the last of them."""
        last = news[-1]
        self._progress.takes(news[0].at)
        moved = {"token": last.token, "since": last.time, "at": last.at}
        await self._batches.apply([c.commit for c in news if c.commit is not None], moved)
        place.token, place.since = last.token, last.time or place.since
        await self._progress.handled(last.at, place.since)
