"""Makes a view anew from the journal, beside the one that is read, while everything goes on."""

import asyncio
import contextlib
from collections.abc import Callable

import structlog
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import PyMongoError

from actors.followers.folding import Folding
from actors.followers.view_collections import collections
from actors.kernel.view import View
from storage import rebuilds
from storage.archives import require_whole_journal
from storage.follower import Follower
from storage.mongo import Database
from storage.quarantine import settle
from storage.rebuilds import Attempt
from storage.tasks import end

Progress = Callable[[int, int], None]
"""Called with how many commits of how many have been folded."""

GROUP = "views"  # the followers that fold news into what is read
_TELL_SECONDS = 0.5
_TRIES = 20  # to come through the last step within `HOLD_SECONDS`
_log = structlog.get_logger("yimen.projector")


class RebuildFailed(Exception):
    """News came faster than it could be folded; what is read stays as it was."""


class Rebuild:
    """Makes `view` and what is derived from it. It is done by whoever calls `run`, in the process
    of the projector or in one of its own."""

    def __init__(self, database: Database, view: View, progress: Progress | None = None) -> None:
        self._database = database
        self._view = view
        self._progress = progress
        self._failed: dict[str, Exception] = {}
        self._total = 0

    async def run(self) -> int:
        """Make it and put it in its place; return how many commits it was folded from.

        The projector's followers go on but for the last moment, and are held for `HOLD_SECONDS` at
        most. If this process is killed, what is read stays as it was or is wholly replaced.

        Raises:
            RebuildRunning: somebody else is about it.
            RebuildLost: somebody else has begun it anew meanwhile.
            RebuildFailed: it could not catch up.
            CommitsArchived: part of the journal is in archives, and must be restored before.
            PyMongoError: the database did not answer.
        """
        await require_whole_journal(self._database)
        names = self._view.collections
        made = collections((self._view,))
        attempt = await rebuilds.begin(self._database, self._view.name, names, GROUP, made)
        try:
            return await self._make(attempt)
        finally:
            with contextlib.suppress(PyMongoError):
                await rebuilds.leave(self._database, attempt)

    async def _make(self, attempt: Attempt) -> int:
        match = {"kind": {"$in": list(self._view.kinds)}}
        self._total = await self._database["journal"].count_documents(match)
        folding = Folding(
            self._database, (self._view,), rename=attempt.beside, set_aside=self._note
        )
        follower = Follower(
            self._database, attempt.place, folding.fold, match=match, owner=attempt.place
        )
        for _ in range(_TRIES):
            if await self._catch_up(attempt, follower) and await rebuilds.decide(
                self._database, attempt, self._settle
            ):
                await rebuilds.finish(self._database, self._view.name)
                return follower.figures.handled
            await rebuilds.release(self._database, attempt)
        raise RebuildFailed(self._view.name)

    async def _catch_up(self, attempt: Attempt, follower: Follower) -> bool:
        """Fold everything up to now and hold the followers that fold news; False if the rest took
        too long."""
        async with follower.running():
            settling = asyncio.create_task(follower.settled(None))
            try:
                while not settling.done():
                    await asyncio.wait({settling}, timeout=_TELL_SECONDS)
                    await self._tell(attempt, follower.figures.handled)
                await settling
            finally:
                await end(settling)
            if not await rebuilds.hold(self._database, attempt):
                await asyncio.sleep(_TELL_SECONDS)  # another view is being put in its place
                return False
            try:
                await follower.settled(rebuilds.HOLD_SECONDS)
            except TimeoutError:
                return False
            return True

    async def _tell(self, attempt: Attempt, folded: int) -> None:
        self._total = max(self._total, folded)
        await rebuilds.tell(self._database, attempt, folded, self._total)
        if self._progress is not None:
            self._progress(folded, self._total)

    async def _note(
        self, view: str, commit: str, error: Exception, _session: AsyncClientSession
    ) -> None:
        _log.error("commit.unfoldable", view=view, commit=commit, error=type(error).__name__)
        self._failed[commit] = error

    async def _settle(self, session: AsyncClientSession) -> None:
        await settle(self._database, self._view.name, self._failed, session)
