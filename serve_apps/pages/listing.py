"""Rows of a view that a page draws its own way (列表), page by cursor, counted so far as is cheap.

Lists that need no drawing of their own are in `lists.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage import rows
from storage.mongo import Database, Document
from storage.rows import Order

if TYPE_CHECKING:
    from serve_apps.pages.records import Records


@dataclass(frozen=True)
class Listed:
    """Rows of a page. `after` and `before` lead to the pages beside, "" if there is none. `total`
    is how many there are on all pages together, None where that is not known; there are more if it
    is not `whole`. `changed`: rows have, since the first of these pages."""

    rows: list[Document]
    after: str
    before: str
    total: int | None = None
    whole: bool = True
    changed: bool = False


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Rows of `view`, or of what follows from one, in `order`.

    Attributes:
        name: what it is called in mistakes.
        filters: the fields that queries ask for; for each there is an index of the view with the
            field and the order behind it.
        named: fields that queries ask for whose values name few rows: a number, an account.
        within: a field that every query asks for, with which an index may begin before its filter.
        fields: the paths of what is read of a row; none: all of it.
    """

    name: str
    view: str
    order: Order
    filters: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    within: str = ""
    fields: tuple[str, ...] = ()

    def faults(self, records: "Records") -> Iterable[str]:
        """Yield what does not fit between this list and what is installed."""
        indexes = records.indexes.get(self.view)
        if indexes is None:
            yield f"there is no view {self.view!r}"
            return
        known = [index.fields for index in indexes if index.only is None]
        for missing in rows.unindexed(known, self.filters, [self.order], self.within, self.named):
            yield f"index missing in view {self.view!r} for {missing}"

    async def page(
        self,
        database: Database,
        where: Document,
        *,
        cursor: str = "",
        size: int = 20,
        counted: bool = True,
        now: datetime | None = None,
    ) -> Listed:
        """Return the page of the rows that fit `where` to which `cursor` leads, "" the first. `now`
        is given where it shall tell whether rows have changed; see `rows.page`.

        Raises:
            BadCursor: `cursor` is no place in this list.
            PyMongoError: the database does not answer.
        """
        found = await rows.page(
            database,
            self.view,
            where,
            self.order,
            cursor=cursor or None,
            size=size,
            fields=self.fields,
            now=now,
        )
        total, whole = None, True
        if counted:
            total, whole = await self._count(database, where, found)
        return Listed(
            found.rows, found.after or "", found.before or "", total, whole, found.changed
        )

    async def _count(
        self, database: Database, where: Document, found: rows.Page
    ) -> tuple[int, bool]:
        if found.after is None and found.before is None:
            return len(found.rows), True
        return await rows.count(database, self.view, where)
