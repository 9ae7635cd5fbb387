"""The whole platform for a benchmark: a database, hosts and web replicas on Ray, open reviews."""

import asyncio
import contextlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import ray

from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.library import Library
from actors.kinds import build_kinds, platform_collections
from actors.library import load_city, load_library
from actors.runtime.cluster import start_hosts
from actors.runtime.host import HostSpec
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from benchmarks import peer_fastapi
from benchmarks.cases import ITEM, begin, copy_for_peer, review_task, reviewer
from benchmarks.machine import await_port, free_port
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS, register_city
from serve_apps.deploy import open_doors
from serve_apps.front.front_door import front_door
from serve_apps.front.secrets_file import with_passwords
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from storage.clock import WallClock
from storage.directory import Directory
from storage.mongo import connect
from storage.schema import prepare
from storage.settings import StorageSettings

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Open:
    """The platform with its doors open: where it listens, the token of an officer, and the cases
    whose review `task` that officer may claim; so many were made in a second."""

    port: int
    token: str
    cases: list[str]
    task: str
    made_per_second: float


@contextlib.contextmanager
def ray_of_its_own(folder: Path) -> Iterator[None]:
    """Run a Ray of the benchmark's own below `folder`."""
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


def open_platform(
    folder: Path, storage: StorageSettings, hosts: int, replicas: int, cases: int, tell: Tell
) -> Open:
    """Start hosts and web replicas, and file and accept so many cases.

    The peer of `bench transition` gets a copy of them. `serve_apps.deploy.close_doors` ends the
    replicas.
    """
    tell("starting hosts and web replicas")
    web = WebSettings(
        port=free_port(),
        replicas=replicas,
        secrets_file=folder / "secrets.json",
        most_readings=100_000_000,  # one officer reads for all
    )
    runtime = RuntimeSettings(namespace="bench", hosts=hosts)
    library = load_library()
    passwords = with_passwords(web.secrets_file, DEMO_PASSWORDS).passwords
    made, task, made_per_second = asyncio.run(
        _fill(storage, runtime, web, library, passwords, cases, tell)
    )
    logging.getLogger("ray.serve").setLevel(logging.ERROR)
    open_doors(web, storage, runtime)
    account = reviewer(load_city(), library[Catalogue].item(ITEM)).account
    token = _sign_in(web.port, account, passwords["staff"])
    return Open(web.port, token, made, task, made_per_second)


async def _fill(
    storage: StorageSettings,
    runtime: RuntimeSettings,
    web: WebSettings,
    library: Library,
    passwords: dict[str, str],
    count: int,
    tell: Tell,
) -> tuple[list[str], str, float]:
    database = connect(storage)
    await prepare(database, platform_collections())
    spec = HostSpec(kinds="actors.kinds:platform_kinds", storage=storage, runtime=runtime)
    directory = Directory(database)
    await start_hosts(runtime.hosts, spec, directory)
    kinds = build_kinds(library)
    async with Router(kinds, directory.placements, RayTransport(runtime.namespace)) as router:
        city = load_city()
        sessions = Sessions(router, WallClock(), b"0" * 32, web)
        await register_city(router, city, passwords, sessions.hash)
        tell("filing and accepting cases")
        began = time.perf_counter()
        cases = await begin(router, library, city, count)
        made_per_second = len(cases) / (time.perf_counter() - began)
        task = review_task((await router.show(f"case:{cases[0]}")).state)
        await copy_for_peer(router, database, cases, peer_fastapi.COLLECTION)
    await database.client.close()
    return cases, task, made_per_second


def _sign_in(port: int, account: str, password: str) -> str:
    body = json.dumps({"account": account, "password": password}).encode()
    request = Request(
        f"http://127.0.0.1:{port}/api/v1/sessions",
        body,
        {"content-type": "application/json"},
    )
    await_port(port)
    with urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())["token"]
