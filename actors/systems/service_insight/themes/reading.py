"""Rows of a theme set from a CSV (导入); what is not in order is listed by row and column."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import msgspec

from actors.systems.service_insight.themes.theme import ThemeColumn

MOST_ROWS = 200_000
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")
_LONGEST = 2_000
_LARGEST = {"int32": 2**31 - 1, "int64": 2**63 - 1}
Fault = Literal["unreadable", "no_column", "strange_column", "too_many_rows"]
Why = Literal["cells", "type", "missing", "value"]


class BadFile(Exception):
    """The file cannot be taken in; `fault` says why, `about` names the column."""

    def __init__(self, fault: Fault, about: str = "") -> None:
        super().__init__(f"{fault}: {about}")
        self.fault: Fault = fault
        self.about = about


class RejectedRow(msgspec.Struct, frozen=True):
    """Row `number` of the file, its head being 1, is not in order at `column`: of another number of
    cells, another type, empty where something is needed, or none of the values."""

    number: int
    column: str
    why: Why


class Rows(msgspec.Struct, frozen=True):
    """What a file holds: rows in order, and those that are not."""

    rows: list[dict[str, Any]]
    rejected: list[RejectedRow]


def read_rows(content: bytes, columns: Sequence[ThemeColumn]) -> Rows:
    """Return the rows of the CSV `content` (UTF-8 or GB 18030), whose head names `columns`, in any
    order.

    Raises:
        BadFile: it is no table, lacks a column or has a strange one, or has too many rows.
    """
    try:
        text = _text(content)
        lines = [each for each in csv.reader(io.StringIO(text, newline=""), strict=True) if each]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFile("unreadable") from error
    head = [cell.strip() for cell in lines[0]] if lines else []
    for column in columns:
        if head.count(column.name) != 1:
            raise BadFile("no_column", column.name)
    if strange := set(head) - {each.name for each in columns}:
        raise BadFile("strange_column", min(strange))
    if len(lines) > MOST_ROWS + 1:
        raise BadFile("too_many_rows")
    places = [(column, head.index(column.name)) for column in columns]
    rows: list[dict[str, Any]] = []
    rejected: list[RejectedRow] = []
    for number, cells in enumerate(lines[1:], 2):
        if len(cells) != len(head):
            rejected.append(RejectedRow(number, "", "cells"))
            continue
        row: dict[str, Any] = {}
        wrong = [
            RejectedRow(number, column.name, why)
            for column, at in places
            if (why := _read(row, column, cells[at].strip()))
        ]
        rejected += wrong
        if not wrong:
            rows.append(row)
    return Rows(rows, rejected)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _read(row: dict[str, Any], column: ThemeColumn, said: str) -> Why | None:
    """Put what is `said` into the row; return why that cannot be done."""
    if not said:
        row[column.name] = None
        return None if column.nullable else "missing"
    try:
        row[column.name] = _value(column.type, said)
    except ValueError:
        return "type"
    return "value" if column.values and said not in column.values else None


def _value(of: str, said: str) -> Any:
    match of:
        case "int32" | "int64":
            if not _INTEGER.fullmatch(said) or abs(int(said)) > _LARGEST[of]:
                raise ValueError(said)
            return int(said)
        case "float64":
            if not _NUMBER.fullmatch(said):
                raise ValueError(said)
            return float(said)
        case "date":
            return date.fromisoformat(said).isoformat()
        case _:
            if len(said) > _LONGEST:
                raise ValueError(said[:20])
            return said
