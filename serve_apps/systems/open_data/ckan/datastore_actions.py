"""Actions that tell of the rows of datasets: filters, order, pages by offset or by `_id`."""

import asyncio
import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, cast

from actors.blocks.tables.values import ColumnType
from actors.kernel.safe_text import unharmed
from actors.systems.open_data.asking.filters import BadFilter
from actors.systems.open_data.asking.words import BadWords
from actors.systems.open_data.shell.stores import NoSuchFile
from serve_apps.systems.open_data.ckan.catalogue_actions import file_of
from serve_apps.systems.open_data.ckan.doing import Doing
from serve_apps.systems.open_data.ckan.errors import failed, invalid, not_found
from serve_apps.systems.open_data.ckan.sent import (
    Sent,
    names,
    number,
    structure,
    text,
    truth,
    words,
)
from serve_apps.systems.open_data.metering import Meter
from serve_apps.systems.open_data.rows import ID, Asked, TooLong, ask
from storage.mongo import Document

DEFAULT_LIMIT, MOST_ROWS = 100, 32_000
_MOST_OFFSET = 100_000_000
_TYPES: Mapping[ColumnType, str] = {
    "text": "text",
    "integer": "int8",
    "number": "float8",
    "date": "date",
}
_FORMATS = ("objects", "lists", "csv", "tsv")
_NOT_BUILT = ("language",)


async def datastore_search(doing: Doing, sent: Sent) -> dict[str, Any]:
    """Search the rows of a file: resource_id, filters, q (words, or an object of them by column),
    distinct, fields, sort, limit, offset, include_total, include_next_page, records_format
    (objects, lists, csv, tsv)."""
    id = text(sent, "resource_id", "id")
    row, _ = await file_of(doing, id)
    await doing.admit(row)
    doing.services[Meter].used(row["slug"], id.rpartition(".")[2], "calls")
    types = {each["name"]: each["type"] for each in row["columns"]}
    form = text(sent, "records_format", default="objects")
    if form not in _FORMATS:
        raise invalid(records_format=[f"Value must be one of {list(_FORMATS)}"])
    if unknown := [name for name in _NOT_BUILT if sent.get(name)]:
        raise invalid(**{unknown[0]: ["This is not supported here"]})
    if not truth(sent, "plain", True):
        raise invalid(plain=["This is not supported here"])
    filters, q = _filters(sent), words(sent, "q")
    columns = _columns(sent, types)
    distinct = truth(sent, "distinct")
    limit = number(sent, "limit", DEFAULT_LIMIT, MOST_ROWS)
    offset = number(sent, "offset", 0, _MOST_OFFSET)
    total = truth(sent, "include_total", True)
    order = _order(sent, columns if distinct else [ID, *types], distinct=distinct)
    asked = Asked(
        filters=filters,
        q=q,
        distinct=distinct,
        columns=columns,
        sort=order,
        limit=limit,
        offset=offset,
        total=total,
    )
    answer = await _answered(doing, row, types, asked)
    result: dict[str, Any] = {
        "resource_id": id,
        "fields": _fields(row, columns),
        "records": _written(form, columns, answer.rows),
        "records_format": form,
        "limit": limit,
        "include_total": total,
    }
    if total:
        result |= {"total": answer.total, "total_was_estimated": False}
    if offset:
        result["offset"] = offset
    for name, said in (("filters", filters), ("q", q), ("distinct", distinct)):
        if said:
            result[name] = said
    by_id = order[:1] == ((ID, True),) and columns[0] == ID
    if truth(sent, "include_next_page") and by_id and limit and len(answer.rows) == limit:
        result["next_page"] = {ID: {"gt": answer.rows[-1][0]}}
    return result


async def datastore_info(doing: Doing, sent: Sent) -> dict[str, Any]:
    """Tell the columns of a file, and how many rows it has."""
    id = text(sent, "resource_id", "id")
    row, _ = await file_of(doing, id)
    return {
        "meta": {"id": id, "count": row["rows"], "table_type": "BASE TABLE", "aliases": []},
        "fields": _fields(row, [each["name"] for each in row["columns"]]),
    }


async def _answered(
    doing: Doing, row: Document, types: Mapping[str, ColumnType], asked: Asked
) -> Any:
    sha256 = next(each["sha256"] for each in row["files"] if each["format"] == "parquet")
    try:
        path = doing.store.path(sha256, "parquet")
        return await asyncio.to_thread(ask, path, types, asked)
    except BadWords as bad:
        raise invalid(q=[f"{bad.field}: {bad.message}"]) from bad
    except BadFilter as bad:
        raise invalid(filters=[f"{bad.field}: {bad.message}"]) from bad
    except NoSuchFile as error:
        raise not_found("Resource was not found.") from error
    except TooLong as error:
        raise failed() from error


def _filters(sent: Sent) -> Mapping[str, Any]:
    found: Any = structure(sent, "filters") or {}
    if not isinstance(found, dict):
        raise invalid(filters=["Not a json object"])
    return cast("Mapping[str, Any]", found)


def _columns(sent: Sent, types: Mapping[str, ColumnType]) -> list[str]:
    """Return the columns that are wanted, all of them with `_id` first if none are named."""
    wanted = names(sent, "fields")
    for each in wanted:
        if each != ID and each not in types:
            raise invalid(fields=[f'field "{each[:50]}" not in table'])
    return list(dict.fromkeys(wanted)) or [ID, *types]


def _order(sent: Sent, columns: Sequence[str], *, distinct: bool) -> tuple[tuple[str, bool], ...]:
    """Return the order by some of `columns` that is asked for; after these the number of the row
    or, of rows that are `distinct`, all columns tell them apart."""
    order: dict[str, bool] = {}
    for part in names(sent, "sort"):
        name, _, way = part.strip().rpartition(" ")
        if way.lower() not in ("asc", "desc") or not name:
            name, way = part.strip(), "asc"
        name = name.strip().strip('"')
        if name not in columns:
            raise invalid(sort=[f'field "{name[:50]}" not in table'])
        order[name] = way.lower() == "asc"
    last = columns if distinct else [ID]
    return tuple({**order, **{each: order.get(each, True) for each in last}}.items())


def _fields(row: Document, columns: Sequence[str]) -> list[dict[str, Any]]:
    known = {each["name"]: each for each in row["columns"]}
    return [
        {"id": ID, "type": "int"}
        if name == ID
        else {
            "id": name,
            "type": _TYPES[known[name]["type"]],
            "info": {"label": known[name]["title"], "notes": known[name]["title_en"]},
        }
        for name in columns
    ]


def _written(form: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
    match form:
        case "objects":
            return [dict(zip(columns, row, strict=True)) for row in rows]
        case "lists":
            return [list(row) for row in rows]
        case _:
            lines = io.StringIO(newline="")
            writer = csv.writer(lines, delimiter="\t" if form == "tsv" else ",")
            for row in rows:
                writer.writerow(unharmed(each) if isinstance(each, str) else each for each in row)
            return lines.getvalue()
