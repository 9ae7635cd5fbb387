"""How the database reads a page of each list that is installed: along an index, in its order, and
not much more than it shows, whichever of its filters is set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actors.kinds import platform_collections
from serve_apps.front.faces import checked_of, declared
from serve_apps.pages.listing import Listing
from serve_apps.pages.lists import ListPage
from storage import rows
from storage.mongo import Database, Document
from storage.rows import Order
from storage.schema import create

ROWS = 300
SHARE = 5  # of the rows, that fit a filter
START = datetime(2026, 3, 2, tzinfo=UTC)
COLLECTIONS = {each.name: each for each in platform_collections()}


@dataclass(frozen=True)
class Asked:
    """One way to ask for a list: by `field`, "" for none."""

    list: str
    view: str
    field: str
    order: Order
    always: str = ""
    only: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return "-".join(filter(None, (self.list, self.field, *self.order.fields)))

    @property
    def where(self) -> Document:
        chosen = {name: name for name in (self.always, self.field) if name}
        return {**dict(self.only), **chosen}


def asked() -> Iterator[Asked]:
    for _, face in declared():
        for page in checked_of(face):
            if isinstance(page, Listing):
                for field in _with_none(page.filters, page.within, page.view, page.order):
                    yield Asked(page.name, page.view, field, page.order, page.within)
            elif isinstance(page, ListPage):
                only = tuple((k, v) for k, v in page.only.items() if isinstance(v, str))
                for sorting in page.orders:
                    for field in (page.own or "", *(each.field for each in page.filters)):
                        order = sorting.order
                        yield Asked(page.name, page.view, field, order, only=only)


def _with_none(filters: Sequence[str], within: str, view: str, order: Order) -> Iterator[str]:
    tail = (*order.fields, "_id")
    known = [tuple(index.fields) for index in COLLECTIONS[view].indexes if index.only is None]
    if within or tail in known:
        yield ""
    # of a list that always asks by one of several fields, each may stand without what is `within`
    yield from (each for each in filters if each not in order.fields)


def made(one: Asked, number: int) -> Document:
    """Return a row of which a fifth fits each field that can be asked for."""
    row: Document = {"_id": f"{number:05}"}
    if one.field:
        put(row, one.field, one.field if number % SHARE == 0 else f"other{number % 7}")
    if one.always:
        put(row, one.always, one.always if number % 2 == 0 else "elsewhere")
    for name, value in one.only:
        put(row, name, value if number // SHARE % 2 else "another")
    for field in one.order.fields:
        if field not in (one.field, one.always):
            put(row, field, START + timedelta(hours=number * 7 % ROWS // 2))
    return row


def put(row: Document, path: str, value: Any) -> None:
    *way, last = path.split(".")
    for name in way:
        row = row.setdefault(name, {})
    row.setdefault(last, value)


@pytest.mark.parametrize("one", asked(), ids=str)
async def test_a_page_is_read_along_an_index(database: Database, one: Asked) -> None:
    await create(database, COLLECTIONS[one.view], one.view)
    await database[one.view].insert_many([made(one, number) for number in range(ROWS)])
    await database.command("profile", 2)

    first = await rows.page(database, one.view, one.where, one.order)
    await rows.page(database, one.view, one.where, one.order, cursor=first.after)

    await database.command("profile", 0)
    read = await database["system.profile"].find({"op": "query"}).to_list()
    assert len(first.rows) == 20 and len(read) == 2
    for each in read:
        assert "COLLSCAN" not in each["planSummary"]
        assert not each.get("hasSortStage"), each["planSummary"]
        assert each["docsExamined"] <= 90, each["planSummary"]
