"""Schemas that are plain: built of the few words that nearly every form is built of, so that it can
be told at a glance that they are JSON Schema 2020-12. Every process reads all forms when it starts,
and asking the schema of schemas takes it twenty times as long."""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

_TYPES = frozenset({"string", "integer", "number", "boolean", "object"})


def is_plain(schema: object) -> bool:
    """Tell whether `schema` is plain, and so in order; what is not plain may be in order, too."""
    return _is_table(schema) and all(
        word in _WORDS and _WORDS[word](value)
        for word, value in cast("dict[str, Any]", schema).items()
    )


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _are_plain(value: object) -> bool:
    """Tell whether a list of schemas is plain; an empty one is no list of schemas."""
    schemas = cast("list[Any]", value) if isinstance(value, list) else []
    return bool(schemas) and all(map(is_plain, schemas))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_pattern(value: object) -> bool:
    try:
        re.compile(cast(str, value))
    except (re.error, TypeError):
        return False
    return True


def _names_each_once(value: object) -> bool:
    if not isinstance(value, list):
        return False
    names = cast("list[Any]", value)
    return all(isinstance(name, str) for name in names) and len(set(names)) == len(names)


_WORDS: Mapping[str, Callable[[Any], bool]] = {
    "type": lambda value: isinstance(value, str) and value in _TYPES,
    "properties": lambda value: _is_table(value) and all(map(is_plain, value.values())),
    "additionalProperties": lambda value: isinstance(value, bool),
    "required": _names_each_once,
    "allOf": _are_plain,
    "anyOf": _are_plain,
    "if": is_plain,
    "then": is_plain,
    "else": is_plain,
    "enum": lambda value: isinstance(value, list),
    "const": lambda value: True,
    "format": lambda value: isinstance(value, str),
    "pattern": _is_pattern,
    "minLength": _is_count,
    "maxLength": _is_count,
    "minimum": _is_number,
    "maximum": _is_number,
}
