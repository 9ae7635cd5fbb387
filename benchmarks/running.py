"""The whole platform for a benchmark: a database, Ray, hosts and web replicas of its own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from actors.followers.projector import Projector
from actors.kinds import all_views, platform_collections, platform_kinds
from actors.library import load_library
from actors.runtime.cluster import start_hosts
from actors.runtime.host import HostSpec
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from benchmarks.database import database_of_its_own
from benchmarks.machine import free_port
from benchmarks.whole_platform import ray_of_its_own
from serve_apps.deploy import close_doors, open_doors
from serve_apps.front.secrets_file import read_or_make
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from storage.clock import WallClock
from storage.directory import Directory
from storage.mongo import Database, connect
from storage.schema import prepare
from storage.settings import StorageSettings

REPLICAS, HOSTS = 2, 1


@dataclass(frozen=True)
class Running:
    """A platform that answers at `url`."""

    url: str
    web: WebSettings
    storage: StorageSettings
    runtime: RuntimeSettings

    @asynccontextmanager
    async def platform(self) -> AsyncIterator[tuple[Database, Router, Sessions]]:
        """Yield its database, a way to its hosts, and its sessions; views are kept up meanwhile."""
        database = connect(self.storage)
        kinds, placements = platform_kinds(), Directory(database).placements
        key = read_or_make(self.web.secrets_file).signing_key
        try:
            async with (
                Router(kinds, placements, RayTransport(self.runtime.namespace)) as router,
                Projector(database, all_views(load_library()), sender=router, kinds=kinds),
            ):
                yield database, router, Sessions(router, WallClock(), key, self.web)
        finally:
            await database.client.close()


async def hosts_of_its_own(
    storage: StorageSettings, runtime: RuntimeSettings, kinds: str, count: int
) -> None:
    """Prepare the database and start `count` hosts with the kinds that the function at `kinds`
    makes."""
    database = connect(storage)
    await prepare(database, platform_collections())
    spec = HostSpec(kinds=kinds, storage=storage, runtime=runtime)
    await start_hosts(count, spec, Directory(database))
    await database.client.close()


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """Run the platform, and end it afterwards."""
    web = WebSettings(port=free_port(), replicas=REPLICAS, secrets_file=folder / "secrets.json")
    runtime = RuntimeSettings(namespace="bench", hosts=HOSTS)
    with database_of_its_own(folder) as storage, ray_of_its_own(folder):
        asyncio.run(hosts_of_its_own(storage, runtime, "actors.kinds:platform_kinds", HOSTS))
        logging.getLogger("ray.serve").setLevel(logging.ERROR)
        open_doors(web, storage, runtime)
        try:
            yield Running(f"http://127.0.0.1:{web.port}", web, storage, runtime)
        finally:
            close_doors()
