"""Checks a form: its JSON Schema and its layout say the same."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker

from actors.blocks.forms.answers import said_by
from actors.blocks.forms.conditions import condition_faults, fields_of
from actors.blocks.forms.dates import bound
from actors.blocks.forms.layout import PLAIN, Field, Section
from actors.blocks.forms.plain import is_plain
from actors.kernel.identifiers import KINDS
from actors.kernel.shape import NAME, repeated

_META = Draft202012Validator(
    Draft202012Validator.META_SCHEMA, format_checker=FormatChecker(["regex"])
)
MOST_ROWS = 200
_SOME_DAY = date(2026, 1, 1)  # bounds are in order on every day or on none
_ON_LICENCE = re.compile(r"[a-z][a-z0-9_]*:[a-z][a-z0-9_]*")  # see licences/stated.py
_Fault = tuple[str, str]  # place and rule


def form_faults(schema: dict[str, Any], sections: tuple[Section, ...]) -> Iterator[_Fault]:
    """Yield (place, rule) for all that is wrong with a form of `schema` asked in `sections`."""
    schema_faults = tuple(_schema_faults(schema))
    yield from schema_faults
    if schema_faults:
        return
    properties: dict[str, Any] = schema.get("properties", {})
    layout = [
        (f"sections[{s}].fields[{f}]", field)
        for s, section in enumerate(sections)
        for f, field in enumerate(section.fields)
    ]
    names = [field.name for _, field in layout]
    for name in repeated(names):
        yield "sections", f"two fields are called {name}"
    for name in properties.keys() - set(names):
        yield f"form.properties.{name}", "has no field in sections"
    for name in set(cast("list[str]", schema.get("required", []))) - properties.keys():
        yield "form.required", f"unknown property {name}"
    for number, section in enumerate(sections):
        if not section.fields:
            yield f"sections[{number}].fields", "a section has at least one field"
    known = [field.known_as for _, field in layout if field.known_as]
    for name in repeated(known):
        yield "sections", f"asks for {name} twice"
    plain = [field.name if field.widget in PLAIN else "" for _, field in layout]
    for number, (place, field) in enumerate(layout):
        yield from _field_faults(field, place, properties, frozenset(plain[:number]))
        yield from _row_faults(field, place, properties.get(field.name))
    before = 0
    for number, section in enumerate(sections):
        place = f"sections[{number}].visible_if"
        yield from condition_faults(section.visible_if, place)
        for name in fields_of(section.visible_if):
            if name not in plain[:before]:
                yield place, f"{name} is not asked before"
        before += len(section.fields)


def _row_faults(field: Field, place: str, rule: object) -> Iterator[_Fault]:
    """Yield what is wrong with rows: the schema says the same of each column, and how many rows
    there may be."""
    if field.widget != "rows":
        if field.columns or field.row or field.as_table:
            yield f"{place}.columns", f"widget {field.widget} has no columns"
        return
    if not field.columns or field.row is None:
        yield f"{place}.columns", "rows have columns, and a word for one row"
    if said_by(rule, "type") != "array" or said_by(rule, "items", "type") != "object":
        yield f"{place}.widget", "rows are an array of objects"
        return
    most = said_by(rule, "maxItems")
    if not isinstance(most, int) or not 1 <= most <= MOST_ROWS:
        yield f"{place}.widget", f"maxItems says how many rows there may be, {MOST_ROWS} at most"
    if said_by(rule, "items", "additionalProperties") is not False:
        yield f"{place}.widget", "a row has no further properties"
    properties: dict[str, Any] = said_by(rule, "items", "properties") or {}
    names = [column.name for column in field.columns]
    for name in repeated(names):
        yield f"{place}.columns", f"two columns are called {name}"
    for name in properties.keys() - set(names):
        yield f"{place}.columns", f"there is no column {name}"
    for number, column in enumerate(field.columns):
        here = f"{place}.columns[{number}]"
        yield from _field_faults(column, here, properties, frozenset())
        if column.widget in ("rows", "division", "long_text"):
            yield f"{here}.widget", f"a column is no {column.widget}"
        if column.visible_if or column.known_as or column.on_licence:
            yield here, "every column of a row is asked, for that row alone"


def _field_faults(
    field: Field, place: str, properties: dict[str, Any], earlier: frozenset[str]
) -> Iterator[_Fault]:
    kind = said_by(properties.get(field.name), "type")
    if field.widget == "money" and kind != "integer":
        yield f"{place}.widget", "money is an integer: whole fen"
    if field.widget == "division" and kind != "string":
        yield f"{place}.widget", "a division is a string: its code"
    if not NAME.fullmatch(field.name):
        yield f"{place}.name", "a name is of small letters, digits and _"
    if field.name not in properties:
        yield f"{place}.name", f"form.properties has no {field.name}"
    if field.check and field.check not in KINDS:
        yield f"{place}.check", f"unknown check {field.check}"
    for number, named in enumerate(field.on_licence):
        if not _ON_LICENCE.fullmatch(named):
            yield f"{place}.on_licence[{number}]", 'names a kind and what of it: "permit:number"'
    yield from condition_faults(field.visible_if, f"{place}.visible_if")
    for name in fields_of(field.visible_if):
        if name not in earlier:
            yield f"{place}.visible_if", f"{name} is not asked before"
    yield from _date_faults(field, place, properties)
    values = [value for value, _ in field.choices]
    if field.widget == "choice" and not values:
        yield f"{place}.choices", "a choice has choices"
    if field.widget != "choice" and values:
        yield f"{place}.choices", f"widget {field.widget} has no choices"
    for value in repeated(values):
        yield f"{place}.choices", f"names {value} twice"
    rule: Any = properties.get(field.name)
    if values and isinstance(rule, dict):
        allowed = cast("list[Any]", cast("dict[str, Any]", rule).get("enum", []))
        if sorted(allowed, key=str) != sorted(values):
            yield f"{place}.choices", f"are not the enum of form.properties.{field.name}"


def _date_faults(field: Field, place: str, properties: dict[str, Any]) -> Iterator[_Fault]:
    """Yield what is wrong with the bounds of a date: a day that nobody thought of is let in, or
    breaks a rule."""
    rule: Any = properties.get(field.name)
    if isinstance(rule, dict):
        is_date = cast("dict[str, Any]", rule).get("format") == "date"
        if is_date is not (field.widget == "date"):
            yield f"{place}.widget", 'a date has widget "date" and format "date"'
    ends: list[date] = []
    for key in ("earliest", "latest"):
        try:
            ends.append(bound(getattr(field, key), _SOME_DAY))
        except ValueError:
            yield f"{place}.{key}", 'a bound is "today", "-18 years", "+3 months" or a day'
    if len(ends) == 2 and ends[0] > ends[1]:
        yield f"{place}.earliest", "is not after latest"


def _schema_faults(schema: dict[str, Any]) -> Iterator[_Fault]:
    """Yield where `schema` is no JSON Schema 2020-12 of an object, or reaches outside itself."""
    errors = () if is_plain(schema) else _META.iter_errors(schema)  # pyright: ignore[reportUnknownMemberType]
    for error in errors:
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
        yield f"form{path}", f"is no JSON Schema 2020-12: {error.message}"
    if schema.get("type") != "object":
        yield "form.type", 'a form is of type "object"'
    yield from _outside_faults(schema, "form")


def _outside_faults(part: Any, place: str) -> Iterator[_Fault]:
    if isinstance(part, dict):
        for key, value in cast("dict[str, Any]", part).items():
            if key in ("$ref", "$dynamicRef") and not str(value).startswith("#"):
                yield f"{place}.{key}", "refers outside the form"
            yield from _outside_faults(value, f"{place}.{key}")
    elif isinstance(part, list):
        for number, value in enumerate(cast("list[Any]", part)):
            yield from _outside_faults(value, f"{place}[{number}]")
