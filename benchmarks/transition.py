"""One durable step of a case over HTTP: ours, FastAPI with PyMongo, a Ray actor for each case, and
an answer without any work on the same Serve.

The step is an officer's claim of a review, or giving it back: load the case, check the rule, write
the fact journaled with majority, answer. `python -m benchmarks.transition --json` measures.
"""

import contextlib
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.identity import Identity
from actors.library import load_city, load_library
from benchmarks import peer_ray_actor
from benchmarks.bare_asgi import PREFIX, open_bare
from benchmarks.cases import ITEM, reviewer
from benchmarks.database import database_of_its_own
from benchmarks.load import Outcome, Plan, run_apart
from benchmarks.machine import await_port, free_port, host
from benchmarks.printing import parser, show, tell
from benchmarks.whole_platform import open_platform, ray_of_its_own
from serve_apps.deploy import close_doors
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
    """One of those that are measured: where it listens and what it lets in."""

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
        database_of_its_own(Path(folder)) as storage,
        ray_of_its_own(Path(folder)),
    ):
        count = max(CONNECTIONS) * CASES_A_LANE
        open_ = open_platform(Path(folder), storage, shape.hosts, shape.replicas, count, tell)
        ours = Side("ours", open_.port, open_.token)
        open_bare(shape.replicas)
        bare = Side("bare", open_.port, open_.token)
        with _peer(storage, shape) as peer:
            sides = (ours, peer, bare)
            found = _in_turns(sides, open_.cases, open_.task, Path(folder), tell)
        close_doors()
        tell("one Ray actor for each case")
        each = peer_ray_actor.measure(storage.uri, storage.database, RAY_ACTORS)
    return _result(shape, found, each, open_.made_per_second)


@contextlib.contextmanager
def _peer(storage: StorageSettings, shape: Shape) -> Iterator[Side]:
    library, city = load_library(), load_city()
    member = reviewer(city, library[Catalogue].item(ITEM))
    officer = Identity(f"staff:{member.account}", member.roles, member.unit)
    side = Side("peer", free_port(), secrets.token_urlsafe(24))
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
        await_port(side.port)
        yield side
    finally:
        process.terminate()
        process.wait(30)


def _in_turns(
    sides: Sequence[Side], cases: list[str], task: str, folder: Path, tell: Tell
) -> dict[tuple[str, int], list[Outcome]]:
    found: dict[tuple[str, int], list[Outcome]] = {}
    for turn in range(ROUNDS):
        for connections in CONNECTIONS:
            for side in sides:
                tell(f"round {turn + 1} of {ROUNDS}: {side.name}, {connections} connections")
                plan = _plan(side, cases, task, connections)
                found.setdefault((side.name, connections), []).append(run_apart(plan, folder))
                _settle(side, cases, task, connections, folder)
    return found


def _plan(side: Side, cases: list[str], task: str, connections: int) -> Plan:
    body = json.dumps({"task": task})
    lanes = [
        [
            (f"{_PREFIXES[side.name]}/cases/{case}/{command}", body)
            for command in _COMMANDS[side.name]
            for case in cases[lane * CASES_A_LANE : (lane + 1) * CASES_A_LANE]
        ]
        for lane in range(connections)
    ]
    return Plan(side.port, SECONDS, WARM_UP, {"Authorization": f"Bearer {side.token}"}, lanes)


_COMMANDS = {
    "ours": ("claim_task", "release_task"),
    "peer": ("ClaimTask", "ReleaseTask"),
    "bare": ("claim_task", "release_task"),
}
_PREFIXES = {"ours": "/api/v1", "peer": "/api/v1", "bare": PREFIX}


def _settle(side: Side, cases: list[str], task: str, connections: int, folder: Path) -> None:
    """Give back what a run left claimed, so that the next begins alike."""
    body = json.dumps({"task": task})
    release = _COMMANDS[side.name][1]
    lanes = [
        [(f"{_PREFIXES[side.name]}/cases/{case}/{release}", body)]
        for case in cases[: connections * CASES_A_LANE]
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
            "of_bare_asgi": round(ours / figures[f"bare_{busiest}_per_second"], 3),
        },
    }


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--hosts", type=int, default=Shape.hosts)
    options.add_argument("--replicas", type=int, default=Shape.replicas)
    options.add_argument("--peer-workers", type=int, default=Shape.peer_workers)
    chosen = options.parse_args()
    shape = Shape(hosts=chosen.hosts, replicas=chosen.replicas, peer_workers=chosen.peer_workers)
    result = measure(tell, shape)
    show(result, as_json=chosen.json)


if __name__ == "__main__":
    main()
