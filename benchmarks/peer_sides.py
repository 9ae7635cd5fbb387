"""The sides of `bench peers`, each started as its own documentation recommends."""

import contextlib
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from benchmarks import peer_whole
from benchmarks.load import Plan, run_apart
from benchmarks.machine import await_port, free_port
from benchmarks.peer_install import PYTHON, RESTATE, RESTATE_SERVER, ROOT
from benchmarks.peer_process import Talk, talking
from benchmarks.peer_rule import NOTE, entities, entity
from benchmarks.postgres import postgres
from benchmarks.whole_platform import Open
from storage.embedded import EmbeddedMongo

# As the SDK's documentation has it for production, but for the number of workers: every side of
# this benchmark has one process for its application.
_HYPERCORN = """\
bind = "127.0.0.1:{port}"
h2_max_concurrent_streams = 2147483647
keep_alive_max_requests = 2147483647
keep_alive_timeout = 2147483647
workers = 1
"""


class Done(NamedTuple):
    """What clients did in a run: steps that were answered, and the seconds it took."""

    steps: int
    seconds: float


@dataclass(frozen=True)
class Side:
    """One system under measurement. The CPU time of the trees below `pids` is its own; `run` has
    its clients work for so many seconds, and `settle` has every run begin alike."""

    name: str
    configuration: dict[str, Any]
    pids: tuple[int, ...]
    run: Callable[[float], Done]
    settle: Callable[[], None] = lambda: None


class Lost(Exception):
    """A side answered steps that it did not keep."""


@contextlib.contextmanager
def ours(folder: Path, clients: int) -> Iterator[Side]:
    """An engine in process, on a mongod of its own."""
    server = EmbeddedMongo(folder / "mongodb", free_port(), cache_gib=1.0)
    server.start()
    try:
        module = "benchmarks.peer_ours"
        with talking(Path(sys.executable), module, server.uri, clients) as talk:
            yield _in_process("ours", talk, server.pid)
    finally:
        server.stop()


@contextlib.contextmanager
def ours_http(folder: Path, clients: int) -> Iterator[Side]:
    """The whole platform behind its HTTP door, and a load generator in another process.

    Its step is one of a real case: an officer signed in claims a review, or gives it back.
    """
    command = [sys.executable, "-m", "benchmarks.peer_whole", str(len(entities(clients)))]
    with _running(command, dict(os.environ), talks=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        open_ = Open(**json.loads(line))
        configuration = {
            "hosts": peer_whole.HOSTS,
            "web_replicas": peer_whole.REPLICAS,
            "http_connections": clients,
        }

        def run(seconds: float) -> Done:
            outcome = run_apart(_reviews(open_, clients, seconds), folder)
            if set(outcome.statuses) != {"200"}:
                raise Lost(f"the platform answered {outcome.statuses}")
            return Done(round(outcome.per_second * seconds), seconds)

        def settle() -> None:
            run_apart(_given_back(open_), folder)

        yield Side("ours_http", configuration, (process.pid,), run, settle)


def _reviews(open_: Open, clients: int, seconds: float) -> Plan:
    body = json.dumps({"task": open_.task})
    lanes = [
        [
            (f"/api/v1/cases/{case}/{command}", body)
            for command in ("claim_task", "release_task")
            for case in open_.cases[client::clients]
        ]
        for client in range(clients)
    ]
    return Plan(open_.port, seconds, 0.0, _officer(open_), lanes)


def _given_back(open_: Open) -> Plan:
    """Return a plan that gives back what a run left claimed, so that the next begins alike."""
    body = json.dumps({"task": open_.task})
    lanes = [[(f"/api/v1/cases/{case}/release_task", body)] for case in open_.cases]
    return Plan(open_.port, 0.0, 0.0, _officer(open_), lanes)


def _officer(open_: Open) -> dict[str, str]:
    return {"Authorization": f"Bearer {open_.token}"}


@contextlib.contextmanager
def dbos(folder: Path, clients: int) -> Iterator[Side]:
    """DBOS in process, on a PostgreSQL of its own."""
    with (
        postgres(folder, free_port(), ("dossiers", "dossiers_dbos_sys")) as server,
        talking(PYTHON, "benchmarks.peer_dbos", server.url, clients) as talk,
    ):
        yield _in_process("dbos", talk, server.pid)


def _in_process(name: str, talk: Talk, database: int) -> Side:
    answered = 0

    def run(seconds: float) -> Done:
        nonlocal answered
        done = talk.run(seconds)
        answered += done["steps"]
        if done["kept"] != answered:
            raise Lost(f"{name} answered {answered} steps and kept {done['kept']}")
        return Done(done["steps"], done["seconds"])

    return Side(name, talk.configuration, (talk.pid, database), run)


@contextlib.contextmanager
def restate(folder: Path, clients: int) -> Iterator[Side]:
    """A Restate server, a service behind it, and an HTTP load generator in a third process."""
    home = folder / "restate"
    home.mkdir()
    service, ingress, admin, node = (free_port() for _ in range(4))
    hypercorn = home / "hypercorn.toml"
    hypercorn.write_text(_HYPERCORN.format(port=service), "utf-8")
    environment = {
        **os.environ,
        "RESTATE_BASE_DIR": str(home / "data"),
        "RESTATE_INGRESS__BIND_ADDRESS": f"127.0.0.1:{ingress}",
        "RESTATE_ADMIN__BIND_ADDRESS": f"127.0.0.1:{admin}",
        "RESTATE_BIND_ADDRESS": f"127.0.0.1:{node}",
        "RESTATE_DISABLE_TELEMETRY": "true",
        "RESTATE_LOG_FILTER": "warn",
    }
    application = [str(PYTHON), "-m", "hypercorn", "--config", str(hypercorn)]
    with (
        _running([*application, "benchmarks.peer_restate:app"], dict(os.environ)) as app,
        _running([str(RESTATE_SERVER)], environment) as server,
    ):
        for port in (service, admin, ingress):
            await_port(port)
        _post(f"http://127.0.0.1:{admin}/deployments", {"uri": f"http://127.0.0.1:{service}"})
        configuration = _restate_configuration(environment, clients)

        def run(seconds: float) -> Done:
            outcome = run_apart(_plan(ingress, clients, seconds), folder)
            if set(outcome.statuses) != {"200"}:
                raise Lost(f"Restate answered {outcome.statuses}")
            return Done(round(outcome.per_second * seconds), seconds)

        yield Side("restate", configuration, (app.pid, server.pid), run)


def _plan(port: int, clients: int, seconds: float) -> Plan:
    each = len(entities(clients)) // clients
    lanes = [
        [(f"/Dossier/{entity(client, n)}/advance", json.dumps(NOTE)) for n in range(each)]
        for client in range(clients)
    ]
    return Plan(port, seconds, 0.0, {}, lanes)


def _restate_configuration(environment: dict[str, str], clients: int) -> dict[str, Any]:
    command = [str(RESTATE_SERVER), "--dump-config"]
    dump = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    settings = tomllib.loads(dump.stdout)
    return {
        "server": RESTATE,
        "log": settings["bifrost"]["default-provider"],
        "replication": settings["default-replication"],
        "partitions": settings["default-num-partitions"],
        "rocksdb-disable-wal": settings["bifrost"]["local"]["rocksdb-disable-wal"],
        "rocksdb-disable-wal-fsync": settings["bifrost"]["local"]["rocksdb-disable-wal-fsync"],
        "hypercorn": tomllib.loads(_HYPERCORN.format(port=0)),
        "application_processes": 1,
        "http_connections": clients,
    }


@contextlib.contextmanager
def _running(
    command: list[str], environment: dict[str, str], *, talks: bool = False
) -> "Iterator[subprocess.Popen[str]]":
    """Run `command`. One that `talks` prints a line first and ends with its standard input."""
    pipe = subprocess.PIPE if talks else subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        else:
            process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _post(url: str, body: dict[str, Any]) -> None:
    headers = {"content-type": "application/json"}
    with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=60):
        pass
