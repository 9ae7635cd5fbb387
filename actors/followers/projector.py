"""The projector: what happens after the journal. Follows it twice, for views and for the courier.

In a cluster it is one or more detached Ray actors, see `projector_actor.py`, each with a range of
the shards; the development server and tests run all of it in process.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import structlog
from pymongo.errors import PyMongoError

from actors.followers import courier
from actors.followers.courier import Courier
from actors.followers.folding import Folding
from actors.followers.rebuild import GROUP, Progress, Rebuild
from actors.followers.retries import Retries
from actors.followers.sealer import Sealer
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Sender
from actors.kernel.view import View
from actors.runtime.placement import SHARDS
from storage.deliveries import Deliveries
from storage.follower import Follower
from storage.mongo import Database
from storage.partitions import arrange, split
from storage.rebuilds import finish_swaps
from storage.tasks import begin, end

_AGAIN = 1.0  # seconds until cases are counted again that could not be
_LOOK = 1.0  # seconds between two looks at whether the library was amended
_SETTLED = 20.0  # seconds after which no process decides by the library as it was
_log = structlog.get_logger("yimen.projector")


@dataclass(frozen=True)
class Partition:
    """What follows one range of the shards; without a sender nothing is delivered."""

    views: Follower
    deliveries: Follower | None = None
    courier: Courier | None = None

    @property
    def followers(self) -> tuple[Follower, ...]:
        """Its followers."""
        return (self.views, self.deliveries) if self.deliveries else (self.views,)


Afterwards = Callable[[Database, Sender], Awaitable[object]]
"""What is to be done after a start, when the views are as far as the journal."""

Alongside = Callable[[Database, Sender], Coroutine[Any, Any, None]]
"""What is done for as long as the platform runs."""


class Projector:
    """Runs the followers. Use it as an async context manager.

    `sender` and `kinds` are for the courier; without a sender nothing is delivered and
    nothing of `afterwards` is done, which is for tools that only want views; without a `sealer`
    nothing is sealed. `alongside` is done by who follows the first range. `edition` returns what
    stands in the library: when that is something else, all of `afterwards` is done again, and once
    more when every process knows.
    `owner` tells who runs it; see `Follower`. The shards are split into `partitions` ranges; `only`
    names the one that is followed here, None all of them.
    """

    def __init__(
        self,
        database: Database,
        views: Iterable[View],
        *,
        sender: Sender | None = None,
        kinds: Mapping[str, EntityKind[Any]] | None = None,
        sealer: Sealer | None = None,
        owner: str = "projector",
        partitions: int = 1,
        only: int | None = None,
        afterwards: Iterable[Afterwards] = (),
        edition: Callable[[], object] | None = None,
        alongside: Iterable[Alongside] = (),
    ) -> None:
        self._database = database
        self._sender = sender
        self._kinds = kinds or {}
        self._owner = owner
        self._afterwards = tuple(afterwards)
        self._alongside = tuple(alongside)
        self._edition = edition
        self._sealer = sealer
        self._views = {view.name: view for view in views}
        self._ranges = split(SHARDS, partitions)
        numbers = range(partitions) if only is None else (only,)
        self.partitions = tuple(self._partition(number) for number in numbers)
        self._first = 0 in numbers
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        await finish_swaps(self._database)
        await arrange(self._database, GROUP, self._ranges)
        if self._sender is not None:
            await arrange(self._database, "courier", self._ranges)
        for partition in self.partitions:
            for follower in partition.followers:
                self._start(follower.run())
            if partition.courier is not None:
                self._start(partition.courier.run())
        if self._sealer is not None:
            self._start(self._sealer.run())
        if self._first:
            part = self.partitions[0]
            views = tuple(self._views.values())
            self._start(Retries(self._database, views, part.views, part.courier).run())
        if self._sender is not None:
            for work in self._afterwards:
                self._start(self._do(work, self._sender))
            for work in self._alongside if self._first else ():
                self._start(self._keep(work, self._sender))
        return self

    async def __aexit__(self, *_: object) -> None:
        await end(*self._tasks)
        self._tasks.clear()

    async def settled(self, timeout: float = 30.0) -> None:
        """Wait until what is durable now is delivered and folded, and what followed from that too.
        A message is not waited for whose target did not answer: it is parked, and offered again.

        `timeout` is in seconds.

        Raises:
            TimeoutError: it was not in time.
            PyMongoError: the database did not answer.
        """
        deliveries = [part.deliveries for part in self.partitions if part.deliveries is not None]
        await asyncio.gather(*(follower.settled(timeout) for follower in deliveries))
        await self._folded(timeout)

    @property
    def lag_seconds(self) -> float:
        """By how many seconds the view that is furthest behind is so."""
        return max(part.views.lag_seconds for part in self.partitions)

    async def rebuild(self, name: str, progress: Progress | None = None) -> int:
        """Make the view `name` (and what is derived from it) anew from the journal; see `Rebuild`.

        Raises:
            KeyError: there is no such view, or it cannot be made from the journal alone.
        """
        return await Rebuild(self._database, rebuildable(self._views, name), progress).run()

    def _partition(self, number: int) -> Partition:
        shards = self._ranges[number]
        views = Follower(
            self._database,
            shards.place(GROUP),
            Folding(self._database, tuple(self._views.values())).fold,
            group=GROUP,
            match=shards.match,
            owner=self._owner,
            begins=False,
        )
        if self._sender is None:
            return Partition(views)
        carrier = Courier(Deliveries(self._database, shards.match), self._sender, self._kinds)
        deliveries = Follower(
            self._database,
            shards.place("courier"),
            carrier.handle,
            group="courier",
            match={**courier.MATCH, **shards.match},
            owner=self._owner,
            begins=False,
        )
        return Partition(views, deliveries, carrier)

    async def _folded(self, timeout: float = 30.0) -> None:
        await asyncio.gather(*(part.views.settled(timeout) for part in self.partitions))

    async def _do(self, work: Afterwards, sender: Sender) -> None:
        """Do `work` now, and again whenever the library was amended."""
        edition = self._edition or (lambda: None)
        seen = edition()
        await self._once_folded(work, sender)
        while self._edition is not None:
            await asyncio.sleep(_LOOK)
            if (now := edition()) is not seen:
                seen = now
                await self._once_folded(work, sender)
                await asyncio.sleep(_SETTLED)
                await self._once_folded(work, sender)

    async def _keep(self, work: Alongside, sender: Sender) -> None:
        """Do `work` until cancelled, again when it breaks off."""
        while True:
            try:
                await work(self._database, sender)
            except Exception as error:  # the outermost loop: whatever broke, try again
                _log.warning("alongside.broken", error=type(error).__name__)
            await asyncio.sleep(_AGAIN)

    async def _once_folded(self, work: Afterwards, sender: Sender) -> None:
        """Once the views are as far as the journal, do `work`."""
        while True:
            try:
                await self._folded()
                await work(self._database, sender)
                return
            except (TimeoutError, PyMongoError) as error:  # what was done already is known again
                _log.warning("afterwards.broken", error=type(error).__name__)
                await asyncio.sleep(_AGAIN)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(begin(work))


def rebuildable(views: Mapping[str, View], name: str) -> View:
    """Return the view `name` of `views`.

    Raises:
        KeyError: there is no such view, or it cannot be made from the journal alone.
    """
    view = views[name]
    if not view.rebuildable:
        raise KeyError(name)
    return view
