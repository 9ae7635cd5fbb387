"""Between an HTML form and the answers of an application: reading, showing, keeping entries."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from babel.dates import format_date

from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.answers import read_answer
from actors.blocks.forms.conditions import Condition
from actors.blocks.forms.layout import Field, Section

PREFIX = "form."  # of the names of controls


def read_section(item: ServiceItem, section: Section, sent: Mapping[str, str]) -> dict[str, Any]:
    """Return the answers of one page, each in the type that the item's schema names.

    What is no number stays text: the form's rules name the fault, and the entry is not lost. A
    field that was left out of what was sent is not in the answer.
    """
    properties: Mapping[str, Any] = item.form.get("properties", {})
    answers: dict[str, Any] = {}
    for field in section.fields:
        text = sent.get(PREFIX + field.name)
        if text is not None:
            kind = properties.get(field.name, {}).get("type")
            answers[field.name] = read_answer(field, kind, text)
    return answers


def control_value(answer: object) -> str:
    """Return what an HTML control shows for an answer."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, float) and answer.is_integer():
        return str(int(answer))
    return str(answer)


def shown(field: Field, answer: object, language: str, yes: str, no: str) -> str:
    """Return an answer as a sentence would have it; "" when there is none."""
    if isinstance(answer, bool):
        return yes if answer else no
    for code, title in field.choices:
        if answer == code:
            return title[language]
    if field.widget == "date" and isinstance(answer, str):
        try:
            day = date.fromisoformat(answer)
        except ValueError:
            return answer
        return format_date(day, "long", locale="en_GB" if language == "en" else "zh_Hans_CN")
    return control_value(answer)


def required_names(item: ServiceItem) -> frozenset[str]:
    """Return the names of fields that must be filled in whenever they are shown."""
    names: set[str] = set(item.form.get("required", ()))
    for rule in (item.form, *item.form.get("allOf", ())):
        names.update(rule.get("then", {}).get("required", ()))
    visible = {field.name for section in item.sections for field in section.fields}
    return frozenset(names & visible)


def condition_json(condition: Condition | None) -> str:
    """Return a condition for static/js/conditional.js; "" for none."""
    return "" if condition is None else json.dumps(msgspec.to_builtins(condition))


def field_ids(section: Section) -> frozenset[str]:
    """Return the JSON pointers of a section's fields."""
    return frozenset(f"/form/{field.name}" for field in section.fields)


def locate(item: ServiceItem, pointer: str) -> int | None:
    """Return the index of the section that holds the field at `pointer`, or None."""
    for index, section in enumerate(item.sections):
        if any(pointer.startswith(known) for known in field_ids(section)):
            return index
    return None


def all_fields(item: ServiceItem) -> Iterable[Field]:
    """Yield the fields of every section in order."""
    for section in item.sections:
        yield from section.fields
