"""Between an HTML form and the answers of an application: reading, showing, keeping entries."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, cast

import msgspec
from babel.dates import format_date
from babel.numbers import format_decimal

from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.answers import FEN, read_typed, said_by, yuan_of
from actors.blocks.forms.conditions import Condition, is_filled
from actors.blocks.forms.divisions import STEPS
from actors.blocks.forms.layout import Field, Section, fields_in
from actors.blocks.forms.parse import MOST_ROWS
from serve_apps.pages.divisions import division_title

PREFIX = "form."  # of the names of controls
Masks = Mapping[str, Callable[[str], str]]
NO_MASKS: Masks = MappingProxyType({})


def read_section(
    item: ServiceItem, section: Section, sent: Mapping[str, str], without: tuple[str, int] = ("", 0)
) -> dict[str, Any]:
    """Return the answers of one page, each in the type that the item's schema names.

    What is no number stays text: the form's rules name the fault, and the entry is not lost. A
    field that was left out of what was sent is not in the answer. `without` is a row that is taken
    away: the name of its field, and its number.
    """
    properties: Mapping[str, Any] = item.form.get("properties", {})
    answers: dict[str, Any] = {}
    for field in section.fields:
        name, rule = PREFIX + field.name, properties.get(field.name, {})
        if field.widget == "rows":
            if name in sent:
                answers[field.name] = _rows(field, rule, sent, without)
        elif field.widget == "division":
            steps = [sent.get(f"{name}.{step}") for step in range(STEPS)]
            if any(step is not None for step in steps):
                answers[field.name] = _chosen(steps)
        elif (text := sent.get(name)) is not None:
            answers[field.name] = read_typed(field, rule, text)
    return answers


def _rows(
    field: Field, rule: Mapping[str, Any], sent: Mapping[str, str], without: tuple[str, int]
) -> list[dict[str, Any]]:
    """Return the rows in which something was said; those behind an empty one move up, so that
    faults are told by the places that are shown again."""
    pattern = re.compile(rf"{re.escape(PREFIX + field.name)}\.(\d{{1,4}})\.")
    numbers = {int(match[1]) for name in sent if (match := pattern.match(name))}
    rows: list[dict[str, Any]] = []
    for number in sorted(numbers)[: MOST_ROWS + 1]:
        row: dict[str, Any] = {}
        for column in field.columns:
            text = sent.get(f"{PREFIX}{field.name}.{number}.{column.name}", "")
            of_column = said_by(rule, "items", "properties", column.name)
            row[column.name] = read_typed(column, of_column, text)
        said = {name: value for name, value in row.items() if is_filled(value)}
        if said and (field.name, number) != without:
            rows.append(said)
    return rows


def _chosen(steps: Sequence[str | None]) -> str:
    """Return the last of the `steps` that lies below those before it: who has chosen another
    province has not chosen a county yet."""
    chosen = ""
    for step in steps:
        if not step or (chosen and not step.startswith(chosen.rstrip("0"))):
            break
        chosen = step
    return chosen


def control_value(answer: object) -> str:
    """Return what an HTML control shows for an answer."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, float) and answer.is_integer():
        return str(int(answer))
    return str(answer)


def typed_value(field: Field, answer: object) -> str:
    """Return what the one control of `field` shows for an answer, as it would have been typed."""
    if field.widget == "money" and isinstance(answer, int) and not isinstance(answer, bool):
        return yuan_of(answer)
    return control_value(answer)


def long_day(day: date, language: str) -> str:
    """Return a local day as people write it."""
    return format_date(day, "long", locale="en_GB" if language == "en" else "zh_Hans_CN")


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
        return long_day(day, language)
    if field.widget == "money" and isinstance(answer, int):
        return f"¥{format_decimal(Decimal(answer) / FEN, '#,##0.00', locale='en_GB')}"
    if field.widget == "division" and isinstance(answer, str):
        return division_title(answer, language)
    if field.widget == "rows":
        rows = (": ".join(row) for row in shown_rows(field, answer, language, yes, no))
        return ("; " if language == "en" else "；").join(rows)
    return control_value(answer)


def shown_rows(
    field: Field, answer: object, language: str, yes: str, no: str, masks: Masks = NO_MASKS
) -> list[tuple[str, str]]:
    """Return each row of an answer: which it is, and what it says, one column after the other.
    `masks` cover what is said in columns with a check, by that check."""
    comma, colon = (", ", ": ") if language == "en" else ("，", "：")
    told: list[tuple[str, str]] = []
    for number, row in enumerate(rows_of(answer), 1):
        said: list[str] = []
        for column in field.columns:
            text = shown(column, row.get(column.name), language, yes, no)
            cover = masks.get(column.check)
            if text:
                said.append(f"{column.title[language]}{colon}{cover(text) if cover else text}")
        told.append((row_title(field, number, language), comma.join(said)))
    return told


def rows_of(answer: object) -> list[dict[str, Any]]:
    """Return the rows of an answer, none where it has another shape."""
    if not isinstance(answer, list | tuple):
        return []
    rows = cast("Sequence[object]", answer)
    return [cast("dict[str, Any]", row) for row in rows if isinstance(row, dict)]


def row_title(field: Field, number: int, language: str) -> str:
    """Return what the row with this number, from 1, is called: "股东 2"."""
    return f"{(field.row or field.title)[language]} {number}"


def title_at(item: ServiceItem, name: str, language: str) -> str:
    """Return the title of the control `name` of the form, "" if it has none such: "form.area", or
    in a row "form.shareholders.1.name"."""
    if not name.startswith(PREFIX):
        return ""
    first, _, rest = name.removeprefix(PREFIX).partition(".")
    field = next((each for each in all_fields(item) if each.name == first), None)
    if field is None:
        return ""
    number, _, column = rest.partition(".")
    if not field.columns or not number.isdecimal():
        return field.title[language]
    titles = {each.name: each.title[language] for each in field.columns}
    row = row_title(field, int(number) + 1, language)
    return f"{row} {titles[column]}" if column in titles else row


def required_names(item: ServiceItem) -> frozenset[str]:
    """Return the names of fields that must be filled in whenever they are shown."""
    names: set[str] = set(item.form.get("required", ()))
    for rule in (item.form, *item.form.get("allOf", ())):
        names.update(rule.get("then", {}).get("required", ()))
    visible = {field.name for field in fields_in(item.sections)}
    return frozenset(names & visible)


def required_columns(item: ServiceItem, field: Field) -> frozenset[str]:
    """Return the names of the columns that must be filled in in every row."""
    return frozenset(said_by(item.form, "properties", field.name, "items", "required") or ())


def row_bounds(item: ServiceItem, field: Field) -> tuple[int, int]:
    """Return how many rows there are at least and at most."""
    rule = said_by(item.form, "properties", field.name)
    return said_by(rule, "minItems") or 0, said_by(rule, "maxItems") or MOST_ROWS


def condition_json(condition: Condition | None) -> str:
    """Return a condition for static/js/conditional.js; "" for none."""
    return "" if condition is None else json.dumps(msgspec.to_builtins(condition))


def field_ids(section: Section) -> frozenset[str]:
    """Return the JSON pointers of a section's fields."""
    return frozenset(f"/form/{field.name}" for field in section.fields)


def field_pointer(pointer: str) -> str:
    """Return the pointer to the field in which what lies at `pointer` was filled in."""
    return "/".join(pointer.split("/")[:3])


def locate(item: ServiceItem, pointer: str) -> int | None:
    """Return the index of the section that holds the field at `pointer`, or None."""
    for index, section in enumerate(item.sections):
        if field_pointer(pointer) in field_ids(section):
            return index
    return None


def all_fields(item: ServiceItem) -> Iterable[Field]:
    """Yield the fields of every section in order."""
    return fields_in(item.sections)
