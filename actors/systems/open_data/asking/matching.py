"""Queries as conditions on rows of the published catalogue (目录检索), in the words of MongoDB.

A field that nobody knows is a mistake: a harvester whose filter is passed over takes everything in
again.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from actors.systems.open_data.asking.query import BadQuery, Every, Query, Range, Some, Term, Without

Where = dict[str, Any]
FieldType = Literal["code", "text", "moment"]
FIELDS: Mapping[str, tuple[str, FieldType]] = {
    "id": ("_id", "code"),
    "name": ("slug", "code"),
    "organization": ("unit", "code"),
    "owner_org": ("unit", "code"),
    "groups": ("theme", "code"),
    "tags": ("tags", "code"),
    "res_format": ("formats", "code"),
    "license_id": ("licence", "code"),
    "title": ("", "text"),
    "notes": ("", "text"),
    "text": ("", "text"),
    "": ("", "text"),
    "metadata_modified": ("modified_at", "moment"),
    "metadata_created": ("created_at", "moment"),
}
"""By its name for who asks: the field of a row, and what it holds. All texts are looked through."""
ALIKE: Mapping[str, str] = {
    "type": "dataset",
    "dataset_type": "dataset",
    "state": "active",
    "capacity": "public",
    "private": "false",
}
"""Fields that are the same of all that is published."""
_NOTHING: Where = {"_id": {"$in": []}}


def where(query: Query, text: Callable[[str], Where]) -> Where:
    """Return the condition of rows that fit `query`; `text` gives that for words in their texts.

    Raises:
        BadQuery: a field is unknown, or a value is none of its field.
    """
    match query:
        case Every(parts):
            return {"$and": [where(each, text) for each in parts]} if parts else {}
        case Some(parts):
            return {"$or": [where(each, text) for each in parts]}
        case Without(part):
            return {"$nor": [where(part, text)]}
        case Range():
            return _range(query)
        case Term():
            return _term(query, text)


def _term(term: Term, text: Callable[[str], Where]) -> Where:
    if term.field in ALIKE:
        fits = term.value == "*" or term.value.lower() == ALIKE[term.field]
        return {} if fits else _NOTHING
    path, sort = _field(term.field)
    if term.value == "*" and not term.exact:
        return {}
    if sort == "text":
        return text(term.value)
    if sort == "moment":
        return {path: _moment(term.value)}
    if "*" in term.value and not term.exact:
        pattern = ".*".join(re.escape(part) for part in term.value.split("*"))
        return {path: {"$regex": f"^{pattern}$"}}
    return {path: term.value.upper() if path == "formats" else term.value}


def _range(asked: Range) -> Where:
    path, sort = _field(asked.field)
    if sort == "text":
        raise BadQuery(f"{asked.field} has no order")
    bounds: Where = {}
    for operator, value, included in zip(
        ("$gt", "$lt"), (asked.low, asked.high), asked.included, strict=True
    ):
        if value:
            said = _moment(value) if sort == "moment" else value
            bounds[f"{operator}e" if included else operator] = said
    return {path: bounds} if bounds else {}


def _field(name: str) -> tuple[str, FieldType]:
    if name not in FIELDS:
        raise BadQuery(f"undefined field {name[:50]}")
    return FIELDS[name]


def _moment(said: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise BadQuery(f"invalid date {said[:50]!r}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
