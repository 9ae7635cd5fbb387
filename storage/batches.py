"""Hands batches of commits to a handler: what it writes and the place move in one transaction."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Sequence

import structlog
from pymongo import ReadPreference, WriteConcern
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.read_concern import ReadConcern

from storage.failures import passing
from storage.mongo import Database, Document
from storage.places import Place, PlaceHeld, PlaceKeeper, PlaceTaken
from storage.progress import FollowerFigures
from storage.quarantine import quarantine
from storage.rebuilds import outlast

Work = Callable[[AsyncClientSession], Awaitable[None]]
Handle = Callable[[Sequence[Document], AsyncClientSession], Awaitable[None]]
"""Takes commits in order and writes what follows from them in the session's transaction. It may be
called again with the same commits."""

_log = structlog.get_logger("yimen.storage")


class Batches:
    """Has `handle` take commits, and moves the place in `keeper` behind them. What cannot be
    handled is set aside under the name of `group`. `place` is None while nobody follows."""

    def __init__(
        self,
        database: Database,
        handle: Handle,
        keeper: PlaceKeeper,
        figures: FollowerFigures,
        *,
        group: str,
    ) -> None:
        self._database = database
        self._handle = handle
        self._keeper = keeper
        self._figures = figures
        self._group = group
        self._turn = asyncio.Lock()  # one transaction at a time
        self.place: Place | None = None

    async def apply(self, commits: Sequence[Document], moved: Document) -> None:
        """Handle `commits` and change the fields `moved` of the place, as soon as nobody holds it.

        Raises:
            PlaceTaken: the place has another owner; nothing was written.
            Exception: what the database or the handler raised, if that may pass.
        """
        while True:
            try:
                async with self._turn:
                    await self._apply(self._ours(), commits, moved)
                return
            except PlaceHeld:
                await outlast(self._database, self._keeper.name)

    async def apart(self, work: Work) -> None:
        """Do `work` in a transaction of its own between two batches; see `Follower.apart`."""
        async with self._turn:
            await self._commit(self._ours(), {}, work)

    def _ours(self) -> Place:
        if self.place is None:
            raise PlaceTaken(self._keeper.name)
        return self.place

    async def _apply(self, place: Place, commits: Sequence[Document], moved: Document) -> None:
        """Handle `commits` and move the place; one that cannot be handled is set aside alone."""
        try:
            work = functools.partial(self._handle, commits) if commits else _nothing
            await self._commit(place, moved, work, handled=len(commits))
        except (PlaceTaken, PlaceHeld):
            raise
        except Exception as error:  # one bad commit must not stop all that come after it
            if not commits or passing(error):
                raise
            if len(commits) == 1:
                await self._set_aside(place, commits[0], moved, error)
                return
            for commit in commits[:-1]:
                await self._apply(place, [commit], {})
            await self._apply(place, commits[-1:], moved)
            return
        if commits:
            self._figures.handled += len(commits)
            self._figures.batches += 1

    async def _set_aside(
        self, place: Place, commit: Document, moved: Document, error: Exception
    ) -> None:
        _log.error(
            "commit.quarantined",
            follower=self._keeper.name, commit=commit["_id"], error=type(error).__name__,
        )  # fmt: skip

        async def keep(session: AsyncClientSession) -> None:
            await quarantine(self._database, self._group, commit["_id"], error, session)

        await self._commit(place, moved, keep, handled=1)
        self._figures.quarantined += 1

    async def _commit(self, place: Place, moved: Document, work: Work, *, handled: int = 0) -> None:
        async def body(session: AsyncClientSession) -> None:
            await work(session)
            await self._keeper.move(place, moved, handled=handled, session=session)

        async with self._database.client.start_session() as session:
            await session.with_transaction(
                body,
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority", j=True),
                read_preference=ReadPreference.PRIMARY,
            )


async def _nothing(_session: AsyncClientSession) -> None:
    """What is done while there is no news."""
