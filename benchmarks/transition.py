"""One durable step of a case over HTTP: ours, FastAPI with PyMongo, and a Ray actor for each case.

The step is an officer's claim of a review, or giving it back: load the case, check the rule, write
the fact journaled with majority, answer. `python -m benchmarks.transition --json` measures.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import ray

from actors.city.load import load_city
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kinds import build_kinds
from actors.library import load_library
from actors.runtime.cluster import start_hosts
from actors.runtime.host import HostSpec
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from benchmarks import peer_fastapi, peer_ray_actor
from benchmarks.cases import ITEM, begin, copy_for_peer, review_task, reviewer
from benchmarks.load import Outcome, Plan, run_apart
from benchmarks.machine import host
from serve_apps.city import DEMO_PASSWORDS, register_city
from serve_apps.deploy import close_doors, open_doors
from serve_apps.front_door import front_door
from serve_apps.secrets_file import with_passwords
from serve_apps.session import Sessions
from serve_apps.settings import WebSettings
from storage.clock import WallClock
from storage.directory import Directory
from storage.embedded import EmbeddedMongo
from storage.mongo import connect
from storage.schema import prepare
from storage.settings import StorageSettings

CONNECTIONS = (32, 128)
CASES_A_LANE = 4
ROUNDS = 3
SECONDS = 6.0
WARM_UP = 1.5
RAY_ACTORS = 8
Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How many processes carry each side."""

    hosts: int = 1
    replicas: int = 2
    peer_workers: int = 2


@dataclass(frozen=True)
class Side:
    """One of the two that are measured: where it listens and what it lets in."""

    name: str
    port: int
    token: str


def measure(tell: Tell, shape: Shape | None = None) -> dict[str, Any]:
    """Start both sides, measure them in turns, and return figures and ratios.

    `tell` hears what is being done.
    """
    shape = shape or Shape()
    with (
        tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder,
        _database(folder) as storage,
        _ray(Path(folder)),
    ):
        cases, task, token, made_per_second = _prepare(Path(folder), storage, shape, tell)
        ours = Side("ours", _port_of(storage), token)
        with _peer(storage, shape) as peer:
            found = _in_turns(ours, peer, cases, task, Path(folder), tell)
        close_doors()
        tell("one Ray actor for each case")
        each = peer_ray_actor.measure(storage.uri, storage.database, RAY_ACTORS)
    return _result(shape, found, each, made_per_second)


@contextlib.contextmanager
def _database(folder: str) -> Iterator[StorageSettings]:
    server = EmbeddedMongo(Path(folder) / "mongodb", _free_port(), cache_gib=1.0)
    server.start()
    try:
        yield StorageSettings(uri=server.uri, database="bench", data=Path(folder), port=server.port)
    finally:
        server.stop()


@contextlib.contextmanager
def _ray(folder: Path) -> Iterator[None]:
    os.environ.update(front_door(folder, metrics_port=_free_port(), stats_port=_free_port()))
    root = str(Path(__file__).parents[1])
    os.environ["PYTHONPATH"] = root
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


_ports: dict[str, int] = {}


def _port_of(storage: StorageSettings) -> int:
    return _ports.setdefault(storage.uri, _free_port())


def _prepare(
    folder: Path, storage: StorageSettings, shape: Shape, tell: Tell
) -> tuple[list[str], str, str, float]:
    tell("starting hosts and web replicas")
    web = WebSettings(
        port=_port_of(storage), replicas=shape.replicas, secrets_file=folder / "secrets.json"
    )
    runtime = RuntimeSettings(namespace="bench", hosts=shape.hosts)
    library = load_library()
    passwords = with_passwords(web.secrets_file, DEMO_PASSWORDS).passwords
    cases, task, made_per_second = asyncio.run(
        _fill(storage, runtime, web, library, passwords, tell)
    )
    logging.getLogger("ray.serve").setLevel(logging.ERROR)
    open_doors(web, storage, runtime)
    account = reviewer(load_city(), library.item(ITEM)).account
    token = _sign_in(web.port, account, passwords["staff"])
    return cases, task, token, made_per_second


async def _fill(
    storage: StorageSettings,
    runtime: RuntimeSettings,
    web: WebSettings,
    library: Library,
    passwords: dict[str, str],
    tell: Tell,
) -> tuple[list[str], str, float]:
    database = connect(storage)
    await prepare(database)
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
        cases = await begin(router, library, city, max(CONNECTIONS) * CASES_A_LANE)
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
    _await_port(port)
    with urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())["token"]


@contextlib.contextmanager
def _peer(storage: StorageSettings, shape: Shape) -> Iterator[Side]:
    library, city = load_library(), load_city()
    member = reviewer(city, library.item(ITEM))
    officer = Identity(f"staff:{member.account}", member.roles, member.unit)
    side = Side("peer", _free_port(), secrets.token_urlsafe(24))
    environment = {
        **os.environ,
        "YIMEN_MONGODB_URI": storage.uri,
        "YIMEN_DATABASE": storage.database,
        "PEER_TOKEN": side.token,
        "PEER_OFFICER": json.dumps(
            {"id": officer.id, "roles": officer.roles, "unit": officer.unit}
        ),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "benchmarks.peer_fastapi:app", "--host", "127.0.0.1",
         "--port", str(side.port), "--workers", str(shape.peer_workers), "--loop", "uvloop",
         "--http", "httptools", "--no-access-log", "--log-level", "warning"],
        env=environment,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    try:
        _await_port(side.port)
        yield side
    finally:
        process.terminate()
        process.wait(30)


def _in_turns(
    ours: Side, peer: Side, cases: list[str], task: str, folder: Path, tell: Tell
) -> dict[tuple[str, int], list[Outcome]]:
    found: dict[tuple[str, int], list[Outcome]] = {}
    for turn in range(ROUNDS):
        for connections in CONNECTIONS:
            for side in (ours, peer):
                tell(f"round {turn + 1} of {ROUNDS}: {side.name}, {connections} connections")
                plan = _plan(side, cases, task, connections)
                found.setdefault((side.name, connections), []).append(run_apart(plan, folder))
                _settle(side, cases, task, connections, folder)
    return found


def _plan(side: Side, cases: list[str], task: str, connections: int) -> Plan:
    body = json.dumps({"task": task})
    lanes = [
        [
            (f"/api/v1/cases/{case}/{command}", body)
            for command in _COMMANDS[side.name]
            for case in cases[lane * CASES_A_LANE : (lane + 1) * CASES_A_LANE]
        ]
        for lane in range(connections)
    ]
    return Plan(side.port, SECONDS, WARM_UP, {"Authorization": f"Bearer {side.token}"}, lanes)


_COMMANDS = {"ours": ("claim_task", "release_task"), "peer": ("ClaimTask", "ReleaseTask")}


def _settle(side: Side, cases: list[str], task: str, connections: int, folder: Path) -> None:
    """Give back what a run left claimed, so that the next begins alike."""
    body = json.dumps({"task": task})
    release = _COMMANDS[side.name][1]
    lanes = [
        [(f"/api/v1/cases/{case}/{release}", body)] for case in cases[: connections * CASES_A_LANE]
    ]
    run_apart(Plan(side.port, 0.0, 0.0, {"Authorization": f"Bearer {side.token}"}, lanes), folder)


def _result(
    shape: Shape,
    found: dict[tuple[str, int], list[Outcome]],
    ray_per_second: float,
    made_per_second: float,
) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "hosts": shape.hosts,
        "replicas": shape.replicas,
        "peer_workers": shape.peer_workers,
        "rounds": ROUNDS,
    }
    for (side, connections), outcomes in found.items():
        for name in ("per_second", "p50_ms", "p99_ms"):
            median = statistics.median(getattr(outcome, name) for outcome in outcomes)
            figures[f"{side}_{connections}_{name}"] = round(median, 2)
        refused = sum(
            count
            for outcome in outcomes
            for status, count in outcome.statuses.items()
            if not status.startswith("2")
        )
        figures[f"{side}_{connections}_refused"] = refused
    figures["ours_cases_filed_and_accepted_per_second"] = round(made_per_second, 1)
    figures["ray_actor_per_case_per_second"] = round(ray_per_second, 3)
    busiest = max(CONNECTIONS)
    ours = figures[f"ours_{busiest}_per_second"]
    quiet = min(CONNECTIONS)
    return {
        "name": "transition",
        "host": host(),
        "figures": figures,
        "ratios": {
            "fastapi_pymongo": round(ours / figures[f"peer_{busiest}_per_second"], 3),
            f"fastapi_pymongo_{quiet}": round(
                figures[f"ours_{quiet}_per_second"] / figures[f"peer_{quiet}_per_second"], 3
            ),
            "ray_actor_per_case": round(ours / ray_per_second, 1),
        },
    }


def _await_port(port: int, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=3):
                return
        except URLError as error:
            if hasattr(error, "code"):
                return  # it answers, whatever it says
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--hosts", type=int, default=Shape.hosts)
    parser.add_argument("--replicas", type=int, default=Shape.replicas)
    parser.add_argument("--peer-workers", type=int, default=Shape.peer_workers)
    chosen = parser.parse_args()
    shape = Shape(hosts=chosen.hosts, replicas=chosen.replicas, peer_workers=chosen.peer_workers)
    result = measure(lambda line: print(line, file=sys.stderr), shape)
    if chosen.json:
        print(json.dumps(result))
        return
    for name, value in {**result["figures"], **result["ratios"]}.items():
        print(f"{name:45} {value}")


if __name__ == "__main__":
    main()
