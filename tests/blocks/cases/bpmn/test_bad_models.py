"""What is no model, or one that no flow can be, is told in a sentence, and nothing is made up."""

import pytest

from actors.blocks.cases.bpmn.graph import MOST_BYTES, UnreadableModel
from actors.blocks.cases.bpmn.reading import Reading, read_bpmn
from actors.blocks.cases.bpmn.vocabulary import CONDITION, MODEL

HEAD = f'<definitions xmlns="{MODEL}"><process id="p" name="流程">'
TAIL = "</process></definitions>"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    f'<definitions xmlns="{MODEL}">&b;</definitions>'
)


def read(body: str) -> Reading:
    return read_bpmn(f"{HEAD}{body}{TAIL}".encode(), {})


def ways(*pairs: str) -> str:
    """Return sequence flows; each pair is "source target"."""
    return "".join(
        f'<sequenceFlow id="w{n}" sourceRef="{source}" targetRef="{target}"/>'
        for n, (source, target) in enumerate(pair.split() for pair in pairs)
    )


def tasks(*ids: str) -> str:
    return "".join(f'<userTask id="{id}" name="{id}"/>' for id in ids)


def why(reading: Reading) -> set[tuple[str, str]]:
    return {(each.id, each.why) for each in reading.left_out}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "bpmn.no_xml"),
        (b"\x89PNG\r\n", "bpmn.no_xml"),
        (b"<definitions>", "bpmn.no_xml"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "bpmn.no_xml"),
        (LAUGHS.encode(), "bpmn.document_type"),
        (LAUGHS.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16"), "bpmn.document_type"),
        (b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>', "bpmn.document_type"),
        (b"<html/>", "bpmn.no_definitions"),
        (f'<definitions xmlns="{MODEL}"/>'.encode(), "bpmn.no_process"),
        (b"<a>" + b" " * MOST_BYTES + b"</a>", "bpmn.too_large"),
        (f"{HEAD}{'<task/>' * 20_001}{TAIL}".encode(), "bpmn.too_large"),
        (f"{HEAD}{tasks('a', 'a')}{TAIL}".encode(), "bpmn.repeated_id"),
    ],
)
def test_what_is_no_model_is_refused_with_its_reason(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableModel) as refused:
        read_bpmn(content, {})
    assert refused.value.rule == rule


def test_a_model_as_deep_as_it_may_be_is_read() -> None:
    deep = "<subProcess>" * 9_000 + "</subProcess>" * 9_000
    assert {each.element for each in read(deep).left_out} == {"subProcess"}


def test_an_empty_process_is_a_flow_without_stages() -> None:
    assert read("").document["stages"] == []
    assert read('<startEvent id="s"/>').document["stages"] == []


def test_a_way_to_what_is_not_there_is_named() -> None:
    reading = read(f'<startEvent id="s"/>{tasks("a")}{ways("s a", "a gone")}')
    assert ("w1", "bpmn.no_like") in why(reading)


def test_a_join_without_its_branches_is_named() -> None:
    body = (
        '<startEvent id="s"/><parallelGateway id="f"/><parallelGateway id="j"/><endEvent id="e"/>'
        + tasks("a", "b", "c")
        + ways("s f", "f a", "f b", "a j", "b c", "c j", "j e")
    )
    assert ("f", "bpmn.no_block") in why(read(body))


def test_a_process_that_ends_after_a_join_lacks_its_decision() -> None:
    body = (
        '<startEvent id="s"/><parallelGateway id="f"/><parallelGateway id="j"/><endEvent id="e"/>'
        + tasks("a", "b")
        + ways("s f", "f a", "f b", "a j", "b j", "j e")
    )
    assert ("j", "bpmn.no_decision") in why(read(body))


def test_a_task_after_which_the_process_may_end_is_named() -> None:
    body = (
        '<startEvent id="s"/><exclusiveGateway id="x"/><endEvent id="e"/>'
        + tasks("a", "b")
        + ways("s a", "a x", "x e", "x b", "b e")
    )
    reading = read(body)
    assert ("a", "bpmn.ends_undecided") in why(reading)
    assert [stage["kind"] for stage in reading.document["stages"]] == ["review", "decision"]


def test_ways_that_come_back_end_and_are_told() -> None:
    alone = '<startEvent id="s"/><exclusiveGateway id="x"/><exclusiveGateway id="y"/>' + ways(
        "s x", "x y", "y x"
    )
    assert ("x", "bpmn.comes_back") in why(read(alone))
    tasks_in_a_ring = f'<startEvent id="s"/>{tasks("a", "b")}{ways("s a", "a b", "b a")}'
    assert len(read(tasks_in_a_ring).document["stages"]) == 2


def test_conditions_of_choices_upon_choices_are_both_asked() -> None:
    def condition(field: str) -> str:
        said = f'{{"field": "{field}", "equals": true}}'
        return f'<conditionExpression language="{CONDITION}">{said}</conditionExpression>'

    body = (
        '<startEvent id="s"/><exclusiveGateway id="x"/><exclusiveGateway id="y"/>'
        + tasks("a", "b", "c", "d")
        + ways("s a", "a x", "x d", "y c")
        + f'<sequenceFlow id="p" sourceRef="x" targetRef="y">{condition("p")}</sequenceFlow>'
        + f'<sequenceFlow id="q" sourceRef="y" targetRef="b">{condition("q")}</sequenceFlow>'
    )
    then = read(body).document["stages"][0]["then"]
    p, q = ({"field": field, "equals": True} for field in "pq")
    assert then == [
        {"to": "b", "when": {"all": [p, q]}},
        {"to": "c", "when": p},
        {"to": "d"},
    ]


@pytest.mark.parametrize("said", ["${amount > 3}", "{", '{"field": 3}', "[" * 5_000])
def test_a_condition_in_another_language_is_named_and_not_guessed(said: str) -> None:
    body = (
        '<startEvent id="s"/><exclusiveGateway id="x"/>'
        + tasks("a", "b", "c")
        + ways("s a", "a x", "x c")
        + f'<sequenceFlow id="p" sourceRef="x" targetRef="b"><conditionExpression language='
        f'"{CONDITION}">{said}</conditionExpression></sequenceFlow>'
    )
    reading = read(body)
    assert ("p", "bpmn.condition") in why(reading)
    assert all("when" not in way for way in reading.document["stages"][0]["then"])


def test_choices_without_end_are_bounded() -> None:
    """Forty choices after each other, two ways each, would be a million million ways."""
    body = '<startEvent id="s"/>' + tasks("a", "z")
    body += "".join(f'<exclusiveGateway id="x{n}"/>' for n in range(40))
    pairs = ["s a", "a x0", "x39 z"]
    for n in range(39):
        pairs += [f"x{n} x{n + 1}", f"x{n} x{n + 1}"]
    assert len(read(body + ways(*pairs)).document["stages"][0]["then"]) <= 200


@pytest.mark.parametrize("limit", ["-1", "1e3", "九", "99999", "²"])
def test_a_limit_that_is_no_number_of_days_is_not_taken(limit: str) -> None:
    own = f'xmlns:y="urn:yimen:flow:1" y:limit="{limit}"'
    body = f'<startEvent id="s"/><userTask id="a" name="a" {own}/>{ways("s a")}'
    assert "limit" not in read(body).document["stages"][0]


def test_a_lane_that_is_no_unit_is_named() -> None:
    body = (
        '<laneSet id="l"><lane id="l1" name="消防"><flowNodeRef>a</flowNodeRef></lane>'
        '<lane id="l2" name="别处"><flowNodeRef>b</flowNodeRef></lane></laneSet>'
        '<startEvent id="s"/><endEvent id="e"/>' + tasks("a", "b") + ways("s a", "a b", "b e")
    )
    reading = read_bpmn(f"{HEAD}{body}{TAIL}".encode(), {"消防": "fire_rescue"})
    assert reading.document["stages"][0]["unit"] == "fire_rescue"
    assert why(reading) == {("l2", "bpmn.no_unit")}
