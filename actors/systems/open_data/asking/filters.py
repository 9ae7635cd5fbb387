"""The filters of `datastore_search` as a condition in SQL: the words of CKAN, and nothing that was
sent stands in the text (OPEN-39).

`{"year": 2019}` equals, `{"year": [2018, 2022]}` is one of them, `{"year": {"gte": 2019}}`
compares, `null` is missing; columns are joined by AND, and `$or` and `$and` take lists of such.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from actors.blocks.tables.values import ColumnType

_COMPARED = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_JOINED = {"$or": " OR ", "$and": " AND "}
_DEEPEST = 8
_MOST = 500  # values in all


class BadFilter(Exception):
    """What was asked cannot be answered: `field` is what it is about."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def condition(
    filters: Mapping[str, Any], columns: Mapping[str, ColumnType]
) -> tuple[str, list[Any]]:
    """Return the condition that `filters` are, and the values of its question marks in order.
    Without any it is "true".

    Raises:
        BadFilter: a column is none of `columns`, an operator is unknown, a value does not fit.
    """
    values: list[Any] = []
    said = _all(filters, columns, values, 0)
    if len(values) > _MOST:
        raise BadFilter("filters", "too many values")
    return said, values


def quoted(name: str) -> str:
    """Return the name of a column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _all(
    filters: Mapping[str, Any], columns: Mapping[str, ColumnType], values: list[Any], depth: int
) -> str:
    if depth > _DEEPEST:
        raise BadFilter("filters", "too deep")
    parts: list[str] = []
    for name, asked in filters.items():
        if name in _JOINED:
            parts.append(_joined(name, asked, columns, values, depth))
        elif name in columns:
            parts.append(_column(name, columns[name], asked, values))
        else:
            raise BadFilter(name, "field not in table")
    return " AND ".join(f"({part})" for part in parts) or "true"


def _joined(
    word: str, asked: Any, columns: Mapping[str, ColumnType], values: list[Any], depth: int
) -> str:
    several = cast("Sequence[Any]", asked) if isinstance(asked, list) else ()
    if not several or not all(isinstance(each, Mapping) for each in several):
        raise BadFilter(word, "a list of filters is needed")
    return _JOINED[word].join(f"({_all(each, columns, values, depth + 1)})" for each in several)


def _column(name: str, of: ColumnType, asked: Any, values: list[Any]) -> str:
    column = quoted(name)
    match asked:
        case list():
            listed = cast("list[Any]", asked)
            found = [_fitting(name, of, each) for each in listed if each is not None]
            values += found
            parts = [f"{column} IN ({', '.join('?' * len(found))})"] if found else []
            if None in listed:
                parts.append(f"{column} IS NULL")
            return " OR ".join(parts) or "false"
        case dict():
            compared: list[str] = []
            for operator, value in cast("dict[str, Any]", asked).items():
                if operator not in _COMPARED:
                    raise BadFilter(name, f"unknown operator {operator[:20]!r}")
                values.append(_fitting(name, of, value))
                compared.append(f"{column} {_COMPARED[operator]} ?")
            if not compared:
                raise BadFilter(name, "an operator is needed")
            return " AND ".join(compared)
        case None:
            return f"{column} IS NULL"
        case _:
            values.append(_fitting(name, of, asked))
            return f"{column} = ?"


def _fitting(name: str, of: ColumnType, value: Any) -> Any:
    """Return `value` as the column has it."""
    if value is None or isinstance(value, list | dict):
        raise BadFilter(name, "invalid value")
    try:
        match of:
            case "integer":
                return int(value)
            case "number":
                return float(value)
            case "date":
                return date.fromisoformat(str(value)).isoformat()
            case _:
                return str(value)
    except ValueError as error:
        raise BadFilter(name, f"invalid value {str(value)[:50]!r}") from error
