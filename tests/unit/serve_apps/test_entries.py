"""What people type into the pages of every item: read as a program would say it, and whatever it
is, answered by the fields that it was typed into."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from actors.blocks.cases.applicants import example_on, form_faults
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.divisions import above
from actors.blocks.forms.layout import Field, fields_in
from actors.kernel.storable import unstorable
from actors.place.divisions.load import load_divisions
from serve_apps.front.late_forms import Entries
from serve_apps.pages.answers import (
    field_pointer,
    locate,
    read_section,
    row_bounds,
    rows_of,
    typed_value,
)
from serve_apps.pages.faults import tell
from serve_apps.pages.late_form import entry_rows
from serve_apps.pages.reading import answer_rows
from tests import loaded

LIBRARY = loaded.library()
ITEMS = [pytest.param(item, id=item.code) for item in LIBRARY[Catalogue].current_items()]
TODAY = date(2026, 11, 23)
ODD = {
    "nothing": "",
    "blanks": " \u3000\t",
    "too long": "长" * 20_000,
    "figures": "9" * 5_000,
    "looks like a figure": "²",
    "less than nothing": "-1",
    "a script": "<script>alert(1)</script>'\"--",
    "a template": "{{ 7 * 7 }} %(x)s {0}",
    "controls": "a\0b\x07\u202ec\u2028",
    "rare": "𪚥\U0001f600\ufdd0",
    "half a code": "4406",
    "a list": "[1]",
}


def typed(item: ServiceItem, answers: dict[str, Any]) -> dict[str, str]:
    """Return what a browser sends of `answers`, by the names of controls."""
    sent: dict[str, str] = {}
    for field in fields_in(item.sections):
        name, answer = f"form.{field.name}", answers.get(field.name)
        if field.widget == "rows":
            sent[name] = ""
            for at, row in enumerate(rows_of(answer)):
                for column in field.columns:
                    value = typed_value(column, row.get(column.name))
                    sent[f"{name}.{at}.{column.name}"] = value
        elif field.widget == "division":
            for step, code in enumerate(above(answer, load_divisions(), TODAY.year)):
                sent[f"{name}.{step}"] = code
        else:
            sent[name] = typed_value(field, answer)
    return sent


def odd(item: ServiceItem, value: str) -> dict[str, str]:
    """Return what a browser sends when every control holds `value`, of rows two."""
    return dict.fromkeys(_controls(item), value)


def _controls(item: ServiceItem) -> Iterator[str]:
    for field in fields_in(item.sections):
        yield f"form.{field.name}"
        yield from (f"form.{field.name}.{step}" for step in range(3) if field.widget == "division")
        for at in range(2):
            yield from (f"form.{field.name}.{at}.{column.name}" for column in field.columns)


def read(item: ServiceItem, sent: dict[str, str]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for section in item.sections:
        answers |= read_section(item, section, sent)
    return LIBRARY[Catalogue].form(item).clean(answers)


@pytest.mark.parametrize("item", ITEMS)
def test_what_is_typed_on_pages_is_what_a_program_says(item: ServiceItem) -> None:
    example = example_on(item, LIBRARY, TODAY)

    assert read(item, typed(item, example)) == example


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize("item", ITEMS)
def test_whatever_is_typed_is_answered_by_its_fields(item: ServiceItem, value: str) -> None:
    sent = odd(item, value)
    answers = read(item, sent)
    faults = form_faults(answers, None, item, LIBRARY, TODAY)
    told = tell(faults, "zh", item=item)

    assert faults or not item.form["required"]
    assert all(locate(item, fault.field) is not None for fault in faults)
    assert all(name for name, _ in told.summary), told.summary
    assert {name for name, _ in told.summary} <= set(_drawn(item))
    if not any(fault.code == "form.unreadable" for fault in faults):
        assert unstorable(answers, deepest=8, json=True) is None
    for section in item.sections:
        assert answer_rows(section, answers, "en") is not None
    assert entry_rows(Entries("/apply/x/1", tuple(sent.items())), LIBRARY, "en") is not None


def _drawn(item: ServiceItem) -> Iterator[str]:
    """Yield the ids to which a summary of errors may lead on the pages of an item."""
    for field in fields_in(item.sections):
        yield f"form.{field.name}"
        for at in range(row_bounds(item, field)[1] if field.columns else 0):
            yield from (f"form.{field.name}.{at}.{column.name}" for column in field.columns)


def test_a_row_that_is_taken_away_takes_no_other_with_it() -> None:
    item = next(each for each in LIBRARY[Catalogue].current_items() if _table(each))
    field, example = _table(item), dict(item.example)
    assert field is not None
    rows = example[field.name]
    sent = typed(item, example)
    section = next(each for each in item.sections if field in each.fields)

    kept = read_section(item, section, sent, without=(field.name, 0))[field.name]
    same = read_section(item, section, sent, without=(field.name, 99))[field.name]

    assert kept == rows[1:]
    assert same == rows


def _table(item: ServiceItem) -> Field | None:
    return next((field for field in fields_in(item.sections) if field.columns), None)


def test_a_fault_in_a_row_is_on_the_page_of_its_field() -> None:
    assert field_pointer("/form/people/3/name") == "/form/people"
