"""Tries again what was set aside, when somebody asks for it: after a fix of the code, mostly.

A commit is folded by folding the rows that it touches anew from their whole history, since later
commits have been folded meanwhile; a message is offered to its target once more.
"""

import asyncio
from collections.abc import Sequence

import structlog
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import PyMongoError

from actors.followers.courier import Courier
from actors.followers.folding import Folding
from actors.kernel.view import View
from storage import quarantine
from storage.failures import passing
from storage.follower import Follower
from storage.mongo import Database, Document
from storage.places import PlaceHeld, PlaceTaken

_PAUSE = 1.0  # seconds between two looks
_log = structlog.get_logger("yimen.projector")


class Retries:
    """Runs beside `views`, the follower that folds into `all_views`; `courier` delivers."""

    def __init__(
        self,
        database: Database,
        all_views: Sequence[View],
        views: Follower,
        courier: Courier | None,
    ) -> None:
        self._database = database
        self._all = all_views
        self._views = views
        self._courier = courier

    async def run(self) -> None:
        """Try what is asked for until cancelled."""
        while True:
            try:
                for entry in await quarantine.wanted(self._database):
                    await self._try(entry)
            except (PyMongoError, PlaceTaken, PlaceHeld) as error:  # it stays asked for
                _log.warning("retry.broken", error=type(error).__name__)
            await asyncio.sleep(_PAUSE)

    async def _try(self, entry: Document) -> None:
        try:
            if entry["follower"] == "courier":
                await self._deliver(entry["commit"])
                await quarantine.resolve(self._database, [entry["_id"]])
            else:
                await self._fold(entry)
        except (PlaceTaken, PlaceHeld):
            raise
        except Exception as error:  # it may be as bad as it was
            if passing(error):
                raise
            await quarantine.failed_again(self._database, entry["_id"], error)
        else:
            _log.info("retry.done", follower=entry["follower"], commit=entry["commit"])

    async def _deliver(self, message: str) -> None:
        if self._courier is None:
            raise LookupError("nothing is delivered here")
        await self._courier.deliver_again(message)

    async def _fold(self, entry: Document) -> None:
        """Fold the rows of a commit anew for the view that could not; every view, when it was set
        aside for all of them. What still fails is set aside for its view alone."""
        follower, id = entry["follower"], entry["commit"]
        views = [view for view in self._all if follower in (view.name, self._views.group)]
        commit = await self._database["journal"].find_one({"_id": id})
        if commit is None or not views:
            raise LookupError(id)
        failed: dict[tuple[str, str], Exception] = {}

        async def note(
            view: str, commit: str, error: Exception, _session: AsyncClientSession
        ) -> None:
            failed[view, commit] = error

        async def work(session: AsyncClientSession) -> None:
            failed.clear()
            folding = Folding(self._database, views, set_aside=note)
            folded = await folding.refold(commit, session)
            done = [f"{follower}/{each}" for each in folded if (follower, each) not in failed]
            await quarantine.resolve(self._database, done, session)
            for (view, each), error in failed.items():
                await quarantine.quarantine(self._database, view, each, error, session)

        await self._views.apart(work)
        if (follower, id) in failed:
            raise failed[follower, id]
