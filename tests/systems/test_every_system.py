"""Every system folder, found by scanning: a new one is tested by being there. Names none."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from actors.blocks.cases.applicants import example_on, form_faults
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import Flow
from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.conditions import fields_of
from actors.blocks.forms.layout import Field, asked_if
from actors.kernel.system import Installed
from actors.kernel.words import Title
from actors.library import load_library, system_folders

FOLDERS = system_folders()
LIBRARY = load_library(FOLDERS)
ITEMS = [
    pytest.param(item, id=f"{item.system}/{item.code}/{item.version}")
    for item in LIBRARY[Catalogue].items.values()
]
TODAY = date(2026, 11, 23)
CHINESE = re.compile(r"[\u3400-\u9fff]")
JSON_TYPES = {
    "number": {"number", "integer"},
    "yes_no": {"boolean"},
    "choice": {"string"},
    "money": {"integer"},
    "rows": {"array"},
}


def titles(value: object) -> Iterator[Title]:
    """Yield every title within a struct, however deep."""
    if isinstance(value, Title):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from titles(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from titles(inner)
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from titles(getattr(value, name))


def fields(item: ServiceItem) -> dict[str, Field]:
    return {field.name: field for section in item.sections for field in section.fields}


def in_both_languages(title: Title) -> bool:
    """A Chinese name may be figures only; an English one has no Chinese in it."""
    return bool(title.zh.strip()) and bool(title.en.strip()) and not CHINESE.search(title.en)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_system_says_what_it_is(name: str) -> None:
    system = LIBRARY[Installed].systems[name]
    readme = (FOLDERS[name] / "README.md").read_text("utf-8")

    assert in_both_languages(system.title)
    assert CHINESE.search(system.title.zh)
    assert system.title.zh in readme
    assert re.search(r"^1\. ", readme, re.MULTILINE), "its acceptance criteria are numbered"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_of_items_holds_items(name: str) -> None:
    has_items = any(item.system == name for item in LIBRARY[Catalogue].items.values())

    assert has_items is (FOLDERS[name] / "items").exists()


@pytest.mark.parametrize("name", FOLDERS)
def test_every_rule_of_a_system_is_asked_by_one_of_its_items(name: str) -> None:
    asked = {
        rule
        for item in LIBRARY[Catalogue].items.values()
        if item.system == name
        for rule in (*(check.rule for check in item.checks), *item.by_rule)
    }

    assert asked == set(LIBRARY[Installed].systems[name].rules)


@pytest.mark.parametrize("item", ITEMS)
def test_everything_is_said_in_both_languages(item: ServiceItem) -> None:
    said = list(titles(item))

    assert [title for title in said if not in_both_languages(title)] == []
    assert len(said) > 10


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_names_law_conditions_and_result(item: ServiceItem) -> None:
    assert item.legal_basis
    assert all(basis.startswith("《") for basis in item.legal_basis)
    assert item.conditions
    assert item.result is not None


@pytest.mark.parametrize("item", ITEMS)
def test_what_is_promised_is_no_later_than_the_law(item: ServiceItem) -> None:
    assert 0 < item.limits.promised <= item.limits.statutory
    assert longest(item.flow) <= item.limits.promised


def longest(flow: Flow) -> int:
    """Return the working days that the longest way through a flow takes by its own limits."""

    def days(name: str) -> int:
        stage = flow.stage(name)
        own = max([stage.limit, *(branch.limit for branch in stage.branches)])
        return own + max((days(following.to) for following in stage.then), default=0)

    return days(flow.stages[0].name)


@pytest.mark.parametrize("item", ITEMS)
def test_a_flow_asks_only_for_answers_that_the_form_has(item: ServiceItem) -> None:
    conditions = [following.when for stage in item.flow.stages for following in stage.then]
    conditions += [branch.when for stage in item.flow.stages for branch in stage.branches]
    asked = {name for condition in conditions for name in fields_of(condition)}

    assert asked <= set(fields(item))


@pytest.mark.parametrize("item", ITEMS)
def test_a_form_is_json_schema_and_every_property_has_its_field(item: ServiceItem) -> None:
    Draft202012Validator.check_schema(item.form)
    properties: dict[str, Any] = item.form["properties"]
    names = [field.name for section in item.sections for field in section.fields]

    assert sorted(names) == sorted(set(names))
    assert set(names) == set(properties)
    assert set(item.form["required"]) <= set(names)
    assert item.form["additionalProperties"] is False
    assert 3 <= len(names) <= 18


@pytest.mark.parametrize("item", ITEMS)
def test_a_field_looks_like_the_rule_about_its_value(item: ServiceItem) -> None:
    rules = item.form["properties"]
    asked = [(field, rules[name]) for name, field in fields(item).items()]
    for table, rule in tuple(asked):
        asked += [(field, rule["items"]["properties"][field.name]) for field in table.columns]
    for field, rule in asked:
        name = field.name
        assert rule["type"] in JSON_TYPES.get(field.widget, {"string"}), name
        assert [value for value, _ in field.choices] == rule.get("enum", []), name
        assert (field.widget == "choice") is bool(field.choices), name
        assert (field.widget == "date") is (rule.get("format") == "date"), name


@pytest.mark.parametrize("item", ITEMS)
def test_a_field_depends_only_on_answers_before_it(item: ServiceItem) -> None:
    known: set[str] = set()
    for section in item.sections:
        for field in section.fields:
            condition = asked_if(section, field)
            assert set(fields_of(condition)) <= known, field.name
            assert not (condition and field.name in item.form["required"]), field.name
            known.add(field.name)
    for material in item.materials:
        assert set(fields_of(material.required_if)) <= known, material.name


@pytest.mark.parametrize("item", ITEMS)
def test_the_example_answers_satisfy_the_form(item: ServiceItem) -> None:
    form = LIBRARY[Catalogue].form(item)
    answers = form.clean(example_on(item, LIBRARY, TODAY))

    assert form.clean(item.example) == item.example
    assert form_faults(answers, None, item, LIBRARY, TODAY) == ()


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("on", [date(2025, 2, 3), date(2027, 12, 31)])
def test_the_example_can_be_moved_to_another_time(item: ServiceItem, on: date) -> None:
    answers = example_on(item, LIBRARY, on)

    assert form_faults(answers, None, item, LIBRARY, on) == ()


@pytest.mark.parametrize("name", FOLDERS)
def test_every_date_says_from_when_to_when(name: str) -> None:
    for file in (FOLDERS[name] / "items").glob("*.toml"):
        for section in tomllib.loads(file.read_text("utf-8"))["sections"]:
            for field in section["fields"]:
                bounded = {"earliest", "latest"} <= field.keys()
                assert bounded or field.get("widget") != "date", (file.name, field["name"])


@pytest.mark.parametrize("item", ITEMS)
def test_an_empty_form_is_refused_field_by_field(item: ServiceItem) -> None:
    faults = form_faults({}, None, item, LIBRARY, TODAY)

    assert {fault.field for fault in faults} == {f"/form/{n}" for n in item.form["required"]}
