"""Reads BPMN 2.0 as a graph of the one process that a flow can be made of.

Every element of the document is either taken into the graph or named among what is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser  # nosec B405

import msgspec

from actors.blocks.cases.bpmn.vocabulary import (
    BOUNDARY,
    BY_PEOPLE,
    DIAGRAM,
    MODEL,
    NODES,
    OURS,
    PARTS,
    PASSED_BY,
    model,
)

MOST_BYTES = 2 * 2**20
MOST_ELEMENTS = 20_000


class UnreadableModel(ValueError):
    """What was sent is no BPMN 2.0 that can be read. `rule` is the code of the sentence."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class LeftOut(msgspec.Struct, frozen=True, order=True):
    """An element that no flow can hold: its id ("" for none), its kind by BPMN's name, its name,
    and the code of the reason."""

    id: str
    element: str
    name: str
    why: str


@dataclass(frozen=True)
class Way:
    """A sequence flow. `condition` is its text with the language that it is in."""

    id: str
    source: str
    target: str
    condition: str = ""
    language: str = ""


@dataclass(frozen=True)
class Node:
    """A flow node; `place` is where it stands in the document, `own` are our attributes."""

    id: str
    kind: str
    name: str
    place: int
    default: str = ""
    lane: str = ""
    own: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Graph:
    """A process: its nodes by id, the ways from each and to each, and what was left out so far."""

    id: str
    name: str
    own: dict[str, str]
    nodes: dict[str, Node]
    out: dict[str, list[Way]]
    into: dict[str, list[Way]]
    left_out: list[LeftOut]
    lanes: dict[str, str]  # names by id

    def leave_out(self, node: Node, why: str) -> None:
        """Name a node that turned out to fit into no flow."""
        self.left_out.append(LeftOut(node.id, node.kind, node.name, why))


def graph_of(content: bytes) -> Graph:
    """Return the process with the most tasks in `content`.

    Raises:
        UnreadableModel: it is too large, no XML, has a document type (which BPMN never has, and
            with which entities would come), is no BPMN 2.0, has no process, or names two elements
            alike.
    """
    root = _parsed(content)
    if root.tag != model("definitions"):
        raise UnreadableModel("bpmn.no_definitions")
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS:
        raise UnreadableModel("bpmn.too_large")
    processes = root.findall(model("process"))
    if not processes:
        raise UnreadableModel("bpmn.no_process")
    process = max(processes, key=lambda each: sum(kind_of(one) in BY_PEOPLE for one in each))
    return _graph(root, process)


class _NoDocumentType(TreeBuilder):
    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise UnreadableModel("bpmn.document_type")


def _parsed(content: bytes) -> Element:
    if len(content) > MOST_BYTES:
        raise UnreadableModel("bpmn.too_large")
    parser = XMLParser(target=_NoDocumentType())  # nosec B314 # no document type, so no entities
    try:
        parser.feed(content)
        return parser.close()
    except (ParseError, ValueError, LookupError) as error:
        if isinstance(error, UnreadableModel):
            raise
        raise UnreadableModel("bpmn.no_xml") from error


def _graph(root: Element, process: Element) -> Graph:
    lane_of = {
        (ref.text or "").strip(): lane.get("id", "")
        for lane in process.iter(model("lane"))
        for ref in lane.findall(model("flowNodeRef"))
    }
    nodes: dict[str, Node] = {}
    for place, element in enumerate(process):
        kind, id = kind_of(element), element.get("id") or f"#{place}"
        if id in nodes:
            raise UnreadableModel("bpmn.repeated_id")
        if kind in NODES or kind in PASSED_BY or kind == BOUNDARY:
            own, lane = _own(element), lane_of.get(id, "")
            nodes[id] = Node(id, kind, _name(element), place, element.get("default", ""), lane, own)
    ways = [_way(element) for element in process.findall(model("sequenceFlow"))]
    ways = [way for way in ways if way.source in nodes and way.target in nodes]
    out: dict[str, list[Way]] = {id: [] for id in nodes}
    into: dict[str, list[Way]] = {id: [] for id in nodes}
    for way in ways:
        out[way.source].append(way)
        into[way.target].append(way)
    return Graph(
        id=process.get("id", ""),
        name=_name(process) or _name(root),
        own=_own(process),
        nodes=nodes,
        out=out,
        into=into,
        left_out=list(_left_out(root, process, {way.id for way in ways})),
        lanes={lane.get("id", ""): _name(lane) for lane in process.iter(model("lane"))},
    )


def _left_out(root: Element, process: Element, ways: set[str]) -> Iterator[LeftOut]:
    """Name what is no part of the graph, each element once. An element is looked at with what is
    said of everything in it; lanes are named later, by whoever knows which of them are units."""
    waiting = [(child, root, "", "") for child in reversed(root)]
    while waiting:
        element, parent, owner, why = waiting.pop()
        id, kind = element.get("id") or owner, kind_of(element)
        if not element.tag.startswith(f"{{{MODEL}}}"):
            if _of_another(element):
                yield LeftOut(id, kind, "", "bpmn.foreign")
            continue
        if kind in PARTS:
            continue
        if kind == "extensionElements" or element is process:
            within = "" if element is process else why
        elif why == "" and kind in ("laneSet", "lane"):
            within = ""
        elif parent is process and (
            kind in NODES or (kind == "sequenceFlow" and element.get("id") in ways)
        ):
            within = "bpmn.detail"
        else:
            within = why or ("bpmn.another_process" if kind == "process" else "bpmn.no_like")
            yield LeftOut(id, kind, _name(element), within)
            within = "bpmn.inside" if within == "bpmn.no_like" else within
        waiting += ((child, element, id, within) for child in reversed(element))


def _of_another(element: Element) -> bool:
    """Tell whether an element is a maker's own, and neither ours nor of the drawing."""
    return not element.tag.startswith((f"{{{DIAGRAM}}}", f"{{{OURS}}}"))


def _way(element: Element) -> Way:
    condition = element.find(model("conditionExpression"))
    return Way(
        id=element.get("id", ""),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        condition="" if condition is None else (condition.text or "").strip(),
        language="" if condition is None else condition.get("language", ""),
    )


def kind_of(element: Element) -> str:
    """Return BPMN's name of the kind of an element."""
    return element.tag.rpartition("}")[2]


def _name(element: Element) -> str:
    return " ".join(element.get("name", "").split())


def _own(element: Element) -> dict[str, str]:
    start = f"{{{OURS}}}"
    return {
        key.removeprefix(start): value
        for key, value in element.attrib.items()
        if key.startswith(start)
    }
