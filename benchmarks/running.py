"""The whole platform for a benchmark: a database, Ray, hosts and web replicas of its own."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import ray

from actors.kinds import platform_kinds
from actors.library import load_library
from actors.projector import Projector
from actors.runtime.cluster import start_hosts
from actors.runtime.host import HostSpec
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from serve_apps.deploy import close_doors, open_doors
from serve_apps.front_door import front_door
from serve_apps.secrets_file import read_or_make
from serve_apps.session import Sessions
from serve_apps.settings import WebSettings
from storage.clock import WallClock
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, connect
from storage.placement import Placements
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
        kinds, placements = platform_kinds(), Placements(database)
        key = read_or_make(self.web.secrets_file).signing_key
        try:
            async with (
                Router(kinds, placements, namespace=self.runtime.namespace) as router,
                Projector(database, load_library(), sender=router, kinds=kinds),
            ):
                yield database, router, Sessions(router, WallClock(), key, self.web)
        finally:
            await database.client.close()


@contextmanager
def database_of_its_own(folder: Path) -> Iterator[StorageSettings]:
    """Run a mongod in `folder`."""
    server = EmbeddedMongo(folder / "mongodb", free_port(), cache_gib=1.0)
    server.start()
    try:
        yield StorageSettings(uri=server.uri, database="bench", data=folder, port=server.port)
    finally:
        server.stop()


@contextmanager
def ray_of_its_own(folder: Path) -> Iterator[None]:
    """Run a Ray in `folder`, whose path must be short."""
    os.environ.update(front_door(folder, metrics_port=free_port(), stats_port=free_port()))
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    ray.init(
        namespace="bench",
        num_cpus=16,
        object_store_memory=200 * 2**20,
        include_dashboard=False,
        log_to_driver=False,
        logging_level=logging.ERROR,
        _temp_dir=str(folder / "ray"),
    )
    try:
        yield
    finally:
        ray.shutdown()


async def hosts_of_its_own(
    storage: StorageSettings, runtime: RuntimeSettings, kinds: str, count: int
) -> None:
    """Prepare the database and start `count` hosts with the kinds that the function at `kinds`
    makes."""
    database = connect(storage)
    await prepare(database)
    spec = HostSpec(kinds=kinds, storage=storage, runtime=runtime)
    await start_hosts(count, spec, Placements(database))
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


def free_port() -> int:
    """Return a TCP port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
