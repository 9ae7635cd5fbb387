"""What must hold of repeating alarms, told by the journal: every instant has its effect once, but
for those that the policy of the alarm lets pass, and an alarm goes on as it was set.

The policies are told once more here, by what must be seen of them, and share no code with the
runtime's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actors.runtime.pending import fired_alarm
from storage.mongo import Document

_STEP = timedelta(milliseconds=1)  # by which an instant is moved on that has been used before
_MOST_STEPS = 5


@dataclass(frozen=True)
class _Alarm:
    """As it was `set` (without its instant), and when it is due next."""

    set: dict[str, Any]
    due: datetime

    @property
    def every(self) -> timedelta:
        return timedelta(seconds=self.set["every"])

    def skips(self, instant: datetime, now: datetime) -> bool:
        """Tell whether the alarm leaves out `instant` when it is looked at `now`."""
        grace = timedelta(seconds=self.set.get("grace_seconds", 60))
        return self.set.get("missed") == "skip" and now - instant > grace


def broken(commits: Sequence[Document]) -> list[str]:
    """Return every promise that is broken, as a sentence."""
    pending: dict[tuple[str, str], _Alarm] = {}
    found: list[str] = []
    for commit in sorted(commits, key=lambda commit: (commit["key"], commit["seq"])):
        key = commit["key"]
        fired = fired_alarm(key, commit["cmd"])
        alarm = pending.pop((key, fired[0]), None) if fired else None
        told = {each["name"]: each for each in commit["rem"]}
        if fired and alarm is not None:
            name = fired[0]
            found += [
                f"{key}: alarm {name} of {alarm.due} {line}" for line in _fired(alarm, commit)
            ]
            after = told.get(name)
            if after is not None and after["at"] is not None:
                told.pop(name)
                pending[key, name] = _Alarm(alarm.set, after["at"])
                found += [f"{key}: alarm {name} {line}" for line in _next(alarm, after, commit)]
            elif after is None:
                found.append(f"{key}: alarm {name} stands still after {alarm.due}")
        for name, each in told.items():
            pending.pop((key, name), None)
            if each["at"] is not None and each.get("every"):
                pending[key, name] = _Alarm(_lasting(each), each["at"])
    return found


def _fired(alarm: _Alarm, commit: Document) -> Iterable[str]:
    """Whether it took effect, as its policy says."""
    skipped = alarm.skips(alarm.due, commit["at"])
    if skipped and commit["ev"]:
        yield f"took effect, though missed, at {commit['at']}"
    elif not skipped and not commit["ev"]:
        yield f"was left out at {commit['at']}"


def _next(alarm: _Alarm, after: Document, commit: Document) -> Iterable[str]:
    """Whether it goes on with the instant that comes next by its policy."""
    if _lasting(after) != alarm.set:
        yield f"of {alarm.due} goes on as another: {after}"
    now: datetime = commit["at"]
    passed = _instants(alarm, after["at"])
    if passed is None:
        yield f"goes on from {alarm.due} at {after['at']}, which is none of its instants"
        return
    for instant in passed:
        stood_for = alarm.set.get("missed", "once") == "once" and instant <= now
        if not stood_for and not alarm.skips(instant, now):
            yield f"of {instant} never took effect"
    if alarm.set.get("missed", "once") == "once" and after["at"] <= now:
        yield f"of {after['at']} is to fire, which {alarm.due} stood for at {now}"


def _instants(alarm: _Alarm, until: datetime) -> list[datetime] | None:
    """Return its instants between the last one and `until`; None if `until` is none of them."""
    count, rest = divmod(until - alarm.due, alarm.every)
    if count < 1 or rest > _MOST_STEPS * _STEP:
        return None
    return [alarm.due + alarm.every * number for number in range(1, count)]


def _lasting(reminder: Document) -> dict[str, Any]:
    """Return what of a reminder stays as it is from one instant to the next."""
    return {name: value for name, value in reminder.items() if name != "at"}
