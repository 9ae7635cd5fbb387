"""Disclosures of personal data: a case in full over HTTP, each recorded durably before it is shown
and counted against the bound of its reader, beside a durable step of a case on the same platform.

`python -m benchmarks.read --json` measures.
"""

import json
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.database import database_of_its_own
from benchmarks.load import Outcome, Plan, run_apart
from benchmarks.machine import host
from benchmarks.printing import parser, show, tell
from benchmarks.whole_platform import Open, open_platform, ray_of_its_own
from serve_apps.deploy import close_doors

CONNECTIONS = 32
CASES_A_LANE = 4
ROUNDS = 3
SECONDS = 6.0
WARM_UP = 1.5
Tell = Callable[[str], None]


def measure(tell: Tell, *, hosts: int = 1, replicas: int = 2) -> dict[str, Any]:
    """Start the platform, measure, and return figures and ratios; `tell` hears what is done."""
    with (
        tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder,
        database_of_its_own(Path(folder)) as storage,
        ray_of_its_own(Path(folder)),
    ):
        count = CONNECTIONS * CASES_A_LANE
        platform = open_platform(Path(folder), storage, hosts, replicas, count, tell)
        rest: list[Outcome] = []
        reads: list[tuple[Outcome, float]] = []
        steps: list[Outcome] = []
        for turn in range(ROUNDS):
            tell(f"round {turn + 1} of {ROUNDS}: readings at rest, readings, steps")
            rest.append(run_apart(_reads(platform, 1), Path(folder)))
            before = _busy_seconds()
            read = run_apart(_reads(platform, CONNECTIONS), Path(folder))
            reads.append((read, _busy_seconds() - before))
            steps.append(run_apart(_steps(platform), Path(folder)))
        close_doors()
    return _result(rest, reads, steps)


def _reads(platform: Open, connections: int) -> Plan:
    lanes = [
        [
            (f"/api/v1/cases/{case}?purpose=handling", "")
            for case in platform.cases[lane * CASES_A_LANE : (lane + 1) * CASES_A_LANE]
        ]
        for lane in range(connections)
    ]
    return Plan(platform.port, SECONDS, WARM_UP, _headers(platform), lanes, "GET")


def _steps(platform: Open) -> Plan:
    body = json.dumps({"task": platform.task})
    lanes = [
        [
            (f"/api/v1/cases/{case}/{command}", body)
            for case in platform.cases[lane * CASES_A_LANE : (lane + 1) * CASES_A_LANE]
            for command in ("claim_task", "release_task")
        ]
        for lane in range(CONNECTIONS)
    ]
    return Plan(platform.port, SECONDS, WARM_UP, _headers(platform), lanes)


def _headers(platform: Open) -> dict[str, str]:
    return {"Authorization": f"Bearer {platform.token}"}


def _busy_seconds() -> float:
    """Return for how many seconds the processors of this machine have worked."""
    user, nice, system, *_ = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:])
    return (user + nice + system) / 100


def _result(
    rest: list[Outcome], reads: list[tuple[Outcome, float]], steps: list[Outcome]
) -> dict[str, Any]:
    def median(outcomes: list[Outcome], name: str) -> float:
        return statistics.median(getattr(each, name) for each in outcomes)

    read = [outcome for outcome, _ in reads]
    counted = SECONDS / (SECONDS - WARM_UP)  # the processors work while answers warm up, too
    by_cpu = [each.per_second * (SECONDS - WARM_UP) * counted / busy for each, busy in reads]
    figures: dict[str, Any] = {"rounds": ROUNDS, "connections": CONNECTIONS}
    for side, outcomes in (("rest", rest), ("read", read), ("step", steps)):
        for name in ("per_second", "p50_ms", "p95_ms"):
            figures[f"{side}_{name}"] = round(median(outcomes, name), 2)
        figures[f"{side}_refused"] = sum(
            count
            for each in outcomes
            for status, count in each.statuses.items()
            if not status.startswith("2")
        )
    figures["read_per_cpu_second"] = round(statistics.median(by_cpu), 1)
    ratio = figures["read_per_second"] / figures["step_per_second"]
    return {
        "name": "read",
        "host": host(),
        "figures": figures,
        "ratios": {"of_a_step": round(ratio, 3)},
    }


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--hosts", type=int, default=1)
    options.add_argument("--replicas", type=int, default=2)
    chosen = options.parse_args()
    result = measure(tell, hosts=chosen.hosts, replicas=chosen.replicas)
    show(result, as_json=chosen.json)


if __name__ == "__main__":
    main()
