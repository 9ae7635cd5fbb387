"""What must hold after any run, whatever happened in it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from actors.runtime.pending import fired_alarm
from actors.runtime.simulation.checker import Operation, judge
from actors.runtime.simulation.witness import Witness
from storage.mongo import Document


def broken(
    operations: Sequence[Operation], commits: Sequence[Document], witness: Witness
) -> list[str]:
    """Return every promise that is broken, as a sentence."""
    of_key: dict[str, list[Document]] = {}
    for commit in commits:
        of_key.setdefault(commit["key"], []).append(commit)
    found = judge(witness.settled(operations), commits)
    found += judge(witness.fresh(operations), commits)
    found += witness.robbed
    for key in sorted(of_key):
        lines = sorted(of_key[key], key=lambda commit: commit["seq"])
        found += [f"{key}: {line}" for line in alarms(key, lines)]
    return list(dict.fromkeys(found))


def alarms(key: str, commits: Iterable[Document]) -> Iterable[str]:
    """An alarm takes effect once, not before its instant, and not once it was cancelled or set
    anew; told by the history of the entity `key` alone."""
    pending: dict[str, datetime] = {}
    for commit in commits:
        fired = fired_alarm(key, commit["cmd"])
        if fired:
            name, due = fired
            if pending.pop(name, None) != due:
                yield f"alarm {name} of {due} took effect in {commit['seq']} and was not pending"
            if commit["at"] < due:
                yield f"alarm {name} of {due} took effect before, at {commit['at']}"
        for reminder in commit["rem"]:
            if reminder["at"] is None:
                pending.pop(reminder["name"], None)
            else:
                pending[reminder["name"]] = reminder["at"]


def overdue(commits: Iterable[Document], now: datetime) -> list[str]:
    """Return the alarms that were due by `now` and have neither taken effect nor been cancelled."""
    pending: dict[tuple[str, str], datetime] = {}
    for commit in sorted(commits, key=lambda commit: (commit["key"], commit["seq"])):
        key = commit["key"]
        if fired := fired_alarm(key, commit["cmd"]):
            pending.pop((key, fired[0]), None)
        for reminder in commit["rem"]:
            pending.pop((key, reminder["name"]), None)
            if reminder["at"] is not None:
                pending[key, reminder["name"]] = reminder["at"]
    return [
        f"{key}: alarm {name} of {due} never took effect"
        for (key, name), due in pending.items()
        if due <= now
    ]
