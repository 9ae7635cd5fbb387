"""The flow of a content as a table of steps, and back: what people fill in without a drawing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from actors.blocks.cases.flow import LEAD
from actors.blocks.designs.parts import Step
from actors.blocks.forms.conditions import Condition
from actors.kernel.errors import Reason, Refusal
from actors.kernel.words import Title

_IF = " if "


def flow_of(name: str, title: Title, steps: Iterable[Step]) -> dict[str, Any]:
    """Return the flow that `steps` are.

    Raises:
        Refusal: a branch is of no parallel step, or a condition cannot be read.
    """
    faults: list[Reason] = []
    rows = list(steps)
    stages: dict[str, dict[str, Any]] = {}
    order: list[dict[str, Any]] = []
    for number, step in enumerate(rows):
        if step.sort == "branch":
            continue
        stage: dict[str, Any] = {**_work(step), "kind": step.sort, "branches": []}
        stage["then"] = [] if step.sort == "decision" else _ways(step, number, faults)
        stages.setdefault(step.name, stage)
        order.append(stage)
    for number, step in enumerate(rows):
        if step.sort != "branch":
            continue
        within = stages.get(step.within)
        if within is None or within["kind"] != "parallel":
            faults.append(Reason("item_design.branch_of_nothing", f"/steps/{number}/within"))
            continue
        when = _ways(step, number, faults)
        branch = _work(step) | ({"when": when[0]["when"]} if when and "when" in when[0] else {})
        within["branches"].append(branch)
    if faults:
        raise Refusal(*faults)
    said = {"zh": title.zh.strip(), "en": title.en.strip()}
    return {"name": name, "title": said, "stages": order}


def steps_of(flow: Mapping[str, Any]) -> Iterator[Step]:
    """Yield the steps of a flow, branches behind the step that waits for them."""
    for stage in flow.get("stages", ()):
        then = tuple(_line(way) for way in stage.get("then", ()))
        yield _step(stage, stage["kind"], then=then)
        for branch in stage.get("branches", ()):
            when = branch.get("when")
            line = (f"{stage['name']}{_IF}{_condition(when)}",) if when else ()
            yield _step(branch, "branch", within=stage["name"], then=line)


def _work(step: Step) -> dict[str, Any]:
    return {
        "name": step.name.strip(),
        "title": {"zh": step.title_zh.strip(), "en": step.title_en.strip()},
        "unit": step.unit.strip() or LEAD,
        "role": step.role.strip(),
        "limit": step.limit,
    }


def _step(work: Mapping[str, Any], sort: Any, **beside: Any) -> Step:
    title = work.get("title", {})
    return Step(
        name=work.get("name", ""),
        title_zh=title.get("zh", ""),
        title_en=title.get("en", ""),
        sort=sort,
        unit=work.get("unit", LEAD),
        role=work.get("role", ""),
        limit=work.get("limit", 0),
        **beside,
    )


def _ways(step: Step, number: int, faults: list[Reason]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in step.then:
        to, marked, condition = line.strip().partition(_IF)
        when = _read(condition.strip()) if marked else None
        if marked and when is None:
            facts = {"line": line[:80]}
            faults.append(Reason("item_design.condition_line", f"/steps/{number}/then", facts))
        found.append({"to": to.strip()} | ({"when": when} if when else {}))
    return found


def _read(text: str) -> dict[str, Any] | None:
    """Return the condition that `text` is: "field = answer, answer", or one in JSON."""
    if text.startswith("{"):
        try:
            said = json.loads(text)
            msgspec.convert(said, Condition)
        except (ValueError, RecursionError):
            return None
        return said
    field, marked, answers = text.partition("=")
    values = [_value(each.strip()) for each in answers.replace("，", ",").split(",")]
    values = [value for value in values if value != ""]
    if not marked or not field.strip() or not values:
        return None
    said = {"equals": values[0]} if len(values) == 1 else {"one_of": values}
    return {"field": field.strip(), **said}


def _value(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def _line(way: Mapping[str, Any]) -> str:
    when = way.get("when")
    return f"{way['to']}{_IF}{_condition(when)}" if when else str(way["to"])


def _condition(when: Mapping[str, Any]) -> str:
    """Write a condition the short way, if it has one."""
    values = when.get("one_of") or ([when["equals"]] if when.get("equals") is not None else [])
    plain = all(isinstance(value, bool) or _is_plain(value) for value in values)
    if set(when) <= {"field", "equals", "one_of"} and values and plain:
        said = (json.dumps(v) if isinstance(v, bool) else str(v) for v in values)
        return f"{when['field']} = {', '.join(said)}"
    return json.dumps(when, ensure_ascii=False)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and value.strip() == value and not {",", "，"} & set(value)
