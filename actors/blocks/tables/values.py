"""What a cell of a table says (单元格取值), by the type of its column."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

ColumnType = Literal["text", "integer", "number", "date"]
"""Days are written as ISO 8601 has them."""
LONGEST_CELL = 10_000  # characters
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")  # what begins with 0 is a code
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BY_NARROWNESS: tuple[ColumnType, ...] = ("integer", "number", "date")


def value_of(of: ColumnType, said: str) -> Any:
    """Return the value that `said`, which is not empty, is; None if it is none of the type. Days
    are ISO texts."""
    match of:
        case "integer":
            return int(said) if _INTEGER.fullmatch(said) else None
        case "number":
            return float(said) if _NUMBER.fullmatch(said) else None
        case "date":
            try:
                return date.fromisoformat(said).isoformat() if _DATE.fullmatch(said) else None
            except ValueError:
                return None
        case "text":
            return said if len(said) <= LONGEST_CELL else None


def narrowest(values: Iterable[str]) -> ColumnType:
    """Return the narrowest type that each of `values` is of; empty ones say nothing."""
    said = [value for value in values if value]
    for narrow in _BY_NARROWNESS:
        if said and all(value_of(narrow, value) is not None for value in said):
            return narrow
    return "text"
