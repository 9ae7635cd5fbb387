"""The same durable step against DBOS and Restate, by what it costs in CPU time.

A step: load a dossier, check the rule, write durably, answer; each idempotent by an id of its own.
`python -m benchmarks.peers --json` measures.
"""

import contextlib
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import peer_sides
from benchmarks.cpu import cpu_seconds
from benchmarks.machine import host
from benchmarks.peer_install import ensure
from benchmarks.peer_sides import Side
from benchmarks.printing import parser, show, tell

Tell = Callable[[str], None]
WARM_UP = 2.0
SIDES = (peer_sides.ours, peer_sides.dbos, peer_sides.ours_http, peer_sides.restate)


@dataclass(frozen=True)
class Sample:
    """One run of one side: steps, seconds, and CPU seconds of all its processes."""

    steps: int
    seconds: float
    cpu: float


def measure(
    tell: Tell = lambda line: None, *, rounds: int = 3, seconds: float = 8.0, clients: int = 32
) -> dict[str, Any]:
    """Start all sides, measure them in turns, and return figures, ratios and configurations.

    Args:
        tell: is called with what is going on, what gets installed among it.
        rounds: medians are taken over these.
        seconds: how long each side runs in each round.
        clients: how many tasks, threads or connections each side has steps asked by.

    Raises:
        Missing: a package of the system that a peer needs is not installed.
    """
    ensure(tell)
    with (
        tempfile.TemporaryDirectory(prefix="yimen-peers-") as name,
        contextlib.ExitStack() as open_,
    ):
        folder = Path(name)
        sides: list[Side] = []
        for start in SIDES:
            tell(f"starting {start.__name__}")
            sides.append(open_.enter_context(start(folder, clients)))
        samples = _in_turns(sides, rounds, seconds, tell)
        figures, ratios = summarise(samples)
    return {
        "name": "peers",
        "host": host(),
        "configuration": {side.name: side.configuration for side in sides},
        "figures": {"rounds": rounds, "clients": clients, **figures},
        "ratios": ratios,
    }


def _in_turns(
    sides: Sequence[Side], rounds: int, seconds: float, tell: Tell
) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = {side.name: [] for side in sides}
    for side in sides:
        tell(f"warming up {side.name}")
        side.run(WARM_UP)
        side.settle()
    for number in range(1, rounds + 1):
        for side in sides:
            tell(f"round {number} of {rounds}: {side.name}")
            before = cpu_seconds(*side.pids)
            done = side.run(seconds)
            used = cpu_seconds(*side.pids) - before
            samples[side.name].append(Sample(done.steps, done.seconds, used))
            side.settle()
    return samples


def summarise(
    samples: Mapping[str, Sequence[Sample]],
) -> tuple[dict[str, float], dict[str, float]]:
    """Return figures of each side, and for each peer how many times as many steps ours does.

    Medians over the samples; ratios are those of steps per CPU second: "restate" is ours in process
    by Restate, "restate_http" ours over HTTP by Restate.
    """
    figures: dict[str, float] = {}
    per_cpu: dict[str, float] = {}
    for name, runs in samples.items():
        per_cpu[name] = statistics.median(run.steps / run.cpu for run in runs)
        per_second = statistics.median(run.steps / run.seconds for run in runs)
        figures[f"{name}_steps_per_cpu_s"] = round(per_cpu[name], 1)
        figures[f"{name}_steps_per_s"] = round(per_second, 1)
    ratios = {
        f"{peer}{name[4:]}": round(per_cpu[name] / per_cpu[peer], 2)
        for name in per_cpu
        if name.startswith("ours")
        for peer in per_cpu
        if not peer.startswith("ours")
    }
    return figures, ratios


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=8.0)
    options.add_argument("--clients", type=int, default=32)
    chosen = options.parse_args()
    result = measure(tell, rounds=chosen.rounds, seconds=chosen.seconds, clients=chosen.clients)
    show(result, as_json=chosen.json)


if __name__ == "__main__":
    main()
