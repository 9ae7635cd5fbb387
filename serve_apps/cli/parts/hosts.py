"""The hosts part: where the live cases are."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from actors.runtime.cluster import (
    NotPlaced,
    drain_hosts,
    host_stats,
    start_hosts,
    stop_hosts,
    usual_hosts,
)
from actors.runtime.host import HostSpec
from actors.runtime.settings import RuntimeSettings
from serve_apps.cli.parts.part import PartFailed
from storage.directory import Directory
from storage.mongo import connect
from storage.settings import StorageSettings

T = TypeVar("T")


class HostsPart:
    """Host actors on Ray, with every shard placed on one of them."""

    title = "Hosts"

    def __init__(self, storage: StorageSettings, runtime: RuntimeSettings) -> None:
        self._storage = storage
        self._runtime = runtime

    def start(self) -> str:
        """Place the shards, start the hosts and wait until all of them answer."""
        spec = HostSpec(
            kinds="actors.kinds:platform_kinds", storage=self._storage, runtime=self._runtime
        )
        count = self._runtime.hosts or usual_hosts()
        try:
            names = self._with(lambda directory: start_hosts(count, spec, directory))
        except NotPlaced as error:
            raise PartFailed(str(error)) from error
        return f"{len(names)} host actors, 1024 shards"

    def list(self) -> list[dict[str, Any]]:
        """Return what every host that answers says about itself."""
        found = self._with(lambda directory: host_stats(directory, self._runtime.namespace))
        return [
            {
                "name": host.name,
                "pid": host.pid,
                "generation": host.generation,
                "shards": host.shards,
                "entities": host.engine.entities,
                "waiting": host.engine.waiting,
                "commands": host.engine.turns,
                "commits": host.engine.commits,
                "quarantined": host.engine.quarantined,
                "loop_lag_ms": host.engine.loop_lag_seconds * 1000,
            }
            for host in found.values()
            if host is not None
        ]

    def mend(self) -> str:
        """Ray starts a host again that died; the placement stays."""
        return ""

    def drain(self) -> None:
        """Have the hosts finish what they took in."""
        self._with(lambda directory: drain_hosts(directory, self._runtime.namespace))

    def stop(self) -> None:
        """Drain the hosts and end them."""
        self._with(lambda directory: stop_hosts(directory, self._runtime.namespace))

    def _with(self, work: Callable[[Directory], Awaitable[T]]) -> T:
        async def run() -> T:
            database = connect(self._storage, "operator")
            try:
                return await work(Directory(database))
            finally:
                await database.client.close()

        return asyncio.run(run())
