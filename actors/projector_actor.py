"""The projector as a detached Ray actor: one in the cluster, started again when it dies."""

import asyncio
import contextlib
import itertools
import os
from typing import Any

import structlog
from pymongo.errors import PyMongoError
from ray.util.metrics import Gauge

from actors.kinds import build_kinds
from actors.library import load_library
from actors.logs import configure_logs
from actors.projector import Projector
from actors.runtime import processes
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from storage.follower import Follower
from storage.mongo import connect
from storage.placement import Placements
from storage.settings import StorageSettings

NAME = "projector"
_PUBLISH = 2.0  # seconds
_COUNT_EVERY = 5  # publications to one count of the terminals
_log = structlog.get_logger("yimen.projector")

METRICS = {
    "yimen_projector_lag_seconds": "Age of the oldest commit not yet handled",
    "yimen_projector_commits": "Commits handled since the start",
    "yimen_projector_quarantined": "Commits and messages that could not be handled",
    "yimen_courier_delivered": "Messages delivered to other entities since the start",
    "yimen_courier_parked": "Messages whose entity did not answer, to be offered again",
    "yimen_terminals": "Enrolled kiosks, by whether the platform hears from them",
}
"""Gauges by name, each with its description; Prometheus finds them with "ray_" in front."""
_LABELS = {
    "yimen_projector_lag_seconds": ("follower",),
    "yimen_projector_commits": ("follower",),
    "yimen_terminals": ("online",),
}


class ProjectorActor:
    """Follows the journal for views and for the courier; see `projector.py`."""

    async def __init__(self, storage: StorageSettings, runtime: RuntimeSettings) -> None:  # type: ignore[misc]
        configure_logs()
        library = load_library()
        kinds = build_kinds(library)
        database = connect(storage)
        self._router = Router(
            kinds, Placements(database), processes.RayTransport(runtime.namespace)
        )
        await self._router.__aenter__()
        self._projector = Projector(database, library, sender=self._router, kinds=kinds)
        await self._projector.__aenter__()
        self._terminals = database["terminals"]
        self._gauges = {
            name: Gauge(name, text, _LABELS.get(name)) for name, text in METRICS.items()
        }
        self._publishing = asyncio.create_task(self._publish())
        _log.info("projector.started", pid=os.getpid())

    async def settled(self, timeout: float = 30.0) -> None:
        """Wait until what is durable now is delivered and folded; `timeout` is in seconds.

        Raises:
            TimeoutError: it was not in time.
        """
        await self._projector.settled(timeout)

    async def rebuild(self, view: str) -> int:
        """Make `view` anew from the journal; see `Projector.rebuild`.

        Raises:
            KeyError: there is no such view, or it cannot be made from the journal alone.
        """
        return await self._projector.rebuild(view)

    async def stats(self) -> dict[str, Any]:
        """Return what operators see of it."""
        return {
            "pid": os.getpid(),
            "lag_seconds": max(each.figures.lag_seconds for each in self._followers()),
            "commits": self._projector.views.figures.handled,
            "quarantined": self._projector.quarantined,
        }

    def _followers(self) -> list[Follower]:
        deliveries = self._projector.deliveries
        return [self._projector.views, *([deliveries] if deliveries else [])]

    async def _publish(self) -> None:
        for publication in itertools.count():
            if publication % _COUNT_EVERY == 0:
                await self._count_terminals()
            for follower in self._followers():
                tags = {"follower": follower.name}
                figures = follower.figures
                self._gauges["yimen_projector_lag_seconds"].set(figures.lag_seconds, tags)
                self._gauges["yimen_projector_commits"].set(figures.handled, tags)
            self._gauges["yimen_projector_quarantined"].set(self._projector.quarantined)
            if courier := self._projector.courier:
                self._gauges["yimen_courier_delivered"].set(courier.figures.delivered)
                self._gauges["yimen_courier_parked"].set(courier.figures.parked)
            await asyncio.sleep(_PUBLISH)

    async def _count_terminals(self) -> None:
        with contextlib.suppress(PyMongoError):  # the next count is soon
            for online in (True, False):
                wanted = {"enrolled": True, "online": online}
                count = await self._terminals.count_documents(wanted)
                self._gauges["yimen_terminals"].set(count, {"online": str(online).lower()})


async def start_projector(
    storage: StorageSettings, runtime: RuntimeSettings, *, timeout: float = 60.0
) -> dict[str, Any]:
    """Start the projector, or find it running; return its `stats` once it answers.

    Raises:
        TimeoutError: it did not answer within `timeout` seconds.
    """
    handle = processes.start(ProjectorActor, NAME, runtime.namespace, storage, runtime)
    async with asyncio.timeout(timeout):
        return await handle.stats.remote()


async def projector_stats(namespace: str, *, timeout: float = 5.0) -> dict[str, Any] | None:
    """Return the projector's `stats`, None when it is silent."""
    handle = await processes.find(NAME, namespace)
    if handle is None:
        return None
    try:
        async with asyncio.timeout(timeout):
            return await handle.stats.remote()
    except Exception:  # whatever Ray says, it is silent
        return None


async def stop_projector(namespace: str) -> None:
    """End the projector. What it has not handled is handled by the next, from the journal."""
    handle = await processes.find(NAME, namespace)
    if handle is not None:
        processes.end(handle)
