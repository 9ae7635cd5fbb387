"""What is plain is JSON Schema 2020-12; what is not plain is asked of the schema of schemas."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.forms.plain import is_plain
from tests import loaded

META = Draft202012Validator(
    Draft202012Validator.META_SCHEMA, format_checker=FormatChecker(["regex"])
)
PLAIN: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {"name": {"type": "string", "pattern": "^[a-z]+$"}},
    "allOf": [{"if": {"required": ["name"]}, "then": {"properties": {}}}],
}


def test_the_forms_of_the_city_are_plain() -> None:
    items = loaded.library()[Catalogue].current_items()

    assert sum(not is_plain(item.form) for item in items) <= len(items) // 20


def test_what_is_plain_is_a_schema() -> None:
    assert is_plain(PLAIN)
    assert META.is_valid(PLAIN)


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "thing"},
        {"type": None},
        {"required": "name"},
        {"required": ["name", "name"]},
        {"required": [1]},
        {"allOf": []},
        {"allOf": [3]},
        {"properties": []},
        {"properties": {"name": 5}},
        {"properties": {"name": {"pattern": "("}}},
        {"properties": {"name": {"minLength": -1}}},
        {"properties": {"name": {"minLength": True}}},
        {"properties": {"name": {"maximum": "9"}}},
        {"properties": {"name": {"enum": "a"}}},
    ],
)
def test_what_is_no_schema_is_not_plain(changed: dict[str, Any]) -> None:
    broken = PLAIN | changed

    assert not META.is_valid(broken)
    assert not is_plain(broken)


def test_a_word_that_is_not_plain_is_left_to_the_schema_of_schemas() -> None:
    assert not is_plain({"$ref": "#/$defs/a"})
    assert not is_plain({"properties": {"list": {"type": "array"}}})
