"""Rows, money, divisions, and pages that only some answers ask for."""

from datetime import date
from typing import Any

import pytest

from actors.blocks.forms.answers import read_typed, yuan_of
from actors.blocks.forms.conditions import Condition
from actors.blocks.forms.divisions import above, below, is_last
from actors.blocks.forms.form import Form
from actors.blocks.forms.layout import Field, Section
from actors.blocks.forms.parse import form_faults
from actors.place.divisions.load import load_divisions
from tests.blocks.cases.city import title

TODAY = date(2026, 3, 2)
DIVISIONS = load_divisions()
COLUMNS: dict[str, Any] = {
    "name": {"type": "string", "maxLength": 60},
    "paid": {"type": "integer", "minimum": 100},
    "on": {"type": "string", "format": "date"},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sort", "people"],
    "properties": {
        "sort": {"type": "string", "enum": ["one", "other"]},
        "people": {
            "type": "array",
            "minItems": 1,
            "maxItems": 12,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "paid"],
                "properties": COLUMNS,
            },
        },
        "home": {"type": "string"},
    },
}
PEOPLE = Field(
    name="people",
    title=title("股东"),
    row=title("股东"),
    widget="rows",
    columns=(
        Field(name="name", title=title("姓名"), check="person_name"),
        Field(name="paid", title=title("出资"), widget="money"),
        Field(name="on", title=title("日期"), widget="date", earliest="today", latest="+1 year"),
    ),
)
SORT = Field(
    name="sort",
    title=title("类型"),
    widget="choice",
    choices=(("one", title("一")), ("other", title("二"))),
)
HOME = Field(name="home", title=title("住址"), widget="division")
SECTIONS = (
    Section(title=title("类型"), fields=(SORT,)),
    Section(title=title("股东"), fields=(PEOPLE,)),
    Section(
        title=title("住址"), fields=(HOME,), visible_if=Condition(field="sort", equals="other")
    ),
)
FORM = Form(SCHEMA, SECTIONS)
RIGHT = {"name": "麦晓彤", "paid": 12_000}


def faults(**answers: Any) -> list[tuple[str, str]]:
    cleaned = FORM.clean({"sort": "one", **answers})
    found = FORM.faults(cleaned, today=TODAY, divisions=DIVISIONS, rules={})
    return [(reason.code, reason.field) for reason in found]


def test_a_fault_is_named_by_its_row_and_column() -> None:
    people = [RIGHT, {"paid": 5}, {"name": "x\x07", "paid": 100, "on": "2025-01-01"}]

    assert faults(people=people) == [
        ("form.required", "/form/people/1/name"),
        ("form.too_small", "/form/people/1/paid"),
        ("name.control", "/form/people/2/name"),
        ("form.too_early", "/form/people/2/on"),
    ]


def test_the_tenth_row_comes_after_the_second() -> None:
    people = [RIGHT if at not in (2, 10) else {"name": "甲"} for at in range(11)]

    assert [place for _, place in faults(people=people)] == [
        "/form/people/2/paid",
        "/form/people/10/paid",
    ]


def test_rows_in_which_nothing_was_said_are_none() -> None:
    assert faults(people=[{}, {"name": " "}, RIGHT]) == []
    assert faults(people=[{"name": ""}]) == [("form.required", "/form/people")]
    assert faults(people=[RIGHT] * 13) == [("form.too_many", "/form/people")]


@pytest.mark.parametrize("people", ["text", 7, {"name": "x"}, [1], ["x"], [None], [[RIGHT]]])
def test_what_is_no_rows_is_refused(people: Any) -> None:
    assert all(place.startswith("/form/people") for _, place in faults(people=people))
    assert faults(people=people)


def test_a_column_that_the_form_does_not_have_is_refused() -> None:
    assert faults(people=[RIGHT | {"rank": 1}]) == [("form.invalid", "/form/people/0")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1,200.50", 120_050),
        ("１２００", 120_000),
        ("0.1", 10),
        ("1.005", "1.005"),
        ("many", "many"),
        ("9" * 30, "9" * 30),
    ],
)
def test_money_is_typed_in_yuan_and_kept_in_fen(typed: str, kept: object) -> None:
    paid = PEOPLE.columns[1]

    assert read_typed(paid, COLUMNS["paid"], typed) == kept
    assert isinstance(kept, str) or read_typed(paid, None, yuan_of(kept)) == kept


def test_a_program_says_fen_and_is_never_taken_at_its_word_for_yuan() -> None:
    assert faults(people=[{"name": "甲", "paid": "1200"}]) == [("form.yuan", "/form/people/0/paid")]
    reasons = FORM.faults(
        {"sort": "one", "people": [{"name": "甲", "paid": 5}]},
        today=TODAY, divisions=DIVISIONS, rules={},
    )  # fmt: skip

    assert reasons[0].facts == {"limit": "1"}  # a yuan, not a hundred fen


def test_a_page_that_the_answers_do_not_ask_for_is_left_out() -> None:
    assert FORM.clean({"sort": "one", "home": "440604"}) == {"sort": "one"}
    assert FORM.clean({"sort": "other", "home": "440604"})["home"] == "440604"


@pytest.mark.parametrize(
    ("code", "whole"),
    [
        ("440604", True),
        ("440600", False),
        ("440000", False),
        ("441900", True),  # 东莞 has no districts
        ("110101", True),
        ("429004", True),  # no prefecture stands above it
        ("110103", False),  # no more
        ("999999", False),
    ],
)
def test_a_division_is_chosen_down_to_the_last(code: str, whole: bool) -> None:
    told = faults(sort="other", people=[RIGHT], home=code)

    assert told == ([] if whole else [("form.division_open", "/form/home")])
    assert is_last(code, DIVISIONS, TODAY.year) is whole


def test_every_division_in_force_can_be_reached_step_by_step() -> None:
    reached: set[str] = set()
    left = list(below("", DIVISIONS, TODAY.year))
    while left:
        code = left.pop()
        reached.add(code)
        assert above(code, DIVISIONS, TODAY.year)[-1] == code
        left += below(code, DIVISIONS, TODAY.year)

    assert len(reached) > 3000
    assert reached == {
        code
        for code, spans in DIVISIONS.items()
        if any(first <= TODAY.year and last is None for first, last in spans)
    }


def layout(**changed: Any) -> list[str]:
    table = {
        "name": "people", "title": PEOPLE.title, "row": PEOPLE.row, "widget": "rows",
        "columns": PEOPLE.columns,
    }  # fmt: skip
    fields = (SORT, Field(**(table | changed)), HOME)
    return [rule for _, rule in form_faults(SCHEMA, (Section(title=title("表"), fields=fields),))]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"columns": ()}, "rows have columns"),
        ({"row": None}, "a word for one row"),
        ({"widget": "text"}, "widget text has no columns"),
        ({"columns": PEOPLE.columns[:2]}, "there is no column on"),
        ({"columns": (*PEOPLE.columns, PEOPLE.columns[0])}, "two columns are called name"),
        ({"columns": (HOME, *PEOPLE.columns)}, "form.properties has no home"),
    ],
)
def test_a_mistake_in_the_layout_of_rows_is_named_at_load(changed: Any, rule: str) -> None:
    assert any(rule in told for told in layout(**changed))
    assert layout() == []


@pytest.mark.parametrize(
    ("way", "value", "rule"),
    [
        (("maxItems",), 1000, "maxItems"),
        (("type",), "object", "rows are an array of objects"),
        (("items", "additionalProperties"), True, "no further properties"),
        (("items", "properties", "paid", "type"), "number", "money is an integer"),
    ],
)
def test_a_schema_that_says_something_else_of_rows_is_named(
    way: tuple[str, ...], value: object, rule: str
) -> None:
    def changed(part: Any, steps: tuple[str, ...]) -> Any:
        return {**part, steps[0]: changed(part[steps[0]], steps[1:])} if steps else value

    schema = changed(SCHEMA, ("properties", "people", *way))
    found = [told for _, told in form_faults(schema, SECTIONS)]

    assert any(rule in told for told in found)
