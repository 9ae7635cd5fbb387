"""Draws a flow: lanes below each other, from left to right; the longest way says the column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement  # nosec B405

from actors.blocks.cases.bpmn.vocabulary import BOUNDS, DIAGRAM, LINES

_COLUMN, _ROW, _LABEL, _EDGE = 150, 110, 30, 20  # pixels
_SIZES = {"userTask": (100, 80), "startEvent": (36, 36), "endEvent": (36, 36)}
_GATEWAY = (50, 50)


@dataclass(frozen=True)
class Shape:
    """A node to be drawn: in the lane of `unit`."""

    id: str
    kind: str
    unit: str


@dataclass(frozen=True)
class Line:
    """A way to be drawn."""

    id: str
    source: str
    target: str


@dataclass(frozen=True)
class _Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


def draw(
    root: Element,
    process: str,
    lanes: Sequence[str],
    lane_of: Mapping[str, str],
    shapes: Mapping[str, Shape],
    lines: Sequence[Line],
) -> None:
    """Add to `root` the drawing of the process with the id `process`."""
    columns = _columns(shapes, lines)
    rows = _rows(lanes, lane_of, columns)
    boxes: dict[str, _Box] = {}
    tops: dict[str, tuple[int, int]] = {}
    top = 0
    for lane in lanes:
        inside = [id for id in shapes if lane_of[id] == lane]
        height = _ROW * (1 + max(rows[id] for id in inside))
        for id in inside:
            width, tall = _SIZES.get(shapes[id].kind, _GATEWAY)
            x = _LABEL + _EDGE + columns[id] * _COLUMN + (_COLUMN - width) // 2
            boxes[id] = _Box(x, top + rows[id] * _ROW + (_ROW - tall) // 2, width, tall)
        tops[lane] = (top, height)
        top += height
    width = _LABEL + 2 * _EDGE + (1 + max(columns.values())) * _COLUMN
    diagram = SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", {"id": "drawing"})
    plane = SubElement(diagram, f"{{{DIAGRAM}}}BPMNPlane", {"id": "plane", "bpmnElement": process})
    for lane, (y, height) in tops.items():
        _shape(plane, lane, _Box(0, y, width, height)).set("isHorizontal", "true")
    for id, box in boxes.items():
        _shape(plane, id, box)
    for line in lines:
        _edge(plane, line.id, boxes[line.source], boxes[line.target])


def _columns(shapes: Mapping[str, Shape], lines: Sequence[Line]) -> dict[str, int]:
    """Return how far from the start each node stands: one beyond the farthest that leads to it."""
    columns = dict.fromkeys(shapes, 0)
    for _ in shapes:  # a flow goes forward, so that as many rounds as nodes are enough
        moved = False
        for line in lines:
            if columns[line.target] <= columns[line.source]:
                columns[line.target] = columns[line.source] + 1
                moved = True
        if not moved:
            break
    return columns


def _rows(
    lanes: Sequence[str], lane_of: Mapping[str, str], columns: Mapping[str, int]
) -> dict[str, int]:
    """Return the row of each node within its lane: what shares a column stands below each other."""
    taken: dict[tuple[str, int], int] = {}
    rows: dict[str, int] = {}
    for id, column in columns.items():
        place = (lane_of[id], column)
        rows[id] = taken.get(place, 0)
        taken[place] = rows[id] + 1
    return rows


def _shape(plane: Element, id: str, box: _Box) -> Element:
    shape = SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", {"id": f"{id}_shape", "bpmnElement": id})
    said = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(shape, f"{{{BOUNDS}}}Bounds", {key: str(value) for key, value in said.items()})
    return shape


def _edge(plane: Element, id: str, source: _Box, target: _Box) -> None:
    """Draw a way: straight where both are level, else with one step half-way."""
    edge = SubElement(plane, f"{{{DIAGRAM}}}BPMNEdge", {"id": f"{id}_edge", "bpmnElement": id})
    start, end = source.x + source.width, target.x
    half = end - (_COLUMN - target.width) // 2 - _EDGE // 2
    points = [(start, source.middle), (end, target.middle)]
    if source.middle != target.middle:
        points[1:1] = [(half, source.middle), (half, target.middle)]
    for x, y in points:
        SubElement(edge, f"{{{LINES}}}waypoint", {"x": str(x), "y": str(y)})
