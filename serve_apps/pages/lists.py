"""A list from a view (列表): filters, columns, pages by cursor, saved filters, export.

What may be seen is decided twice: the policies' filter goes into the query, so that pages and
counts hold nothing else, and each row is decided on its own before it is shown.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.kernel.verdict import Verdict
from actors.kernel.view import View
from serve_apps.front.faces import record_pages
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import Policy, signed_in_staff
from serve_apps.front.rendering import page
from serve_apps.front.session import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, word
from serve_apps.pages.export import FORMATS, Sheet
from serve_apps.pages.filters import Active, Filter, Reading
from serve_apps.pages.parts import Saved
from serve_apps.pages.record import NEW, RecordPage
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values, at_path
from storage import rows
from storage.mongo import Document
from storage.rows import Order
from storage.search.index import Searched

Look = Literal["text", "state", "number"]
ALWAYS = ("_id", "updated_at")  # of every row: no fields of a state
_TYPED = 100  # characters of a search
_log = structlog.get_logger("yimen.lists")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: the value at the path `field` of a row, called `<kind>.fields.<first name of the
    path>`. The first column of a list is what a row is called, and leads to its record."""

    field: str
    look: Look = "text"

    @property
    def name(self) -> str:
        """The field of the state that it shows."""
        return self.field.partition(".")[0]


@dataclass(frozen=True, kw_only=True)
class Sorting:
    """A way to put rows in order, called `lists.<list>.orders.<name>`."""

    name: str
    fields: tuple[str, ...]
    descending: bool = False

    @property
    def order(self) -> Order:
        """What storage makes of it."""
        return Order(self.fields, self.descending)


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A list of rows of `view`, called `lists.<name>.title`.

    Attributes:
        name: unique over the platform.
        view: the name of the view.
        at: its address.
        kind: of which kind its rows are, where the view has several; "": the view's first.
        columns: of fields that the kind shows, or that policies know: of those a cell is empty for
            whoever is not shown the field of that row.
        orders: the first holds until another is chosen.
        filters: each on a field that leads an index of the view.
        record: the address of a row's record, with "{id}"; "": none.
        action: what one must be allowed to do to see a row.
        purpose: for which the policies are asked.
        paths: where facts of the kind stand in a row, if not under their own names.
        only: of all rows, those that fit this query.
        own: of all rows, those that have the visitor's account in this field; "": whosever.
        size: rows of a page.
        policy: who may come here at all.
    """

    name: str
    view: str
    at: str
    columns: tuple[Column, ...]
    orders: tuple[Sorting, ...]
    kind: str = ""
    filters: tuple[Filter, ...] = ()
    record: str = ""
    action: str = "read"
    purpose: str = ""
    paths: Mapping[str, str] = field(default_factory=dict[str, str])
    only: Mapping[str, Any] = field(default_factory=dict[str, Any])
    own: str = ""
    size: int = 20
    policy: Policy = signed_in_staff

    def router(self) -> APIRouter:
        """Return its route."""
        router = APIRouter(include_in_schema=False)

        @router.get(self.at, name=f"list:{self.name}")
        async def show(
            request: Request, visitor: Annotated[Visitor, Depends(self.policy)], services: Wired
        ) -> Response:
            return await self.respond(request, visitor, services)

        return router

    async def respond(self, request: Request, visitor: Visitor, services: Services) -> Response:
        """Return the page that the address asks for: a whole one, its rows alone for htmx, or a
        file of all rows with `?format=csv` or `xlsx`.

        Raises:
            BadCursor: the place in the list is none.
            PyMongoError: the database does not answer.
        """
        records = services[Records]
        asked = _Asked(self, request, visitor, records)
        form = request.query_params.get("format", "")
        if form in FORMATS:
            return await FORMATS[form](self._sheet(asked))
        context = await self._context(request, asked)
        fragment = request.headers.get("hx-request") == "true"
        return page(request, "generic/rows.html" if fragment else "generic/list.html", context)

    def faults(self, records: Records) -> Iterator[str]:
        """Yield what does not fit between this list and what is installed."""
        view = records.views.get(self.view)
        if view is None:
            yield f"there is no view {self.view!r}"
            return
        name = self.kind or view.kinds[0]
        kind, guarded = records.kinds.get(name), records.guarded(name)
        if kind is None or guarded is None or self.action not in guarded.actions:
            yield f"policies know no action '{name}.{self.action}'"
            return
        for column in self.columns:
            if column.name not in (*kind.shown, *ALWAYS, *guarded.fields):
                yield f"column {column.field!r}: {kind.name} does not show {column.name!r}"
        indexes = [index.fields for index in view.indexes if index.only is None]
        wanted = [each.field for each in self.filters]
        for missing in rows.unindexed(indexes, wanted, [each.order for each in self.orders]):
            yield f"index missing in view {view.name!r} for {missing}"
        if not self.orders:
            yield "a list has an order"
        for path in self.words(kind.name):
            if not known_word(path, "zh"):
                yield f"there is no word {path!r}"

    def words(self, kind: str) -> Iterator[str]:
        """Yield the paths of the words that the list is written with."""
        yield from (f"lists.{self.name}.title", f"lists.{self.name}.empty")
        yield from (f"lists.{self.name}.orders.{each.name}" for each in self.orders)
        yield from (f"{kind}.fields.{each.name}" for each in self.columns)
        for each in self.filters:
            yield from each.words(kind)

    async def _context(self, request: Request, asked: "_Asked") -> dict[str, Any]:
        found = await self._page(asked)
        number, whole = (0, False) if asked.text else await asked.count()
        return {
            "list": self,
            "title": word(f"lists.{self.name}.title", asked.language),
            "empty_text": word(f"lists.{self.name}.empty", asked.language),
            "head": [(asked.values.label(column.name), column.look) for column in self.columns],
            "rows": [self._row(row, asked) for row in found.rows],
            "after": asked.address(cursor=found.after) if found.after else "",
            "before": asked.address(cursor=found.before) if found.before else "",
            "total": None if asked.text else number,
            "whole": whole,
            "searchable": bool(asked.view.searchable),
            "text": asked.text,
            "controls": [control for reading in asked.readings for control in reading.controls],
            "errors": [
                (control.name, f"{control.label}：{control.error}")
                for reading in asked.readings
                for control in reading.controls
                if control.error
            ],
            "chips": [(each.text, asked.address(without=each.names)) for each in asked.active()],
            "orders": [
                (each.name, word(f"lists.{self.name}.orders.{each.name}", asked.language))
                for each in self.orders
            ],
            "order": asked.sorting.name,
            "exports": [(name, asked.address(format=name)) for name in FORMATS],
            "begin": self._begin(asked),
            "query": urlencode(asked.given),
            "saved": await self._saved(asked),
            "here": asked.address(cursor=asked.cursor) if asked.cursor else asked.address(),
        }

    def _begin(self, asked: "_Asked") -> list[tuple[str, str]]:
        """Return what the visitor may begin here: (address, title) each."""
        kind = asked.records.kinds[asked.kind]
        page = record_pages().get(asked.kind)
        if not isinstance(page, RecordPage) or self.record != page.address or not kind.rules:
            return []
        state = kind.initial(f"{asked.kind}:{NEW}")
        allowed = kind.rules.allowed(asked.visitor.identity, state)
        first = next((name for name in allowed if page.begins(kind.rules, name)), "")
        title = known_word(f"{asked.kind}.begin", asked.language)
        title = title or known_word(f"{asked.kind}.commands.{first}", asked.language)
        return [(f"{page.at}/{NEW}", title)] if first else []

    def _row(self, seen: "_Seen", asked: "_Asked") -> dict[str, Any]:
        row = seen.row
        cells = [
            (column.look, self._text(column, row, asked) if seen.shows(column.name) else "")
            for column in self.columns
        ]
        return {"id": row["_id"], "href": self.record.format(id=row["_id"]), "cells": cells}

    def _text(self, column: Column, row: Document, asked: "_Asked") -> str:
        last = column.field.rpartition(".")[2]
        return asked.values.text(last, at_path(row, column.field))

    async def _page(self, asked: "_Asked") -> "_Page":
        where = asked.where()
        if not asked.text:
            found = await rows.page(
                asked.records.database,
                self.view,
                where,
                asked.sorting.order,
                cursor=asked.cursor,
                size=self.size,
                fields=asked.fields,
            )
            return _Page(asked.seen(found.rows), found.after, found.before)
        searched = [Searched(collection=self.view, texts=asked.view.texts, where=where)]
        hits = await asked.records.search.find(
            asked.text, searched, limit=self.size, after=asked.cursor
        )
        return _Page(asked.seen([hit.row for hit in hits.rows]), hits.after, None)

    def _sheet(self, asked: "_Asked") -> Sheet:
        """Return every row that may be seen and fits, as a table for a file."""

        async def lines() -> AsyncIterator[list[Any]]:
            async for seen in self._every(asked):
                yield [
                    self._plain(column, seen.row, asked) if seen.shows(column.name) else ""
                    for column in self.columns
                ]

        heads = [asked.values.label(column.name) for column in self.columns]
        return Sheet(self.name, word(f"lists.{self.name}.title", asked.language), heads, lines())

    async def _every(self, asked: "_Asked") -> AsyncIterator["_Seen"]:
        if asked.text:
            cursor: str | None = None
            searched = [Searched(collection=self.view, texts=asked.view.texts, where=asked.where())]
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
        async for row in rows.each(database, self.view, asked.where(), order):
            for seen in asked.seen([row]):
                yield seen

    def _plain(self, column: Column, row: Document, asked: "_Asked") -> Any:
        value = at_path(row, column.field)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value / 100 if column.field.endswith("_fen") else value
        return self._text(column, row, asked)

    async def _saved(self, asked: "_Asked") -> list[Saved]:
        kept = await asked.records.database["saved_filters"].find_one(
            {"_id": asked.visitor.account}
        )
        return [
            Saved(each["name"], f"{self.at}?{each['query']}")
            for each in (kept or {}).get("filters", ())
            if each["list"] == self.name
        ]


@dataclass(frozen=True)
class _Page:
    """Rows of a page that may be seen; the cursors of those beside it."""

    rows: list["_Seen"]
    after: str | None
    before: str | None


@dataclass(frozen=True)
class _Seen:
    """A row that may be seen: `shows` tells which of its fields."""

    row: Document
    shown: frozenset[str]
    verdict: Verdict

    def shows(self, name: str) -> bool:
        """Tell whether the field `name` may be seen."""
        return name in self.shown or self.verdict.shows(name)


class _Asked:
    """What one request asks of a list."""

    def __init__(self, of: ListPage, request: Request, visitor: Visitor, records: Records) -> None:
        self._of = of
        self.records = records
        self.visitor = visitor
        self.view: View = records.views[of.view]
        self.kind = of.kind or self.view.kinds[0]
        self.language: Language = language_of(request)
        self.values = Values(self.kind, records.library, self.language)
        self._shown = frozenset((*records.kinds[self.kind].shown, *ALWAYS))
        self._judged = records.judging(visitor.identity, self.action, of.paths, of.purpose)
        sent = request.query_params
        self.text = sent.get("q", "").strip()[:_TYPED] if self.view.searchable else ""
        self.cursor = sent.get("cursor") or None
        chosen = {each.name: each for each in of.orders}
        self.sorting = chosen.get(sent.get("order", ""), of.orders[0])
        self.readings: Sequence[Reading] = [
            each.read(self.kind, sent, records.library, self.language) for each in of.filters
        ]
        names = {control.name for reading in self.readings for control in reading.controls}
        kept = [(name, value) for name, value in parse_qsl(str(sent)) if name in names and value]
        self.given: list[tuple[str, str]] = [
            *([("q", self.text)] if self.text else []),
            *kept,
            *([("order", self.sorting.name)] if self.sorting is not of.orders[0] else []),
        ]

    @property
    def action(self) -> str:
        return f"{self.kind}.{self._of.action}"

    @property
    def fields(self) -> tuple[str, ...]:
        """What is read of a row: what is shown of it, and what policies may ask."""
        guarded = self.records.guarded(self.kind)
        facts = guarded.facts if guarded else ()
        asked = (self._of.paths.get(name, name) for name in facts)
        return (*(column.field for column in self._of.columns), *asked)

    def where(self) -> Document:
        """Return the query of the rows that fit and may be seen."""
        readable = self.records.readable(
            self.visitor.identity, self.action, self._of.paths, self._of.purpose
        )
        chosen = [reading.where for reading in self.readings if reading.where is not None]
        own = {self._of.own: self.visitor.account} if self._of.own else {}
        parts = [each for each in (dict(self._of.only), own, readable, *chosen) if each]
        return {"$and": parts} if parts else {}

    def seen(self, found: Sequence[Document]) -> list[_Seen]:
        """Return those of `found` that may be seen, each decided on what it says itself."""
        judged = ((row, self._judged(row)) for row in found)
        seen = [_Seen(row, self._shown, verdict) for row, verdict in judged if verdict.allowed]
        if len(seen) != len(found):
            _log.error("list.filter_differs", list=self._of.name, rows=len(found) - len(seen))
        return seen

    async def count(self) -> tuple[int, bool]:
        return await rows.count(self.records.database, self._of.view, self.where())

    def active(self) -> list[Active]:
        text = [Active(f"“{self.text}”", ("q",))] if self.text else []
        return [*text, *(each.active for each in self.readings if each.active is not None)]

    def address(self, *, without: Sequence[str] = (), **more: str | None) -> str:
        """Return the address of the list with what was given, `without` some and with `more`."""
        kept = [(name, value) for name, value in self.given if name not in without]
        kept += [(name, value) for name, value in more.items() if value is not None]
        return f"{self._of.at}?{urlencode(kept)}" if kept else self._of.at
