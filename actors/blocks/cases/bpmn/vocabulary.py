"""What flows and BPMN 2.0 (ISO/IEC 19510) have in common, by the names of the standard."""

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:yimen:flow:1"  # the attributes that only flows have
CONDITION = "urn:yimen:condition:1"  # the language of conditions of flows, as JSON

BY_PEOPLE = frozenset({"task", "userTask", "manualTask"})  # a stage or a branch each
FORKS = frozenset({"parallelGateway", "inclusiveGateway"})
CHOICE = "exclusiveGateway"
NODES = BY_PEOPLE | FORKS | {CHOICE, "startEvent", "endEvent"}  # that a flow can have

# What stands on the way of a case in BPMN and has no like in a flow: cases pass it by.
PASSED_BY = frozenset({
    "businessRuleTask", "callActivity", "callChoreography", "choreographyTask", "complexGateway",
    "adHocSubProcess", "eventBasedGateway", "intermediateCatchEvent", "intermediateThrowEvent",
    "receiveTask", "scriptTask", "sendTask", "serviceTask", "subChoreography", "subProcess",
    "transaction",
})  # fmt: skip
BOUNDARY = "boundaryEvent"
# Parts of another element that say nothing that it does not say itself.
PARTS = frozenset({"incoming", "outgoing", "flowNodeRef", "conditionExpression"})


def model(name: str) -> str:
    """Return the full name of an element of BPMN."""
    return f"{{{MODEL}}}{name}"


def ours(name: str) -> str:
    """Return the full name of an attribute that only flows have."""
    return f"{{{OURS}}}{name}"
