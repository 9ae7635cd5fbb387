"""Reads flows: every path goes from the first stage to one decision. All mistakes at once."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from actors.blocks.cases.flow import LEAD, Flow, Next, Stage
from actors.blocks.cases.roles import APPROVER
from actors.blocks.forms.conditions import condition_faults
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.shape import NAME, read, repeated, title_faults

_Fault = tuple[str, str]  # place and rule


def parse_flow(
    document: Mapping[str, Any], *, file: str, units: Collection[str], roles: Collection[str]
) -> Flow:
    """Return the flow that `document` (as read from TOML) describes.

    `file` names it in mistakes; `units` are the codes of the units that there are,
    `roles` what staff may be.

    Raises:
        Mistakes: everything that is wrong with it.
    """
    flow, mistakes = read_flow(document, file=file, units=units, roles=roles)
    if flow is None or mistakes:
        raise Mistakes(mistakes)
    return flow


def read_flow(
    document: Mapping[str, Any], *, file: str, units: Collection[str], roles: Collection[str]
) -> tuple[Flow | None, list[Mistake]]:
    """Return the flow, or None if not even its shape is right, and all mistakes."""
    flow, mistakes = read(document, Flow, file)
    mistakes += (Mistake(file, place, rule) for place, rule in title_faults(document))
    if flow is not None:
        mistakes += (Mistake(file, place, rule) for place, rule in _flow_faults(flow, units, roles))
    return flow, mistakes


def _flow_faults(flow: Flow, units: Collection[str], roles: Collection[str]) -> Iterator[_Fault]:
    if not NAME.fullmatch(flow.name):
        yield "name", "a name is of small letters, digits and _"
    if not flow.stages:
        yield "stages", "a flow has at least one stage"
        return
    for name in repeated([stage.name for stage in flow.stages]):
        yield "stages", f"two stages are called {name}"
    for number, stage in enumerate(flow.stages):
        yield from _stage_faults(stage, f"stages[{number}]", units, roles)
        yield from _way_faults(stage, f"stages[{number}].then", flow)
    yield from _path_faults(flow)


def _stage_faults(
    stage: Stage, place: str, units: Collection[str], roles: Collection[str]
) -> Iterator[_Fault]:
    if not NAME.fullmatch(stage.name):
        yield f"{place}.name", "a name is of small letters, digits and _"
    yield from _work_faults(stage.unit, stage.role, place, units, roles)
    if stage.limit < 0:
        yield f"{place}.limit", "a limit is not negative"
    if stage.kind == "parallel":
        yield from _parallel_faults(stage, place, units, roles)
    elif stage.branches:
        yield f"{place}.branches", f"a {stage.kind} stage has no branches"
    if stage.kind == "decision" and stage.unit != LEAD:
        yield f"{place}.unit", f"the lead department decides: {LEAD}"
    if stage.kind == "decision" and stage.role not in (APPROVER, "reviewer"):
        yield f"{place}.role", "an approver decides"


def _parallel_faults(
    stage: Stage, place: str, units: Collection[str], roles: Collection[str]
) -> Iterator[_Fault]:
    if stage.unit != LEAD:
        yield f"{place}.unit", f"branches join under the lead department: {LEAD}"
    if len(stage.branches) < 2:
        yield f"{place}.branches", "a parallel stage has at least two branches"
    for name in repeated([branch.name for branch in stage.branches]):
        yield f"{place}.branches", f"two branches are called {name}"
    for number, branch in enumerate(stage.branches):
        here = f"{place}.branches[{number}]"
        if not NAME.fullmatch(branch.name):
            yield f"{here}.name", "a name is of small letters, digits and _"
        if branch.limit < 1:
            yield f"{here}.limit", "a branch has a limit of at least one working day"
        yield from _work_faults(branch.unit, branch.role, here, units, roles)
        yield from condition_faults(branch.when, f"{here}.when")


def _work_faults(
    unit: str, role: str, place: str, units: Collection[str], roles: Collection[str]
) -> Iterator[_Fault]:
    if unit != LEAD and unit not in units:
        yield f"{place}.unit", f"unknown unit {unit}"
    if role not in roles:
        yield f"{place}.role", f"unknown role {role}"


def _way_faults(stage: Stage, place: str, flow: Flow) -> Iterator[_Fault]:
    if stage.kind == "decision":
        if stage.then:
            yield place, "nothing follows the decision"
        return
    if not stage.then:
        yield place, "dead end: every path ends in a decision"
        return
    names = {one.name for one in flow.stages}
    for number, way in enumerate(stage.then):
        last = number == len(stage.then) - 1
        if way.to not in names:
            yield f"{place}[{number}].to", f"unknown stage {way.to}"
        if last and way.when is not None:
            yield f"{place}[{number}].when", "the last way has no condition, or a case may be stuck"
        if not last and way.when is None:
            yield f"{place}[{number}]", "a way without condition hides those after it"
        yield from condition_faults(way.when, f"{place}[{number}].when")


def _path_faults(flow: Flow) -> Iterator[_Fault]:
    """Follow every way from the first stage: none comes back, and each stage is met."""
    ways: dict[str, tuple[Next, ...]] = {stage.name: stage.then for stage in flow.stages}
    met: set[str] = set()
    back: list[tuple[str, str]] = []

    def follow(name: str, path: tuple[str, ...]) -> None:
        met.add(name)
        for way in ways.get(name, ()):
            if way.to == name or way.to in path:
                back.append((name, way.to))
            elif way.to not in met:
                follow(way.to, (*path, name))

    follow(flow.stages[0].name, ())
    number = {stage.name: place for place, stage in enumerate(flow.stages)}
    for name, to in dict.fromkeys(back):
        yield f"stages[{number[name]}].then", f"comes back to {to}: a flow goes forward"
    for name in ways.keys() - met:
        yield f"stages[{number[name]}]", f"no way leads to {name}"
