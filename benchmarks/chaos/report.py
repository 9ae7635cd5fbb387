"""What a chaos run found, as figures and as a page of text."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.chaos.record import Operation
from benchmarks.machine import host
from storage.mongo import Document

TARGETS = {"recovery_host_median_s": 2.0, "recovery_node_median_s": 12.0}


@dataclass
class Findings:
    """What is gathered while a run lasts: for each fault the seconds until all that suffered had
    answered again, and in the end what the judge says."""

    seed: int
    recoveries: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    broken: list[str] = field(default_factory=list[str])
    acknowledged: int = 0
    unknown: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0

    def count(self, operations: Iterable[Operation], commits: Sequence[Document]) -> None:
        """Count what clients saw, and what of it the journal does not have or has twice."""
        written = {(commit["key"], commit["seq"]): commit["cmd"] for commit in commits}
        for each in operations:
            if each.read:
                continue
            self.acknowledged += each.status == "ok"
            self.unknown += each.status == "unknown"
            self.refused += each.status == "refused"
            self.lost += each.status == "ok" and written.get((each.key, each.seq)) != each.id
        times = Counter((commit["key"], commit["cmd"]) for commit in commits)
        self.doubled = sum(count - 1 for count in times.values())

    def figures(self) -> dict[str, Any]:
        """Return the object that `yimen bench` prints; `broken` and `missed` are sentences."""
        recovery: dict[str, Any] = {}
        for name, seconds in sorted(self.recoveries.items()):
            recovery[f"recovery_{name}_median_s"] = round(statistics.median(seconds), 2)
            recovery[f"recovery_{name}_worst_s"] = round(max(seconds), 2)
            recovery[f"faults_{name}"] = len(seconds)
        figures = {
            "seed": self.seed,
            "faults": sum(map(len, self.recoveries.values())),
            "acknowledged": self.acknowledged,
            "without_answer": self.unknown,
            "refused": self.refused,
            "lost": self.lost,
            "doubled": self.doubled,
            "broken_promises": len(self.broken),
            **recovery,
        }
        return {
            "name": "chaos",
            "host": host(),
            "figures": figures,
            "ratios": {},
            "broken": self.broken[:50],
            "missed": missed(figures),
        }


def missed(figures: Mapping[str, Any]) -> list[str]:
    """Return which recovery targets the medians of a run miss, as sentences."""
    return [
        f"{name} took {figures[name]} s, which should be less than {target:g} s"
        for name, target in TARGETS.items()
        if figures.get(name, 0.0) >= target
    ]
