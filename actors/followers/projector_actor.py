"""The projector as detached Ray actors: one for a range of shards, started again when it dies."""

import asyncio
import contextlib
import itertools
import os
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from actors.blocks.files.shell.holding import HoldingSender
from actors.followers.gauges import Gauges
from actors.followers.projector import Projector
from actors.followers.rebuild import GROUP
from actors.followers.sealer import Sealer
from actors.followers.witnesses.settings import read_witnesses
from actors.followers.witnesses.witness import Witness
from actors.kinds import afterwards, all_views, alongside, declared_gauges, editions, gauged
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
from storage.receipts import Receipts, Standing
from storage.sealing import Seals
from storage.settings import StorageSettings
from storage.signers import signer_of
from storage.signing import UnusableKey
from storage.tasks import begin

_NAME = "projector-"
_PUBLISH = 2.0  # seconds
_END_SECONDS = 30.0  # until Ray has forgotten the name of a process that it was told to end
# Publications to one reading of what owners count. Every ten seconds Ray passes on what it was
# told in these: counted as seldom as that, the figures would be missing now and then.
_COUNT_EVERY = 2
_NO_WITNESS = {"": Standing(0, False)}  # so that the series is there where nobody is named
_log = structlog.get_logger("yimen.projector")


class ProjectorActor:
    """Follows one range of shards, for views and for the courier; see `projector.py`. The first of
    them also counts for all what is set aside, reads the gauges of owners, and tells the age of
    the last seal."""

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
        self._database = connect(storage, "followers")
        self._router = Router(
            kinds, Placements(self._database), processes.RayTransport(runtime.namespace)
        )
        await until_answered(self._router.__aenter__)
        clock = PlatformClock(self._database, demo=runtime.demo)
        await until_answered(clock.__aenter__)
        self._following = Following(self._database, kinds)
        await until_answered(self._following.__aenter__)
        self._sealer = _sealer(self._database, storage) if number == 0 else None
        self._projector = Projector(
            self._database,
            all_views(library),
            sender=HoldingSender(self._router, self._database),
            kinds=kinds,
            afterwards=afterwards(kinds.library_by(clock)),
            alongside=alongside(kinds.library_by(clock), clock),
            edition=lambda: kinds.at(clock.now()),
            sealer=self._sealer,
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
        self._gauges = Gauges(declared_gauges(library), gauged(library))
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
            "sealing_trouble": self._sealer.trouble if self._sealer else "",
        }

    def _followers(self) -> tuple[Follower, ...]:
        return self._projector.partitions[0].followers

    async def _publish(self) -> None:
        for publication in itertools.count():
            with contextlib.suppress(PyMongoError):  # the next publication is soon
                await self._publish_shared(publication)
            for follower in self._followers():
                tags = {"follower": follower.name}
                self._gauges.set("yimen_projector_lag_seconds", follower.lag_seconds, tags)
                self._gauges.set("yimen_projector_commits", follower.figures.handled, tags)
            if courier := self._projector.partitions[0].courier:
                self._gauges.set("yimen_courier_delivered", courier.figures.delivered)
                self._gauges.set("yimen_courier_parked", courier.figures.parked)
            await asyncio.sleep(_PUBLISH)

    async def _publish_shared(self, publication: int) -> None:
        """Tell how far behind the followers of other processes are, which may have ended; and what
        is counted once for all."""
        for name, seconds in (await lags(self._database, self._others)).items():
            self._gauges.set("yimen_projector_lag_seconds", seconds, {"follower": name})
        if self._number != 0:
            return
        for name, count in (self._set_aside | await quarantine.counts(self._database)).items():
            self._gauges.set("yimen_projector_quarantined", count, {"follower": name})
        if publication % _COUNT_EVERY == 0:
            await self._gauges.read(self._database)
            await self._tell_seal()

    async def _tell_seal(self) -> None:
        """Tell how old the last seal is, whoever made it; before the first one, since when one has
        been due here. And how far each witness of the seals is."""
        now = WallClock().now()
        age = await Seals(self._database).age(now)
        never = (now - self._since).total_seconds()
        self._gauges.set("yimen_seal_age_seconds", never if age is None else age)
        standings = await Receipts(self._database).standings()
        for witness, standing in (standings or _NO_WITNESS).items():
            named = {"witness": witness}
            self._gauges.set("yimen_seals_unwitnessed", standing.waiting, named)
            self._gauges.set("yimen_seal_contradictions", standing.contradicts, named)


def _sealer(database: Database, storage: StorageSettings) -> Sealer | None:
    """Return what seals the journal; None where this machine holds no key for it."""
    try:
        signer = signer_of(storage)
    except UnusableKey as error:
        _log.error("seals.no_key", reason=str(error))
        return None
    if signer is None:
        return None
    return Sealer(database, signer, seconds=storage.seal_seconds, witnesses=_witnesses(storage))


def _witnesses(storage: StorageSettings) -> tuple[Witness, ...]:
    """Return who is handed the seals; nobody where that cannot be read on this machine: to be
    sealed the journal needs no witness."""
    try:
        return read_witnesses(storage.seal_witnesses)
    except ValueError as error:
        _log.error("seals.no_witnesses", reason=str(error))
        return ()


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
