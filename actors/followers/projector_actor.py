"""The projector as detached Ray actors: one for a range of shards, started again when it dies."""

import asyncio
import contextlib
import itertools
import os
from typing import Any

import structlog
from pymongo.errors import PyMongoError
from ray.util.metrics import Gauge

from actors.followers.projector import Projector
from actors.followers.rebuild import GROUP
from actors.followers.sealer import Sealer
from actors.kinds import afterwards, all_views, editions
from actors.library import load_library
from actors.runtime import processes
from actors.runtime.following import Following
from actors.runtime.logs import configure_logs, show_ids_of
from actors.runtime.placement import SHARDS
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from storage import quarantine
from storage.clock import PlatformClock, WallClock
from storage.failures import until_answered
from storage.follower import Follower
from storage.mongo import Database, connect
from storage.partitions import split
from storage.placement import Placements
from storage.places import lags
from storage.sealing import Seals
from storage.settings import StorageSettings
from storage.signing import FileSigner, UnusableKey
from storage.tasks import begin

_NAME = "projector-"
_PUBLISH = 2.0  # seconds
_END_SECONDS = 30.0  # until Ray has forgotten the name of a process that it was told to end
# Publications to one count of the terminals. Every ten seconds Ray passes on what it was told in
# these: counted as seldom as that, the figures would be missing now and then.
_COUNT_EVERY = 2
_log = structlog.get_logger("yimen.projector")

METRICS = {
    "yimen_projector_lag_seconds": "Age of the oldest commit not yet handled",
    "yimen_projector_commits": "Commits handled since the start",
    "yimen_projector_quarantined": "Commits and messages set aside, by who could not handle them",
    "yimen_courier_delivered": "Messages delivered to other entities since the start",
    "yimen_courier_parked": "Messages whose entity did not answer, to be offered again",
    "yimen_terminals": "Enrolled kiosks, by whether the platform hears from them",
    "yimen_seal_age_seconds": "Time since the last seal of the journal",
}
"""Gauges by name, each with its description; Prometheus finds them with "ray_" in front."""
_LABELS = {
    "yimen_projector_lag_seconds": ("follower",),
    "yimen_projector_commits": ("follower",),
    "yimen_projector_quarantined": ("follower",),
    "yimen_terminals": ("online",),
}


class ProjectorActor:
    """Follows one range of shards, for views and for the courier; see `projector.py`. The first of
    them also counts for all what is set aside, and the kiosks, and tells the age of the last
    seal."""

    async def __init__(  # type: ignore[misc]
        self, storage: StorageSettings, runtime: RuntimeSettings, number: int
    ) -> None:
        configure_logs()
        library = load_library()
        kinds = editions(library)
        show_ids_of(kinds.values())
        self._number = number
        self._since = WallClock().now()
        self._of = runtime.projectors
        self._database = connect(storage)
        self._router = Router(
            kinds, Placements(self._database), processes.RayTransport(runtime.namespace)
        )
        await until_answered(self._router.__aenter__)
        clock = PlatformClock(self._database, demo=runtime.demo)
        await until_answered(clock.__aenter__)
        self._following = Following(self._database, kinds)
        await until_answered(self._following.__aenter__)
        self._projector = Projector(
            self._database,
            all_views(library),
            sender=self._router,
            kinds=kinds,
            afterwards=afterwards(kinds.library_by(clock)),
            edition=lambda: kinds.at(clock.now()),
            sealer=_sealer(self._database, storage) if number == 0 else None,
            partitions=runtime.projectors,
            only=number,
        )
        await until_answered(self._projector.__aenter__)
        self._others = {
            shards.place(group)
            for shards in split(SHARDS, runtime.projectors)
            for group in (GROUP, "courier")
        } - {follower.name for follower in self._followers()}
        self._set_aside = dict.fromkeys(
            (GROUP, "courier", *(view.name for view in all_views(library))), 0
        )
        self._gauges = {
            name: Gauge(name, text, _LABELS.get(name)) for name, text in METRICS.items()
        }
        self._publishing = begin(self._publish())
        _log.info("projector.started", pid=os.getpid(), number=number)

    async def settled(self, timeout: float = 30.0) -> None:
        """Wait until what is durable now is delivered and folded; `timeout` is in seconds.

        Raises:
            TimeoutError: it was not in time.
        """
        await self._projector.settled(timeout)

    async def stats(self) -> dict[str, Any]:
        """Return what operators see of it."""
        followers = self._followers()
        return {
            "pid": os.getpid(),
            "number": self._number,
            "of": self._of,
            "followers": [follower.name for follower in followers],
            "lag_seconds": max(follower.lag_seconds for follower in followers),
            "commits": self._projector.partitions[0].views.figures.handled,
        }

    def _followers(self) -> tuple[Follower, ...]:
        return self._projector.partitions[0].followers

    async def _publish(self) -> None:
        for publication in itertools.count():
            with contextlib.suppress(PyMongoError):  # the next publication is soon
                await self._publish_shared(publication)
            for follower in self._followers():
                tags = {"follower": follower.name}
                self._gauges["yimen_projector_lag_seconds"].set(follower.lag_seconds, tags)
                self._gauges["yimen_projector_commits"].set(follower.figures.handled, tags)
            if courier := self._projector.partitions[0].courier:
                self._gauges["yimen_courier_delivered"].set(courier.figures.delivered)
                self._gauges["yimen_courier_parked"].set(courier.figures.parked)
            await asyncio.sleep(_PUBLISH)

    async def _publish_shared(self, publication: int) -> None:
        """Tell how far behind the followers of other processes are, which may have ended; and what
        is counted once for all."""
        for name, seconds in (await lags(self._database, self._others)).items():
            self._gauges["yimen_projector_lag_seconds"].set(seconds, {"follower": name})
        if self._number != 0:
            return
        for name, count in (self._set_aside | await quarantine.counts(self._database)).items():
            self._gauges["yimen_projector_quarantined"].set(count, {"follower": name})
        if publication % _COUNT_EVERY == 0:
            await self._count_terminals()
            await self._tell_seal()

    async def _count_terminals(self) -> None:
        for online in (True, False):
            wanted = {"enrolled": True, "online": online}
            count = await self._database["terminals"].count_documents(wanted)
            self._gauges["yimen_terminals"].set(count, {"online": str(online).lower()})

    async def _tell_seal(self) -> None:
        """Tell how old the last seal is, whoever made it; before the first one, since when one has
        been due here."""
        now = WallClock().now()
        age = await Seals(self._database).age(now)
        never = (now - self._since).total_seconds()
        self._gauges["yimen_seal_age_seconds"].set(never if age is None else age)


def _sealer(database: Database, storage: StorageSettings) -> Sealer | None:
    """Return what seals the journal; None where this machine holds no key for it."""
    if storage.seal_key is None:
        return None
    try:
        return Sealer(database, FileSigner(storage.seal_key), seconds=storage.seal_seconds)
    except UnusableKey as error:
        _log.error("seals.no_key", reason=str(error))
        return None


def name_of(number: int) -> str:
    """Return the name of the process that follows the range `number`."""
    return f"{_NAME}{number}"


async def start_projectors(
    storage: StorageSettings, runtime: RuntimeSettings, *, timeout: float = 60.0
) -> list[dict[str, Any]]:
    """Start the projectors, or find them running; return the `stats` of each once all answer.

    Those of another split of the shards are ended first.

    Raises:
        TimeoutError: one did not answer within `timeout` seconds.
    """
    async with asyncio.timeout(timeout):
        for stats in await projector_stats(runtime.namespace):
            if stats["of"] != runtime.projectors:
                await _end(name_of(stats["number"]), runtime.namespace)
        handles = [
            processes.start(
                ProjectorActor, name_of(number), runtime.namespace, storage, runtime, number
            )
            for number in range(runtime.projectors)
        ]
        return list(await asyncio.gather(*(handle.stats.remote() for handle in handles)))


async def projector_stats(namespace: str, *, timeout: float = 5.0) -> list[dict[str, Any]]:
    """Return the `stats` of every projector that answers, in the order of their numbers."""
    found: list[dict[str, Any]] = []
    for name in await _names(namespace):
        with contextlib.suppress(Exception):  # whatever Ray says, it is silent
            async with asyncio.timeout(timeout):
                handle = await processes.find(name, namespace)
                found.append(await handle.stats.remote())
    return sorted(found, key=lambda stats: stats["number"])


async def stop_projectors(namespace: str) -> None:
    """End the projectors. What they have not handled is handled by the next, from the journal."""
    for name in await _names(namespace):
        await _end(name, namespace)


async def _names(namespace: str) -> list[str]:
    return [name for name in await processes.names(namespace) if name.startswith(_NAME)]


async def _end(name: str, namespace: str) -> None:
    """End the process called `name`, if there is one, and wait until its name is free.

    Raises:
        TimeoutError: it was not in half a minute.
    """
    handle = await processes.find(name, namespace)
    if handle is not None:
        processes.end(handle)
    async with asyncio.timeout(_END_SECONDS):
        while await processes.find(name, namespace) is not None:
            await asyncio.sleep(0.05)
