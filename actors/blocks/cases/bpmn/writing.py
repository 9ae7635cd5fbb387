"""Writes a flow as BPMN 2.0, with a drawing, so that other programs open it.

What BPMN has no word for (limits in working days, roles, English titles) stands in attributes of
our own, which others keep or pass by; read again, it is the same flow.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring  # nosec B405

import msgspec

from actors.blocks.cases.bpmn.drawing import Line, Shape, draw
from actors.blocks.cases.bpmn.vocabulary import (
    BOUNDS,
    CONDITION,
    DIAGRAM,
    INSTANCE,
    LINES,
    MODEL,
    OURS,
    model,
    ours,
)
from actors.blocks.cases.flow import Branch, Flow, Stage
from actors.blocks.forms.conditions import Condition
from actors.kernel.words import Title

_PREFIXES = {
    "": MODEL,
    "bpmndi": DIAGRAM,
    "dc": BOUNDS,
    "di": LINES,
    "xsi": INSTANCE,
    "yimen": OURS,
}


@dataclass
class _Sheet:
    """A process while it is written: its elements, and what is drawn of them."""

    process: Element
    shapes: dict[str, Shape] = field(default_factory=dict[str, Shape])
    lines: list[Line] = field(default_factory=list[Line])

    def node(self, kind: str, id: str, name: str, unit: str, own: Mapping[str, str]) -> Element:
        element = SubElement(self.process, model(kind), {"id": id, "name": name})
        for key, value in own.items():
            element.set(ours(key), value)
        self.shapes[id] = Shape(id, kind, unit)
        return element

    def way(self, source: str, target: str, when: Condition | None = None) -> str:
        id = f"way_{len(self.lines) + 1}"
        way = {"id": id, "sourceRef": source, "targetRef": target}
        element = SubElement(self.process, model("sequenceFlow"), way)
        if when is not None:
            said = SubElement(element, model("conditionExpression"), {"language": CONDITION})
            said.set(f"{{{INSTANCE}}}type", "tFormalExpression")
            said.text = json.dumps(msgspec.to_builtins(when), ensure_ascii=False)
        self.lines.append(Line(id, source, target))
        return id


def write_bpmn(flow: Flow, units: Mapping[str, str]) -> bytes:
    """Return `flow` as a document; `units` are what lanes are called, by the code of the unit."""
    for prefix, space in _PREFIXES.items():
        register_namespace(prefix, space)
    root = Element(model("definitions"), {"id": "definitions", "targetNamespace": OURS})
    own = {ours("name"): flow.name, ours("title_en"): flow.title.en}
    process = {"id": f"flow_{flow.name}", "name": flow.title.zh, "isExecutable": "false"}
    sheet = _Sheet(SubElement(root, model("process"), process | own))
    lanes = SubElement(sheet.process, model("laneSet"), {"id": "lanes"})
    lead = flow.stages[0].unit
    sheet.node("startEvent", "start", "", lead, {})
    for stage in flow.stages:
        _write_stage(sheet, stage)
    sheet.node("endEvent", "end", "", flow.stages[-1].unit, {})
    sheet.way("start", _entry(flow.stages[0]))
    for stage in flow.stages:
        _write_ways(sheet, flow, stage)
    _write_lanes(lanes, sheet, units)
    _note_ends(sheet)
    order = [lane.get("id", "") for lane in lanes]
    draw(root, f"flow_{flow.name}", order, _lane_of(lanes), sheet.shapes, sheet.lines)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _write_stage(sheet: _Sheet, stage: Stage) -> None:
    if stage.kind != "parallel":
        sheet.node("userTask", _entry(stage), stage.title.zh, stage.unit, _own(stage))
        return
    own = _named(stage.name, stage.title, stage.limit) | {"on_objection": stage.on_objection}
    sheet.node("inclusiveGateway", _entry(stage), stage.title.zh, stage.unit, own)
    for branch in stage.branches:
        sheet.node("userTask", _of(stage, branch), branch.title.zh, branch.unit, _own(branch))
    sheet.node("inclusiveGateway", _exit(stage), "", stage.unit, {})


def _write_ways(sheet: _Sheet, flow: Flow, stage: Stage) -> None:
    for branch in stage.branches:
        sheet.way(_entry(stage), _of(stage, branch), branch.when)
        sheet.way(_of(stage, branch), _exit(stage))
    if stage.kind == "decision":
        sheet.way(_exit(stage), "end")
    elif len(stage.then) == 1:
        sheet.way(_exit(stage), _entry(flow.stage(stage.then[0].to)))
    else:
        choice = f"choice_{stage.name}"
        gateway = sheet.node("exclusiveGateway", choice, "", stage.unit, {})
        sheet.way(_exit(stage), choice)
        for way in stage.then:
            id = sheet.way(choice, _entry(flow.stage(way.to)), way.when)
            if way.when is None:
                gateway.set("default", id)


def _write_lanes(lanes: Element, sheet: _Sheet, units: Mapping[str, str]) -> None:
    for number, unit in enumerate(dict.fromkeys(shape.unit for shape in sheet.shapes.values()), 1):
        lane = {"id": f"lane_{number}", "name": units.get(unit, unit)}
        element = SubElement(lanes, model("lane"), lane)
        for shape in sheet.shapes.values():
            if shape.unit == unit:
                SubElement(element, model("flowNodeRef")).text = shape.id


def _note_ends(sheet: _Sheet) -> None:
    """Say at each node which ways come and go."""
    nodes = {element.get("id", ""): element for element in sheet.process}
    for line in sheet.lines:
        SubElement(nodes[line.target], model("incoming")).text = line.id
    for line in sheet.lines:
        SubElement(nodes[line.source], model("outgoing")).text = line.id


def _lane_of(lanes: Element) -> dict[str, str]:
    return {ref.text or "": lane.get("id", "") for lane in lanes for ref in lane}


def _entry(stage: Stage) -> str:
    return f"fork_{stage.name}" if stage.kind == "parallel" else f"stage_{stage.name}"


def _exit(stage: Stage) -> str:
    return f"join_{stage.name}" if stage.kind == "parallel" else f"stage_{stage.name}"


def _of(stage: Stage, branch: Branch) -> str:
    return f"branch_{stage.name}.{branch.name}"


def _own(work: Stage | Branch) -> dict[str, str]:
    who = {"unit": work.unit, "role": work.role}
    return _named(work.name, work.title, work.limit) | who


def _named(name: str, title: Title, limit: int) -> dict[str, str]:
    return {"name": name, "title_en": title.en, "limit": str(limit)}
