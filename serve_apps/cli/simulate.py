"""`yimen simulate`: run the runtime in simulated worlds, each from one seed, and judge them."""

import json
import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from rich.console import Console
from rich.progress import Progress

from actors.runtime.simulation.plants import PLANTS, Plant
from actors.runtime.simulation.run import Verdict, run
from benchmarks.machine import host

_CHUNK = 20  # seeds that a worker process takes at once

Job = tuple[int, Plant | None]


@dataclass
class Tally:
    """What many runs came to; `first` is the one with the lowest seed that broke a promise."""

    seeds: int = 0
    violations: int = 0
    acknowledged: int = 0
    commits: int = 0
    late: int = 0
    first: Verdict | None = None

    def add(self, verdict: Verdict) -> None:
        """Count one run."""
        self.seeds += 1
        self.acknowledged += verdict.acknowledged
        self.commits += verdict.commits
        self.late += verdict.late
        if verdict.broken:
            self.violations += 1
            if self.first is None or verdict.seed < self.first.seed:
                self.first = verdict


def judge(seeds: int, start: int, plant: str, *, as_json: bool) -> int:
    """Run `seeds` seeds from `start` on; return 0, 1 when a promise was broken, 2 when there is no
    such plant."""
    console = Console(stderr=as_json)
    chosen = _plant(plant)
    if plant and chosen is None:
        console.print(
            f"There is no plant {plant}; there are {', '.join(PLANTS)}.", style="red", markup=False
        )
        return 2
    began = monotonic()
    tally = Tally()
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Simulating", total=seeds)
        for verdict in _verdicts(range(start, start + seeds), chosen):
            tally.add(verdict)
            progress.advance(task)
    seconds = monotonic() - began
    if as_json:
        print(json.dumps(_object(tally, seconds), ensure_ascii=False))
    else:
        _tell(console, tally, seconds, plant)
    return 1 if tally.violations else 0


def trace(seed: int, plant: str) -> int:
    """Run `seed` and print what happens in it; return 0, 1 when a promise was broken, 2 when there
    is no such plant."""
    console = Console(highlight=False, markup=False)
    chosen = _plant(plant)
    if plant and chosen is None:
        console.print(f"There is no plant {plant}; there are {', '.join(PLANTS)}.")
        return 2
    verdict = run(seed, plant=chosen, keep=True)
    for line in verdict.lines:
        print(line)
    for sentence in verdict.broken:
        print(f"BROKEN: {sentence}")
    print(f"Seed {seed}: {len(verdict.broken)} broken, digest {verdict.digest}")
    return 1 if verdict.broken else 0


def _plant(name: str) -> Plant | None:
    return next((plant for plant in PLANTS if plant == name), None)


def _verdicts(seeds: range, plant: Plant | None) -> Iterator[Verdict]:
    jobs = [(seed, plant) for seed in seeds]
    workers = min(len(os.sched_getaffinity(0)), max(len(jobs) // _CHUNK, 1))
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(_run, jobs, chunksize=_CHUNK)


def _run(job: Job) -> Verdict:
    seed, plant = job
    return run(seed, plant=plant)


def _object(tally: Tally, seconds: float) -> dict[str, Any]:
    return {
        "name": "simulate",
        "host": host(),
        "figures": {
            "seeds": tally.seeds,
            "violations": tally.violations,
            "first_failing_seed": tally.first.seed if tally.first else None,
            "acknowledged": tally.acknowledged,
            "commits": tally.commits,
            "late_commits": tally.late,
            "seconds": round(seconds, 1),
            "seeds_per_second": round(tally.seeds / seconds, 1),
        },
    }


def _tell(console: Console, tally: Tally, seconds: float, plant: str) -> None:
    console.print(
        f"{tally.seeds:,} seeds in {seconds:.0f} s: {tally.acknowledged:,} commands acknowledged, "
        f"{tally.commits:,} commits"
    )
    if tally.first is None:
        console.print("[green]Every promise was kept.[/green]")
        return
    again = f"yimen simulate --seed {tally.first.seed} --trace"
    console.print(
        f"[red]{tally.violations} broke a promise; the first is {tally.first.seed}:[/red]"
    )
    for sentence in tally.first.broken[:5]:
        console.print(f"  {sentence}", markup=False)
    console.print(f"See what happened: {again}{f' --plant {plant}' if plant else ''}")
