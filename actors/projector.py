"""The projector: what happens after the journal. Follows it twice, for views and for the courier.

In a cluster it is the detached Ray actor of `projector_actor.py`; the development server and tests
run it in process.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Self

import structlog
from pymongo import WriteConcern
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.read_concern import ReadConcern

from actors import courier
from actors.courier import Courier
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from actors.recount import recount
from actors.sealer import Sealer
from actors.views.all import all_views
from actors.views.folding import Folding
from actors.views.view import View
from storage.archives import require_whole_journal
from storage.follower import Follower
from storage.mongo import Database, Document
from storage.schema import COLLECTIONS, create
from storage.tasks import end

Progress = Callable[[int, int], None]
"""Called with how many commits of how many have been folded."""

_PAGE = 500
_log = structlog.get_logger("yimen.projector")


class Projector:
    """Runs the followers. Use it as an async context manager.

    `sender` and `kinds` are for the courier; without a sender nothing is delivered and no case is
    counted anew, which is for tools that only want views; without a `sealer` nothing is sealed.
    `owner` tells who runs it; see `Follower`.
    """

    def __init__(
        self,
        database: Database,
        library: Library,
        *,
        sender: Sender | None = None,
        kinds: Mapping[str, EntityKind[Any]] | None = None,
        sealer: Sealer | None = None,
        owner: str = "projector",
    ) -> None:
        self._database = database
        self._calendar = library.calendar
        self._sender = sender
        self._sealer = sealer
        self._views = {view.name: view for view in all_views(library)}
        self._folding = Folding(database, tuple(self._views.values()))
        self.views = Follower(database, "views", self._folding.fold, owner=owner)
        self.courier: Courier | None = None
        self.deliveries: Follower | None = None
        if sender is not None:
            self.courier = Courier(database, sender, kinds or {})
            self.deliveries = Follower(
                database, "courier", self.courier.handle, match=courier.MATCH, owner=owner
            )
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._start(self.views.run())
        if self.courier is not None and self.deliveries is not None:
            self._start(self.deliveries.run())
            self._start(self.courier.run())
        if self._sealer is not None:
            self._start(self._sealer.run())
        if self._sender is not None:
            self._start(self._recount(self._sender))
        return self

    async def __aexit__(self, *_: object) -> None:
        await end(*self._tasks)
        self._tasks.clear()

    @property
    def quarantined(self) -> int:
        """How many commits and messages could not be handled since the start."""
        refused = self.courier.figures.refused if self.courier else 0
        followers = (self.views, *((self.deliveries,) if self.deliveries else ()))
        aside = sum(follower.figures.quarantined for follower in followers)
        return self._folding.quarantined + refused + aside

    async def settled(self, timeout: float = 30.0) -> None:
        """Wait until what is durable now is delivered and folded, and what followed from that too.

        `timeout` is in seconds.

        Raises:
            TimeoutError: it was not in time.
        """
        if self.deliveries is not None:
            await self.deliveries.settled(timeout)
        await self.views.settled(timeout)

    async def rebuild(self, name: str, progress: Progress | None = None) -> int:
        """Make the view `name` (and what is derived from it) anew from the journal, beside the one
        that is read, and put it in its place; return how many commits it was folded from.

        Folding of news rests meanwhile; nothing is lost.

        Raises:
            KeyError: there is no such view, or it cannot be made from the journal alone.
            PlaceTaken: this projector is not the one that folds just now.
            CommitsArchived: part of the journal is in archives, and must be restored before.
        """
        view = self._views[name]
        if not view.rebuildable:
            raise KeyError(name)
        await require_whole_journal(self._database)
        async with self.views.held():
            folded = await _rebuild(self._database, view, progress)
        _log.info("view.rebuilt", view=name, commits=folded)
        return folded

    async def _recount(self, sender: Sender) -> None:
        """Once the views are as far as the journal, count by the calendar of this start."""
        while True:
            with contextlib.suppress(TimeoutError):
                await self.views.settled()
                break
        await recount(self._database, sender, self._calendar)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))


async def _rebuild(database: Database, view: View, progress: Progress | None) -> int:
    names = (view.name, *view.derived)
    for collection in COLLECTIONS:
        if collection.name in names:
            await database.drop_collection(_beside(collection.name))
            await create(database, collection, _beside(collection.name))
    folding = Folding(database, (view,), rename=_beside)
    query: Document = {"kind": {"$in": list(view.kinds)}}
    total = await database["journal"].count_documents(query)
    folded, after = 0, ""
    while True:
        page = (
            await database["journal"]
            .find({**query, "_id": {"$gt": after}})
            .sort("_id")
            .limit(_PAGE)
            .to_list()
        )
        if not page:
            break
        await _fold(database, folding, page)
        after = page[-1]["_id"]
        folded += len(page)
        if progress is not None:
            progress(folded, max(total, folded))
    for name in names:
        await database[_beside(name)].rename(name, dropTarget=True)
    return folded


async def _fold(database: Database, folding: Folding, page: Sequence[Document]) -> None:
    async def body(session: AsyncClientSession) -> None:
        await folding.fold(page, session)

    async with database.client.start_session() as session:
        await session.with_transaction(
            body,
            read_concern=ReadConcern("snapshot"),
            write_concern=WriteConcern("majority", j=True),
        )


def _beside(name: str) -> str:
    return f"{name}_rebuilt"
