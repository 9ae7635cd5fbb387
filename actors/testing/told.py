"""How a scenario is told: its steps, what happened in them, and what did not fit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from actors.kernel.deadlines import CHINA
from actors.testing.steps import Given, Pass, State, Step, Then, When

_LONGEST = 200  # characters of a value


class ScenarioFailed(AssertionError):
    """Something else happened than was expected; the message tells the whole way there."""


def moment(instant: datetime) -> str:
    """Return `instant` in the city's time: "2026-03-02 09:00", with seconds if there are any."""
    local = instant.astimezone(CHINA).replace(tzinfo=None)
    return local.isoformat(" ", "auto" if local.second or local.microsecond else "minutes")


def step_told(step: Step) -> str:
    """Return one line that says what `step` is."""
    match step:
        case Given(key=key, events=events):
            return f"given {_names(events)} of {key}"
        case When(key=key, command=command, by=by):
            return f"when {_short(repr(command))} is sent to {key} by {by.id}"
        case Pass(until=datetime() as until, outage=outage):
            return f"at {moment(until)}" + (", after an outage" if outage else "")
        case Pass(by=by, outage=outage):
            return f"after {'an outage of ' if outage else ''}{by}"
        case Then():
            return "then"
        case State(key=key):
            return f"then {key} is shown"
        case _:
            return f"then it is refused for {step.code}"


def commit_told(commit: Mapping[str, Any]) -> str:
    """Return one line that says what `commit`, a document of the journal, records."""
    told = [event["type"] for event in commit["ev"]]
    for alarm in commit["rem"]:
        told.append(f"alarm {alarm['name']} {moment(alarm['at']) if alarm['at'] else 'cancelled'}")
    told += [f"{each['command']['type']} to {each['key']}" for each in commit["out"]]
    return ", ".join(told) or "nothing"


def difference(what: str, expected: Any, found: Any) -> str:
    """Return what was expected of `what`, and what there was."""
    return f"{what}: expected\n{_listed(expected)}\n  but found\n{_listed(found)}"


def failure(number: int, step: Step, wrong: str, way: Sequence[str]) -> ScenarioFailed:
    """Return the error that says what was `wrong` in step `number`, and the `way` there."""
    told = "\n".join(["the way there:", *(f"  {line}" for line in way)] if way else [])
    return ScenarioFailed(f"step {number}, {step_told(step)}\n  {wrong}\n{told}".rstrip())


def _names(events: Sequence[Any]) -> str:
    return ", ".join(type(event).__name__ for event in events) or "nothing"


def _listed(value: Any) -> str:
    if isinstance(value, dict):
        named = cast("dict[str, Any]", value)
        lines = [f"{name}: {_plain(each)}" for name, each in named.items()]
    elif isinstance(value, list | tuple):
        lines = [_plain(each) for each in cast("Sequence[Any]", value)]
    else:
        lines = [_plain(value)]
    return "\n".join(f"    {line}" for line in lines or ["nothing"])


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return moment(value)
    return value.__name__ if isinstance(value, type) else _short(repr(value))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
