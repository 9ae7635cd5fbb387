"""A flow that was written as BPMN 2.0 and read again is the same flow, and its drawing is whole."""

from collections.abc import Iterator
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given, settings

from actors.blocks.cases.bpmn.reading import read_bpmn
from actors.blocks.cases.bpmn.vocabulary import BOUNDS, DIAGRAM, LINES, model
from actors.blocks.cases.bpmn.writing import write_bpmn
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD, Flow
from actors.blocks.cases.parse_flows import read_flow
from tests.blocks.cases.bpmn.flows import ROLES, UNITS, flows
from tests.loaded import library

LANES = {unit: f"{unit}局" for unit in UNITS} | {LEAD: "牵头单位"}
CODES = {name: unit for unit, name in LANES.items()}


def again(flow: Flow) -> Flow | None:
    """Return what is read of `flow` as it is written; nothing may be left out or wrong."""
    reading = read_bpmn(write_bpmn(flow, LANES), CODES)
    found, mistakes = read_flow(reading.document, file="", units=UNITS, roles=ROLES)
    assert reading.left_out == ()
    assert mistakes == []
    return found


@given(flows())
@settings(max_examples=60, deadline=None)
def test_any_flow_comes_back_as_it_was(flow: Flow) -> None:
    assert again(flow) == flow


def test_every_flow_that_ships_comes_back_as_it_was() -> None:
    shipped = {item.flow.name: item.flow for item in library()[Catalogue].current_items()}
    units = {unit for flow in shipped.values() for unit in _units(flow)}
    for flow in shipped.values():
        reading = read_bpmn(write_bpmn(flow, {}), {unit: unit for unit in units})
        found, mistakes = read_flow(reading.document, file="", units=units, roles=ROLES)
        assert (found, mistakes, reading.left_out) == (flow, [], ())
    assert len(shipped) >= 8


@given(flows())
@settings(max_examples=30, deadline=None)
def test_everything_is_drawn_and_nothing_upon_another(flow: Flow) -> None:
    root = ElementTree.fromstring(write_bpmn(flow, LANES))
    process = root.find(model("process"))
    assert process is not None
    drawn = {shape.get("bpmnElement") for shape in root.iter() if shape.get("bpmnElement")}
    named = {element.get("id") for element in process.iter() if element.get("id")}
    assert drawn == named - {"lanes"}

    boxes = dict(_boxes(root))
    lanes = {id: box for id, box in boxes.items() if id.startswith("lane_")}
    nodes = {id: box for id, box in boxes.items() if id not in lanes}
    assert not [pair for pair in combinations(nodes.values(), 2) if _overlap(*pair)]
    assert not [pair for pair in combinations(lanes.values(), 2) if _overlap(*pair)]
    for lane in process.iter(model("lane")):
        for ref in lane:
            assert _inside(nodes[ref.text or ""], lanes[lane.get("id", "")])
    for edge in root.iter(f"{{{DIAGRAM}}}BPMNEdge"):
        points = [(int(p.get("x", "")), int(p.get("y", ""))) for p in edge]
        assert points[0][0] < points[-1][0], "every way leads to the right"
        assert edge.tag and all(p.tag == f"{{{LINES}}}waypoint" for p in edge)


def _units(flow: Flow) -> Iterator[str]:
    for stage in flow.stages:
        yield stage.unit
        yield from (branch.unit for branch in stage.branches)


def _boxes(root: ElementTree.Element) -> Iterator[tuple[str, tuple[int, ...]]]:
    for shape in root.iter(f"{{{DIAGRAM}}}BPMNShape"):
        bounds = shape.find(f"{{{BOUNDS}}}Bounds")
        assert bounds is not None
        x, y, width, height = (int(bounds.get(key, "")) for key in ("x", "y", "width", "height"))
        yield shape.get("bpmnElement", ""), (x, y, x + width, y + height)


def _overlap(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(one: tuple[int, ...], outer: tuple[int, ...]) -> bool:
    return outer[0] <= one[0] and outer[1] <= one[1] and one[2] <= outer[2] and one[3] <= outer[3]
