"""Every fault of a form is named by its field; conditions say what is asked at all."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from actors.blocks.cases import materials
from actors.blocks.cases.items import form_of
from actors.blocks.cases.state import Material
from actors.blocks.files.formats import MEDIA_TYPES
from actors.blocks.forms.conditions import Condition, fields_of, holds
from actors.blocks.forms.form import Form
from actors.blocks.forms.layout import Field, Section
from actors.kernel.errors import Reason
from tests.blocks.cases.city import ANSWERS, FILES, PERMIT, PLAN_FILE, title

TODAY = date(2026, 3, 2)
IS_NEW = Condition(field="kind", equals="new")


def rules_of(properties: dict[str, Any], *fields: Field, **schema: Any) -> Form:
    names = {field.name for field in fields}
    plain = tuple(Field(name=n, title=title(n)) for n in properties if n not in names)
    form = {"type": "object", "properties": properties, **schema}
    sections = (Section(title=title("表"), fields=(*fields, *plain)),)
    return form_of(replace(PERMIT, form=form, sections=sections, checks=()))


def faults(rules: Form, answers: dict[str, Any]) -> list[tuple[str, str, dict[str, str]]]:
    found = rules.faults(rules.clean(answers), today=TODAY, divisions={}, rules={})
    return [(reason.code, reason.field, reason.facts) for reason in found]


@pytest.mark.parametrize(
    ("rule", "answer", "code", "facts"),
    [
        ({"type": "integer"}, "many", "form.whole_number", {}),
        ({"enum": ["a", "b"]}, "c", "form.choice", {}),
        ({"const": True}, False, "form.choice", {}),
        ({"type": "string", "pattern": "^[a-z]+$"}, "A", "form.pattern", {}),
        ({"type": "string", "format": "date"}, "2026-02-30", "form.format", {}),
        ({"type": "string", "minLength": 2}, "A", "form.too_short", {"limit": "2"}),
        ({"type": "string", "maxLength": 2}, "ABC", "form.too_long", {"limit": "2"}),
        ({"minimum": 2}, 1, "form.too_small", {"limit": "2"}),
        ({"exclusiveMinimum": 2}, 2, "form.too_small", {"limit": "2"}),
        ({"maximum": 2}, 3, "form.too_large", {"limit": "2"}),
        ({"exclusiveMaximum": 2}, 2, "form.too_large", {"limit": "2"}),
        ({"type": "array", "minItems": 2}, [1], "form.too_few", {"limit": "2"}),
        ({"type": "array", "maxItems": 1}, [1, 2], "form.too_many", {"limit": "1"}),
        ({"multipleOf": 5}, 7, "form.invalid", {}),
        ({"anyOf": [{"const": 1}, {"const": 2}]}, 3, "form.invalid", {}),
    ],
)
def test_each_rule_of_the_schema_has_its_sentence(
    rule: dict[str, Any], answer: object, code: str, facts: dict[str, str]
) -> None:
    assert faults(rules_of({"x": rule}), {"x": answer}) == [(code, "/form/x", facts)]


def test_faults_within_an_answer_are_named_by_json_pointer() -> None:
    rules = rules_of(
        {
            "people": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["a/b"],
                    "properties": {"a/b": {"type": "string"}, "c~d": {"type": "string"}},
                },
            }
        }
    )

    found = faults(rules, {"people": [{"a/b": "x"}, {"c~d": 1}]})

    assert [place for _, place, _ in found] == ["/form/people/1/a~1b", "/form/people/1/c~0d"]


def test_faults_stand_in_the_order_of_the_form() -> None:
    rules = rules_of({"b": {"type": "string"}, "a": {"type": "string"}}, required=["a", "b"])

    assert [place for _, place, _ in faults(rules, {"z": 1})] == ["/form/b", "/form/a", "/form/z"]


def test_a_field_that_depends_on_another_is_asked_with_it() -> None:
    rules = rules_of({"a": {}, "b": {}, "c": {}}, dependentRequired={"a": ["b", "c"], "c": ["a"]})

    assert faults(rules, {"a": 1, "b": 1}) == [("form.required", "/form/c", {})]


@pytest.mark.parametrize("answer", [2**63, -(2**63) - 1, float("nan"), float("inf"), "\ud800"])
@pytest.mark.parametrize("within", [lambda x: x, lambda x: [x], lambda x: {"a": x}])
def test_a_value_that_no_journal_can_hold_is_refused(answer: object, within: Any) -> None:
    found = faults(rules_of({"x": {}}), {"x": within(answer)})

    assert found == [("form.unreadable", "/form/x", {})]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"a\0": 1}, id="null in a key"),
        pytest.param({1: 2}, id="number as a key"),
        pytest.param({"a": b"x"}, id="bytes"),
        pytest.param({"\udfff": 1}, id="half a character as a key"),
        pytest.param({"$ref": "a", "$id": 1}, id="what the database takes for a reference"),
        pytest.param([[[[[[[[[1]]]]]]]]], id="too deep"),
    ],
)
def test_what_no_journal_can_hold_is_refused_before_it_is_tried(answer: object) -> None:
    rules = rules_of({"x": {}})

    assert faults(rules, {"x": answer}) == [("form.unreadable", "/form/x", {})]


def test_a_strange_name_can_be_told_back() -> None:
    assert faults(rules_of({"x": {}}), {"\ud800/~": 1}) == [
        ("form.unknown_field", "/form/?~1~0", {})
    ]


def test_what_a_person_may_fill_in_can_be_held() -> None:
    rules = rules_of({"x": {}})

    for answer in (2**63 - 1, 1.5, True, "$", "𠮷野家", [None, {"a.b": [1]}], (1, 2)):
        assert faults(rules, {"x": answer}) == []


def test_an_unknown_answer_is_named_once_although_the_schema_forbids_it_too() -> None:
    rules = rules_of({"a": {}}, additionalProperties=False)

    assert faults(rules, {"b": 1}) == [("form.unknown_field", "/form/b", {})]


def test_more_than_the_schema_knows_within_an_answer_is_a_fault_of_that_answer() -> None:
    rules = rules_of({"a": {"type": "object", "additionalProperties": False}})

    assert faults(rules, {"a": {"x": 1}}) == [("form.invalid", "/form/a", {})]


def hiding() -> Form:
    return rules_of(
        {"kind": {"type": "string"}, "plot": {"type": "string"}, "area": {"type": "integer"}},
        Field(name="kind", title=title("kind")),
        Field(name="plot", title=title("plot"), visible_if=IS_NEW),
        Field(name="area", title=title("area"), visible_if=Condition(field="plot", is_filled=True)),
        required=["kind", "plot"],
    )


def test_a_hidden_field_is_neither_asked_nor_kept() -> None:
    rules = hiding()

    assert faults(rules, {"kind": "old"}) == []
    assert faults(rules, {"kind": "new"}) == [("form.required", "/form/plot", {})]
    assert rules.clean({"kind": "old", "plot": "7", "area": 1}) == {"kind": "old"}
    assert rules.clean({"kind": "new", "plot": "7", "area": 1}) == {
        "kind": "new",
        "plot": "7",
        "area": 1,
    }


def test_an_empty_answer_is_none_but_no_and_nought_are() -> None:
    rules = rules_of({"a": {}, "b": {}, "c": {}, "d": {}, "e": {}})

    assert rules.clean({"a": "", "b": None, "c": [], "d": False, "e": 0}) == {"d": False, "e": 0}


def test_numbers_are_checked_by_their_standard_once_their_shape_is_right() -> None:
    rules = rules_of(
        {"phone": {"type": "string", "maxLength": 11}, "code": {"type": "integer"}},
        Field(name="phone", title=title("phone"), check="mobile"),
        Field(name="code", title=title("code"), check="credit_code"),
    )

    assert faults(rules, {"phone": "123"}) == [("mobile.shape", "/form/phone", {})]
    assert faults(rules, {"phone": "1" * 12}) == [("form.too_long", "/form/phone", {"limit": "11"})]
    assert faults(rules, {"phone": "13800000000", "code": 1}) == []
    assert rules.has_field("phone")
    assert not rules.has_field("fax")


def test_a_check_that_concerns_no_field_concerns_the_application() -> None:
    item = replace(PERMIT, checks=(replace(PERMIT.checks[0], field=""),))

    found = form_of(item).faults(
        ANSWERS, today=TODAY, divisions={}, rules={"fits": lambda _: False}
    )

    assert found == (Reason("item.check_failed", "", {"rule": "fits"}),)


ANSWER = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", "new", "old"]))


@given(st.dictionaries(st.sampled_from(["project", "area", "height", "crowded", "seats"]), ANSWER))
def test_whatever_is_filled_in_the_form_answers_with_faults_of_its_fields(
    form: dict[str, Any],
) -> None:
    rules = form_of(replace(PERMIT, checks=()))
    answers = rules.clean(form)

    found = rules.faults(answers, today=TODAY, divisions={}, rules={})

    assert rules.clean(answers) == answers
    assert len(set(found)) == len(found)
    assert all(rules.has_field(reason.field.removeprefix("/form/")) for reason in found)


# --- conditions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "answers", "answer"),
    [
        (None, {}, True),
        (IS_NEW, {"kind": "new"}, True),
        (IS_NEW, {"kind": "old"}, False),
        (IS_NEW, {}, False),
        (Condition(field="n", equals=1), {"n": True}, False),
        (Condition(field="n", equals=False), {"n": False}, True),
        (Condition(field="n", one_of=(1, 2)), {"n": 2}, True),
        (Condition(field="n", one_of=(1, 2)), {"n": 3}, False),
        (Condition(field="n", one_of=(1, 2)), {"n": True}, False),
        (Condition(field="n", is_filled=True), {"n": 0}, True),
        (Condition(field="n", is_filled=True), {"n": ""}, False),
        (Condition(field="n", is_filled=False), {}, True),
        (Condition(all=(IS_NEW, Condition(field="n", equals=1))), {"kind": "new", "n": 1}, True),
        (Condition(all=(IS_NEW, Condition(field="n", equals=1))), {"kind": "new"}, False),
        (Condition(any=(IS_NEW, Condition(field="n", equals=1))), {"n": 1}, True),
        (Condition(any=(IS_NEW, Condition(field="n", equals=1))), {"n": 2}, False),
    ],
)
def test_a_condition_holds_or_not(
    condition: Condition | None, answers: dict[str, Any], answer: bool
) -> None:
    assert holds(condition, answers) is answer


def test_a_condition_names_the_fields_it_asks_about() -> None:
    nested = Condition(any=(IS_NEW, Condition(all=(Condition(field="n", equals=1),))))

    assert list(fields_of(nested)) == ["kind", "n"]
    assert list(fields_of(None)) == []


# --- materials ------------------------------------------------------------------------------------


def material_faults(*there: Material, **answers: Any) -> list[tuple[str, str]]:
    found = materials.faults(PERMIT, {**ANSWERS, **answers}, there)
    return [(reason.code, reason.field) for reason in found]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sha256": ""}, "material.no_file"),
        ({"bytes": 0}, "material.no_file"),
        ({"bytes": 20_000_001}, "material.too_large"),
        ({"media_type": MEDIA_TYPES["xlsx"]}, "material.format"),
        ({"media_type": ""}, "material.format"),
        ({"source": "licence_store"}, "material.source"),
        ({"source": "promise"}, "material.source"),
    ],
)
def test_each_fault_of_a_material_is_named(changes: dict[str, Any], code: str) -> None:
    plan = replace(PLAN_FILE, **changes)

    assert material_faults(plan, *FILES[1:]) == [(code, "/materials/plan")]


@pytest.mark.parametrize(
    "changes",
    [
        {"file_name": "IMG_0001", "media_type": MEDIA_TYPES["jpg"]},
        {"file_name": "plan.exe"},
        {"bytes": 20_000_000},
        {"source": "scan"},
    ],
)
def test_what_is_as_asked_has_no_fault(changes: dict[str, Any]) -> None:
    assert material_faults(replace(PLAN_FILE, **changes), *FILES[1:]) == []


def test_a_material_is_asked_for_when_its_condition_holds() -> None:
    assert material_faults(*FILES[:2]) == [("material.missing", "/materials/evacuation")]
    assert material_faults(*FILES[:2], crowded=False) == []


def test_a_material_from_the_licence_store_needs_no_file() -> None:
    stored = Material(name="evacuation", source="licence_store")

    assert material_faults(*FILES[:2], stored) == []


def test_a_promise_stands_for_its_material_until_the_file_is_there() -> None:
    promise = Material(name="funds", source="promise")

    assert material_faults(FILES[0], promise, FILES[2]) == []
    assert materials.promised((promise,)) == {"funds"}
    assert materials.promised((promise, FILES[1])) == set()


def test_an_optional_material_may_be_left_out() -> None:
    item = replace(PERMIT, materials=(replace(PERMIT.materials[0], optional=True),))

    assert materials.required(item, ANSWERS) == ()
