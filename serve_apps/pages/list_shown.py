"""A list as it is shown (列表页面): its rows in words, and the file of all of them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from serve_apps.front.faces import record_pages
from serve_apps.front.language import translations
from serve_apps.front.words import known_word, word
from serve_apps.pages.export import FORMATS, Sheet
from serve_apps.pages.list_asked import Asked, Seen
from serve_apps.pages.looking import NEW
from serve_apps.pages.parts import Saved
from serve_apps.pages.record import RecordPage
from serve_apps.pages.values import at_path
from storage import rows
from storage.mongo import Document
from storage.search.index import Searched

if TYPE_CHECKING:
    from serve_apps.pages.lists import Column, ListPage


_LEVELS = {"warning": ("notice", "clock"), "yellow": ("yellow", "card"), "red": ("red", "card")}


@dataclass(frozen=True)
class _Cell:
    """What stands in a cell: a tag of a tone with an icon, or plain text."""

    text: str
    tone: str = ""
    mark: str = ""


@dataclass(frozen=True)
class _Page:
    """Rows of a page that may be seen; the cursors of those beside it."""

    rows: list[Seen]
    after: str | None
    before: str | None
    changed: bool = False


async def context_of(of: "ListPage", asked: Asked) -> dict[str, Any]:
    """Return what the templates of a list are told.

    Raises:
        BadCursor: the place in the list is none.
        PyMongoError: the database does not answer.
    """
    found = await _page(of, asked)
    number, whole = (0, False) if asked.text else await asked.count()
    colon = translations(asked.language).gettext("：")
    return {
        "list": of,
        "title": word(f"lists.{of.name}.title", asked.language),
        "empty_text": word(f"lists.{of.name}.empty", asked.language),
        "head": [(asked.values.label(column.name), column.look) for column in of.columns],
        "rows": [_row(of, row, asked) for row in found.rows],
        "after": asked.address(cursor=found.after) if found.after else "",
        "before": asked.address(cursor=found.before) if found.before else "",
        "again": asked.address() if found.changed else "",
        "total": None if asked.text else number,
        "whole": whole,
        "searchable": bool(asked.view.searchable),
        "text": asked.text,
        "controls": [control for reading in asked.readings for control in reading.controls],
        "errors": [
            (control.name, f"{control.label}{colon}{control.error}")
            for reading in asked.readings
            for control in reading.controls
            if control.error
        ],
        "chips": [(each.text, asked.address(without=each.names)) for each in asked.active()],
        "orders": [
            (each.name, word(f"lists.{of.name}.orders.{each.name}", asked.language))
            for each in of.orders
        ],
        "order": asked.sorting.name,
        "exports": [(name, asked.address(format=name)) for name in FORMATS],
        "begin": _begin(of, asked),
        "query": urlencode(asked.given),
        "saved": await _saved(of, asked),
        "here": asked.address(cursor=asked.cursor) if asked.cursor else asked.address(),
    }


def _begin(of: "ListPage", asked: Asked) -> list[tuple[str, str]]:
    """Return what the visitor may begin here: (address, title) each."""
    kind = asked.records.kinds[asked.kind]
    page = record_pages().get(asked.kind)
    if not isinstance(page, RecordPage) or of.record != page.address or not kind.rules:
        return []
    state = kind.initial(f"{asked.kind}:{NEW}")
    allowed = kind.rules.allowed(asked.visitor.identity, state)
    first = next((name for name in allowed if page.begins(kind.rules, name)), "")
    title = known_word(f"{asked.kind}.begin", asked.language)
    title = title or known_word(f"{asked.kind}.commands.{first}", asked.language)
    return [(f"{page.at}/{NEW}", title)] if first else []


def _row(of: "ListPage", seen: Seen, asked: Asked) -> dict[str, Any]:
    row = seen.row
    cells = [
        _Cell(_text(column, row, asked), *_look(column, row, asked))
        if seen.shows(column.name)
        else _Cell("")
        for column in of.columns
    ]
    return {"id": row["_id"], "href": of.record.format(id=row["_id"]), "cells": cells}


def _look(column: "Column", row: Document, asked: Asked) -> tuple[str, str]:
    """Return the tone and the icon of what looks like a tag."""
    value = str(at_path(row, column.field) or "")
    match column.look:
        case "state":
            page = record_pages().get(asked.kind)
            return page.look(value) if isinstance(page, RecordPage) else ("brand", "dot")
        case "level":
            return _LEVELS.get(value, ("", ""))
        case _:
            return "", ""


def _text(column: "Column", row: Document, asked: Asked) -> str:
    last = column.field.rpartition(".")[2]
    return asked.values.text(last, at_path(row, column.field))


async def _page(of: "ListPage", asked: Asked) -> _Page:
    where = asked.where()
    if not asked.text:
        found = await rows.page(
            asked.records.database,
            of.view,
            where,
            asked.sorting.order,
            cursor=asked.cursor,
            size=of.size,
            fields=asked.fields,
            now=asked.now if asked.tells else None,
        )
        return _Page(asked.seen(found.rows), found.after, found.before, found.changed)
    searched = [Searched(collection=of.view, texts=asked.view.texts, where=where)]
    hits = await asked.records.search.find(asked.text, searched, limit=of.size, after=asked.cursor)
    return _Page(asked.seen([hit.row for hit in hits.rows]), hits.after, None)


def sheet_of(of: "ListPage", asked: Asked) -> Sheet:
    """Return every row that may be seen and fits, as a table for a file."""

    async def lines() -> AsyncIterator[list[Any]]:
        async for seen in _every(of, asked):
            yield [
                _plain(column, seen.row, asked) if seen.shows(column.name) else ""
                for column in of.columns
            ]

    heads = [asked.values.label(column.name) for column in of.columns]
    return Sheet(of.name, word(f"lists.{of.name}.title", asked.language), heads, lines())


async def _every(of: "ListPage", asked: Asked) -> AsyncIterator[Seen]:
    if asked.text:
        cursor: str | None = None
        searched = [Searched(collection=of.view, texts=asked.view.texts, where=asked.where())]
        while True:
            hits = await asked.records.search.find(
                asked.text, searched, limit=rows.MOST, after=cursor
            )
            for seen in asked.seen([hit.row for hit in hits.rows]):
                yield seen
            cursor = hits.after
            if cursor is None:
                return
    database, order = asked.records.database, asked.sorting.order
    async for row in rows.each(database, of.view, asked.where(), order):
        for seen in asked.seen([row]):
            yield seen


def _plain(column: "Column", row: Document, asked: Asked) -> Any:
    value = at_path(row, column.field)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value / 100 if column.field.endswith("_fen") else value
    return _text(column, row, asked)


async def _saved(of: "ListPage", asked: Asked) -> list[Saved]:
    kept = await asked.records.database["saved_filters"].find_one({"_id": asked.visitor.account})
    return [
        Saved(each["name"], f"{of.at}?{each['query']}")
        for each in (kept or {}).get("filters", ())
        if each["list"] == of.name
    ]
