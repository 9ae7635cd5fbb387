"""Group commit: what is ready goes in one write, and the next batch gathers meanwhile."""

import asyncio
from collections.abc import Callable, Sequence

import bson
import structlog
from bson.raw_bson import RawBSONDocument

from actors.runtime.stats import Stats
from actors.runtime.store import Store
from storage.journal import Outcome
from storage.mongo import Document
from storage.tasks import end

_log = structlog.get_logger("yimen.runtime")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 1.0  # seconds between two tries of an open outcome


class Pending:
    """A commit on its way. Its listener is told True once it is durable, False once another
    commit is known to have its place, None when it is given up with its outcome open."""

    __slots__ = ("_settle", "document", "raw")

    def __init__(
        self, document: Document, raw: RawBSONDocument, settle: Callable[[bool | None], None]
    ) -> None:
        self.document = document
        self.raw = raw
        self._settle: Callable[[bool | None], None] | None = settle

    def settle(self, durable: bool | None) -> None:
        """Tell what became of it; only the first word counts."""
        settle, self._settle = self._settle, None
        if settle is not None:
            try:
                settle(durable)
            except Exception as error:  # one listener's mistake must not keep back the others
                _log.error("commit.listener_failed", error=type(error).__name__)


class Committer:
    """Writes commits in batches of at most `batch`, with at most `writes` batches under way.

    A batch whose outcome is open is written again until it is known, since inserting the same
    `_id` twice is harmless: an exception of the store is never taken for "did not happen".
    """

    def __init__(
        self,
        store: Store,
        stats: Stats,
        *,
        batch: int,
        writes: int,
    ) -> None:
        self._store = store
        self._stats = stats
        self._batch = batch
        self._writes = writes
        self._gathered: list[Pending] = []
        self._tasks: dict[asyncio.Task[None], None] = {}  # in the order of their start
        self._scheduled = False
        self._closed = False
        self._loop = asyncio.get_running_loop()

    @property
    def quiet(self) -> bool:
        """Tell whether nothing is gathered or under way."""
        return not self._gathered and not self._tasks

    def add(self, pending: Pending, *, hot: bool = False) -> None:
        """Take `pending` into the next batch. One of a `hot` entity starts no batch of its own
        beside another: it would fill the ways to the database with batches of one."""
        if self._closed:
            pending.settle(None)
            return
        self._gathered.append(pending)
        if not self._scheduled and len(self._tasks) < (1 if hot else self._writes):
            self._scheduled = True  # once all turns of this round of the loop are done
            self._loop.call_soon(self._start)

    async def close(self) -> None:
        """Give up what is not settled, or comes later; its outcome stays unknown to those who
        wait."""
        self._closed = True
        given_up, self._gathered = self._gathered, []
        await end(*self._tasks)
        for pending in given_up:
            pending.settle(None)

    def _start(self) -> None:
        self._scheduled = False
        while self._gathered and len(self._tasks) < self._writes:
            batch, self._gathered = self._gathered[: self._batch], self._gathered[self._batch :]
            task = self._loop.create_task(self._write_or_give_up(batch))
            self._tasks[task] = None
            task.add_done_callback(self._written)

    def _written(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("commit.broken", error=type(error).__name__)
        self._start()

    async def _write_or_give_up(self, batch: list[Pending]) -> None:
        try:
            await self._write(batch)
        except asyncio.CancelledError:
            for pending in batch:
                pending.settle(None)
            raise

    async def _write(self, batch: list[Pending]) -> None:
        pause = _FIRST_PAUSE
        while batch:
            open_: list[Pending] = []
            doubles: list[Pending] = []
            outcomes = await self._append(batch)
            for pending, outcome in zip(batch, outcomes, strict=True):
                if outcome is Outcome.WRITTEN:
                    pending.settle(True)
                elif outcome is Outcome.DUPLICATE:
                    doubles.append(pending)
                else:
                    open_.append(pending)
            batch = open_ + await self._settle_doubles(doubles)
            if batch:
                self._stats.open_outcomes += len(batch)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _append(self, batch: Sequence[Pending]) -> list[Outcome]:
        began = self._loop.time()
        try:
            outcomes = await self._store.append_many([pending.raw for pending in batch])
        except Exception as error:
            _log.warning("commit.outcome_open", commits=len(batch), error=type(error).__name__)
            return [Outcome.UNKNOWN] * len(batch)
        seconds = self._loop.time() - began
        self._stats.wrote(len(batch), outcomes.count(Outcome.WRITTEN), seconds)
        return outcomes

    async def _settle_doubles(self, doubles: Sequence[Pending]) -> list[Pending]:
        """Find out whose the commits are that had the place already; return those still open."""
        if not doubles:
            return []
        try:
            found = await self._store.commits([pending.document["_id"] for pending in doubles])
        except Exception as error:
            _log.warning("commit.unread", commits=len(doubles), error=type(error).__name__)
            return list(doubles)
        unseen: list[Pending] = []
        for pending in doubles:
            there = found.get(pending.document["_id"])
            if there is None:
                unseen.append(pending)  # written, but not yet by a majority
            else:
                pending.settle(_same(there, pending.raw))
        return unseen


def _same(there: Document, ours: RawBSONDocument) -> bool:
    """Tell whether the commit found is the one written here, on an earlier try.

    Byte for byte: the next commit carries its digest.
    """
    return bson.encode(there) == ours.raw
