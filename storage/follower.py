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
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from pymongo import ReadPreference, WriteConcern
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern

from storage.archives import CommitsArchived
from storage.changes import HISTORY_LOST, Change, age, gather, read
from storage.mongo import Database, Document
from storage.places import BEAT_SECONDS, Place, PlaceKeeper, PlaceTaken
from storage.quarantine import quarantine
from storage.tasks import end

Handle = Callable[[Sequence[Document], AsyncClientSession], Awaitable[None]]
"""Takes commits in order and writes what follows from them in the session's transaction. It may be
called again with the same commits."""

BATCH = 500  # commits handed over at once
_QUEUE = 2_000  # changes read ahead of the handler
_AWAIT_MS = 250  # how long one read of the change stream waits for news
_LOST = {260, 280, HISTORY_LOST}  # InvalidResumeToken, ChangeStreamFatalError
_PASSING = {50, 91, 112, 189, 262, 10107, 11600, 11602, 13435, 13436}  # failover, shutdown, time

_log = structlog.get_logger("yimen.storage")


@dataclass
class FollowerFigures:
    """What operators see of a follower. `lag_seconds` is the age of the oldest commit read from the
    stream but not yet handled; 0 when there is none."""

    handled: int = 0
    batches: int = 0
    quarantined: int = 0
    retries: int = 0
    lag_seconds: float = 0.0
    scanning: bool = False


class Follower:
    """One durable reader of the journal.

    `name` names its place. `match` narrows what it is handed: equality and operators on top-level
    fields of the commit document, as in `find`. `owner` tells who runs it: a follower of the same
    owner takes over at once (its predecessor is dead), one of another owner waits until the
    predecessor has not moved for 5 seconds.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        handle: Handle,
        *,
        match: Mapping[str, Any] | None = None,
        owner: str = "projector",
        batch: int = BATCH,
    ) -> None:
        self.name = name
        self.figures = FollowerFigures()
        self._database = database
        self._handle = handle
        self._match = dict(match or {})
        self._batch = batch
        self._place = PlaceKeeper(database, name, owner)
        self._journal = database["journal"]
        self._still = asyncio.Condition()
        self._idles = 0
        self._hold = asyncio.Lock()
        self._current: Place | None = None

    async def run(self) -> None:
        """Follow until cancelled, whatever happens to the database meanwhile."""
        wait = 0.1
        while True:
            handled = self.figures.handled
            try:
                await self._follow()
            except PlaceTaken:
                _log.info("follower.superseded", follower=self.name)
            except CommitsArchived as reason:
                _log.error("follower.refused", follower=self.name, reason=str(reason))
            except Exception as error:  # the outermost loop: whatever broke, try again
                if _code(error) in _LOST:
                    _log.warning("follower.place_gone", follower=self.name)
                    with contextlib.suppress(PyMongoError):
                        await self._place.forget()
                else:
                    _log.warning(
                        "follower.broken",
                        follower=self.name, error=type(error).__name__, code=_code(error),
                    )  # fmt: skip
            self.figures.retries += 1
            wait = 0.1 if self.figures.handled > handled else min(wait * 2, 5.0)
            await asyncio.sleep(wait)

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncGenerator[None]:
        """Keep the follower from handling anything meanwhile; its place stays where it is, and its
        own.

        Raises:
            PlaceTaken: it does not follow just now, or another one does.
        """
        async with self._hold:
            if self._current is None:
                raise PlaceTaken(self.name)
            beating = asyncio.create_task(self._keep(self._current))
            try:
                yield
            finally:
                await end(beating)

    async def settled(self, timeout: float = 30.0) -> None:
        """Wait until every commit that is durable now has been handled. `timeout` is in seconds.

        Raises:
            TimeoutError: it was not in time.
        """
        async with asyncio.timeout(timeout), self._still:
            goal = self._idles + 2  # the first of them may have begun before the commit
            await self._still.wait_for(lambda: self._idles >= goal)

    async def _follow(self) -> None:
        place = self._current = await self._place.take()
        try:
            if place.scanned is not None:
                await self._scan(place)
            await self._stream(place)
        except asyncio.CancelledError:
            with contextlib.suppress(PyMongoError, asyncio.CancelledError):
                await asyncio.shield(self._place.leave(place))
            raise
        finally:
            self._current = None

    async def _keep(self, place: Place) -> None:
        """Show that we are alive while nothing is handled."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with contextlib.suppress(PyMongoError):
                await self._place.move(place, {})

    async def _scan(self, place: Place) -> None:
        """Read the journal itself by `_id`: entity by entity, each in the order of its commits."""
        self.figures.scanning = True
        while place.scanned is not None:
            await self._place.move(place, {})
            query = {**self._match, "_id": {"$gt": place.scanned}}
            page = await self._journal.find(query).sort("_id").limit(self._batch).to_list()
            after = page[-1]["_id"] if page else None
            async with self._hold:
                await self._apply(place, page, {"scanned": after})
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
            max_await_time_ms=_AWAIT_MS,
            batch_size=self._batch,
            **start,
        ) as stream:
            reader = asyncio.create_task(read(stream, queue))
            try:
                await self._consume(place, queue)
            finally:
                await end(reader)

    async def _consume(self, place: Place, queue: asyncio.Queue[Change]) -> None:
        beaten = time.monotonic()
        while True:
            changes = await gather(queue, self._batch)
            failure = next((change.failure for change in changes if change.failure), None)
            commits = [change.commit for change in changes if change.commit is not None]
            token = next((c.token for c in reversed(changes) if c.token is not None), None)
            async with self._hold:
                if commits:
                    self.figures.lag_seconds = age(changes)
                    await self._apply(place, commits, {"token": token})
                    place.token = token
                    beaten = time.monotonic()
                elif time.monotonic() - beaten > BEAT_SECONDS:
                    await self._place.move(place, {"token": token} if token else {})
                    place.token = token or place.token
                    beaten = time.monotonic()
            if failure is not None:
                raise failure
            if queue.empty():
                self.figures.lag_seconds = 0.0
                if not commits:
                    async with self._still:
                        self._idles += 1
                        self._still.notify_all()

    async def _apply(
        self, place: Place, commits: Sequence[Document], moved: dict[str, Any]
    ) -> None:
        """Handle `commits` and move the place; one that cannot be handled is set aside alone."""
        try:
            await self._commit(place, commits, moved, self._handle)
        except (PlaceTaken, ConnectionFailure):
            raise
        except Exception as error:  # one bad commit must not stop all that come after it
            if isinstance(error, PyMongoError) and _passing(error):
                raise
            if len(commits) == 1:
                await self._set_aside(place, commits[0], moved, error)
                return
            for commit in commits[:-1]:
                await self._apply(place, [commit], {})
            await self._apply(place, commits[-1:], moved)
            return
        if commits:
            self.figures.handled += len(commits)
            self.figures.batches += 1

    async def _set_aside(
        self, place: Place, commit: Document, moved: dict[str, Any], error: Exception
    ) -> None:
        _log.error(
            "commit.quarantined",
            follower=self.name, commit=commit["_id"], error=type(error).__name__,
        )  # fmt: skip

        async def keep(commits: Sequence[Document], session: AsyncClientSession) -> None:
            await quarantine(self._database, self.name, commits[0]["_id"], error, session)

        await self._commit(place, [commit], moved, keep)
        self.figures.quarantined += 1

    async def _commit(
        self, place: Place, commits: Sequence[Document], moved: dict[str, Any], handle: Handle
    ) -> None:
        async def body(session: AsyncClientSession) -> None:
            if commits:
                await handle(commits, session)
            await self._place.move(place, moved, handled=len(commits), session=session)

        async with self._database.client.start_session() as session:
            await session.with_transaction(
                body,
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority", j=True),
                read_preference=ReadPreference.PRIMARY,
            )


def _code(error: Exception) -> int | None:
    return error.code if isinstance(error, OperationFailure) else None


def _passing(error: PyMongoError) -> bool:
    """Tell whether `error` is the database's trouble rather than the commit's."""
    labels = ("TransientTransactionError", "UnknownTransactionCommitResult")
    return _code(error) in _PASSING or any(error.has_error_label(label) for label in labels)
