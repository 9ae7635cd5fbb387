"""What the operators' page shows of the hosts, worked out from a look at them."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actors.blocks.operations.record import Operation
from actors.runtime.control import ClusterLook, HostLook
from actors.runtime.logs import covered_key
from serve_apps.blocks.operations.covered import quarantine_reason
from serve_apps.blocks.operations.shards import picture

SHOWN = 10  # hottest entities, slowest turns, operations
LOST_AFTER = timedelta(minutes=2)  # an operation that has not ended: its process has


@dataclass(frozen=True)
class Known:
    """An entity as it may be named; `address` is "" where its key is covered."""

    text: str
    address: str


@dataclass(frozen=True)
class Hot:
    """A hot entity and the host that serves it."""

    entity: Known
    host: str
    turns: int


@dataclass(frozen=True)
class Slow:
    """A slow turn and the host that it held up."""

    entity: Known
    host: str
    command: str
    seconds: float
    at: datetime


@dataclass(frozen=True)
class Quarantined:
    """An entity that cannot be loaded, and why."""

    entity: Known
    host: str
    reason: str


def cluster(look: ClusterLook) -> dict[str, Any]:
    """Return the context of the part of the page that changes."""
    hosts = look.hosts
    return {
        "look": look,
        "up": sum(1 for host in hosts if host.state == "up"),
        "entities": sum(host.entities for host in hosts),
        "waiting": sum(host.waiting for host in hosts),
        "loop_lag": max((host.loop_lag for host in hosts), default=0.0),
        "picture": picture([host.name for host in hosts], look.owners, look.moving),
        "hottest": _hottest(hosts),
        "slowest": _slowest(hosts),
        "quarantined": [
            Quarantined(known(key), host.name, quarantine_reason(reason, key))
            for host in hosts
            for key, reason in sorted(host.quarantined.items())
        ],
    }


def known(key: str) -> Known:
    """Return how the entity `key` is named to operators."""
    text = covered_key(key)
    return Known(text, key if text == key else "")


def latest(operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations that the page shows, the newest first."""
    return list(operations[::-1][:SHOWN])


def standing(operation: Operation, now: datetime) -> str:
    """Return how `operation` stands at `now`: its outcome, "open", or "lost" when nobody will note
    its end any more."""
    if operation.outcome:
        return operation.outcome
    return "open" if now - operation.at < LOST_AFTER else "lost"


def duration(seconds: float) -> str:
    """Write a time with the unit that suits it: "0.4 ms", "30 ms", "1.25 s", "3 min"."""
    if seconds < 1:
        return f"{seconds * 1000:.{0 if seconds >= 0.01 else 1}f} ms"
    return f"{seconds:.2f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _hottest(hosts: Sequence[HostLook]) -> list[Hot]:
    told = [Hot(known(one.key), host.name, one.turns) for host in hosts for one in host.hottest]
    return heapq.nlargest(SHOWN, told, key=lambda hot: hot.turns)


def _slowest(hosts: Sequence[HostLook]) -> list[Slow]:
    told = [
        Slow(known(one.key), host.name, one.command, one.seconds, one.at)
        for host in hosts
        for one in host.slowest
    ]
    return heapq.nlargest(SHOWN, told, key=lambda slow: slow.seconds)
