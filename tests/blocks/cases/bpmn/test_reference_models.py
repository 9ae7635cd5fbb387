"""The reference models of the model interchange suite: what a flow can hold is in the flow, and
everything else is named."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from actors.blocks.cases.bpmn.graph import kind_of
from actors.blocks.cases.bpmn.reading import Reading, read_bpmn
from actors.blocks.cases.bpmn.vocabulary import MODEL, NODES, PARTS
from actors.blocks.cases.bpmn.writing import write_bpmn
from actors.blocks.cases.parse_flows import read_flow
from tests.conformance import yardstick

NAMES = ("A.1.0", "A.2.0", "A.2.1", "A.3.0", "A.4.0", "A.4.1", "B.1.0", "B.2.0")
REVIEW, DECISION = "review", "decision"
FLOWS = {
    "A.1.0": [("Task 1", REVIEW, 1), ("Task 2", REVIEW, 1), ("Task 3", DECISION, 0)],
    "A.2.0": [("Task 1", REVIEW, 3), ("Task 2", DECISION, 0), ("Task 3", DECISION, 0),
              ("Task 4", DECISION, 0)],
    "A.2.1": [("Task 1", REVIEW, 3), ("Task 2", DECISION, 0), ("Task 3", DECISION, 0),
              ("Task 4", DECISION, 0)],
    "A.3.0": [("Task 1", REVIEW, 1), ("Task 2", DECISION, 0)],
}  # fmt: skip
# Kinds of elements that a model has beyond what a flow can hold; each of them is to be named.
BEYOND = {
    "A.1.0": set[str](),
    "A.2.0": set[str](),
    "A.2.1": {"ioSpecification", "conditionExpression"},
    "A.3.0": {"subProcess", "boundaryEvent", "messageEventDefinition", "escalationEventDefinition"},
    "A.4.0": {"subProcess", "collaboration", "participant", "messageFlow", "message"},
    "A.4.1": {"subProcess", "collaboration", "participant", "messageFlow"},
    "B.1.0": {"callActivity", "serviceTask", "dataObjectReference", "dataStore", "textAnnotation"},
    "B.2.0": {"eventBasedGateway", "intermediateCatchEvent", "intermediateThrowEvent", "sendTask",
              "receiveTask", "multiInstanceLoopCharacteristics", "linkEventDefinition", "group"},
}  # fmt: skip


def content(name: str) -> bytes:
    return (yardstick("bpmn") / f"{name}.bpmn").read_bytes()


def stages(reading: Reading) -> list[tuple[str, str, int]]:
    return [
        (stage["title"]["zh"], stage["kind"], len(stage.get("then", ())))
        for stage in reading.document["stages"]
    ]


@pytest.mark.feature("HALL-22")
@pytest.mark.parametrize("name", FLOWS)
def test_what_a_flow_can_hold_is_in_the_flow(name: str) -> None:
    assert stages(read_bpmn(content(name), {})) == FLOWS[name]


@pytest.mark.feature("HALL-22")
@pytest.mark.parametrize("name", NAMES)
def test_every_element_is_carried_or_named(name: str) -> None:
    reading = read_bpmn(content(name), {})
    named = {(each.id, each.element) for each in reading.left_out}
    carried = set(reading.elements.values())
    ways_and_nodes = NODES | {"sequenceFlow", "process", "definitions", "laneSet"}

    silent: list[tuple[str, str]] = []
    for element in ElementTree.fromstring(content(name)).iter():
        id, kind = element.get("id", ""), kind_of(element)
        if not element.tag.startswith(f"{{{MODEL}}}") or not id or kind in PARTS:
            continue
        if (id, kind) not in named and id not in carried and kind not in ways_and_nodes:
            silent.append((id, kind))

    assert silent == []
    assert BEYOND[name] <= {each.element for each in reading.left_out}
    tasks = [element for element in _of_the_process(name) if kind_of(element).endswith("Task")]
    for task in tasks:
        id = task.get("id", "")
        assert id in carried or (id, kind_of(task)) in named, task.get("name")


@pytest.mark.parametrize("name", NAMES)
def test_what_was_read_can_be_mended_and_written_again(name: str) -> None:
    """A person adds what the model does not say; then it is a flow that holds."""
    document = read_bpmn(content(name), {}).document
    _mend(document)
    flow, mistakes = read_flow(document, file="", units=(), roles=("reviewer", "approver"))
    assert flow is not None
    again = read_bpmn(write_bpmn(flow, {}), {}).document
    if not mistakes:
        assert stages_of(again) == stages_of(document)
    assert [stage["name"] for stage in again["stages"]] == [s["name"] for s in document["stages"]]


def stages_of(document: dict[str, Any]) -> list[Any]:
    return [
        (s["name"], s["kind"], [way["to"] for way in s.get("then", ())]) for s in document["stages"]
    ]


def _mend(document: dict[str, Any]) -> None:
    document["title"] = {"zh": document["title"]["zh"] or "流程", "en": "Flow"}
    for stage in document["stages"]:
        stage["title"]["en"] = "Stage"
        stage["title"]["zh"] = stage["title"]["zh"] or "阶段"


def _of_the_process(name: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(content(name))
    return [element for process in root.iter(f"{{{MODEL}}}process") for element in process]


def test_a_yardstick_that_is_missing_says_from_where_it_can_be_had(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YIMEN_CONFORMANCE", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="bpmn-miwg-test-suite"):
        yardstick("bpmn")
