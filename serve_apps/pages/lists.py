"""A list from a view (列表): filters, columns, pages by cursor, saved filters, export.

What may be seen is decided twice: the policies' filter goes into the query, so that pages and
counts hold nothing else, and each row is decided on its own before it is shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from serve_apps.front.policies import Policy, signed_in_staff
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word
from serve_apps.pages.export import FORMATS
from serve_apps.pages.filters import Filter
from serve_apps.pages.list_asked import ALWAYS, Asked
from serve_apps.pages.list_shown import context_of, sheet_of
from serve_apps.pages.own_change import awaited
from serve_apps.pages.records import Records
from storage import rows
from storage.rows import Order

Look = Literal["text", "state", "level", "number"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: the value at the path `field` of a row, called `<kind>.fields.<first name of the
    path>`. The first column of a list is what a row is called, and leads to its record. A "state"
    looks as on the page of its record, a "level" is a warning or a card."""

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
        filters: for each and each order there is an index of the view: its field, then the order.
        record: the address of a row's record, with "{id}"; "": none.
        action: what one must be allowed to do to see a row.
        purpose: for which the policies are asked.
        paths: where facts of the kind stand in a row, if not under their own names.
        only: of all rows, those that fit this query.
        own: of all rows, those that have the visitor's account in this field; "": whosever.
        size: rows of a page.
        above: a template of the face that is drawn above the list; "": none.
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
    above: str = ""
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
        asked = Asked(self, request, visitor, records, services.clock.now())
        form = request.query_params.get("format", "")
        if form in FORMATS:
            return await FORMATS[form](sheet_of(self, asked))
        kind = self.kind or asked.view.kinds[0]
        entered = await awaited(request, services, records.database, asked.view, kind)
        context = {**await context_of(self, asked), "entering": not entered}
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
        wanted = [*(each.field for each in self.filters), *([self.own] if self.own else ())]
        orders = [each.order for each in self.orders]
        for missing in rows.unindexed(indexes, wanted, orders, next(iter(self.only), "")):
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
