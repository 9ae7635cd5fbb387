"""What rules are about (事件): what happens to shared data, as signals with facts."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.rules.condition import Value

SignalName = Literal[
    "arrived", "held", "unfounded", "check_failed", "level_declared", "use_stopped", "frozen"
]
COMMON = ("dataset", "unit", "sharing")
VARIABLES: dict[SignalName, tuple[str, ...]] = {
    "arrived": (*COMMON, "number", "rows", "level"),
    "held": (*COMMON, "number", "level", "ceiling"),
    "unfounded": (*COMMON, "number", "missing"),
    "check_failed": (*COMMON, "number", "column", "check"),
    "level_declared": (*COMMON, "column", "level"),
    "use_stopped": COMMON,
    "frozen": (*COMMON, "because", "cause", "level", "ceiling"),
}
"""What a condition may name, by signal. `arrived`: a version came into use; `held`: it is above the
ceiling; `unfounded`: it is made of what is not there."""
OF: Mapping[str, SignalName] = {
    "VersionLive": "arrived", "VersionHeld": "held", "VersionUnfounded": "unfounded",
    "CheckReported": "check_failed", "LevelDeclared": "level_declared",
    "UseStopped": "use_stopped", "DatasetFrozen": "frozen",
}  # fmt: skip
"""The signal that an event may be, by its type."""
ENDLESS: frozenset[SignalName] = frozenset(("use_stopped", "frozen"))
"""Signals that stopping the use of a dataset gives: a rule for them that did so would set itself
off, from dataset to dataset."""


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to the dataset `subject`. `facts` are those of the event; what is
    said of the dataset comes to them (`about`)."""

    name: SignalName
    subject: str
    facts: dict[str, Value]


def signals_of(commit: Mapping[str, Any]) -> Iterator[Signal]:
    """Yield the signals in `commit`, one of a shared dataset."""
    subject = commit["key"].removeprefix(f"{SHARED_DATASET}:")
    for event in commit["ev"]:
        name = OF.get(event["type"])
        facts = _facts(event) if name else None
        if name and facts is not None:
            yield Signal(name=name, subject=subject, facts=facts)


def about(signal: Signal, *, unit: str, sharing: str) -> dict[str, Value]:
    """Return all that a condition may ask of `signal`, of a dataset of `unit`."""
    return {"dataset": signal.subject, "unit": unit, "sharing": sharing, **signal.facts}


def _facts(event: Mapping[str, Any]) -> dict[str, Value] | None:
    """Return what `event` tells, None if it is no signal after all."""
    match event["type"]:
        case "VersionLive":
            version = event["version"]
            return {
                "number": version["number"],
                "rows": version.get("rows", 0),
                "level": version["level"],
            }
        case "CheckReported":
            check = event["check"]
            if check.get("passed", False):
                return None
            return {"number": event["number"], "column": check["column"], "check": check["name"]}
        case _:
            names = VARIABLES[OF[event["type"]]]
            return {name: event[name] for name in names if name not in COMMON}
