"""Rows of a view, page by page: a page begins behind a row, never at a number.

A list that is counted off from its beginning shows a row twice, or never, when rows come and go
between two pages. Here each page says where it ends: the values of the last row in the order of
the list, and its `_id`. Rows that do not move are all met, each once. One that moves meanwhile may
be met twice or never: pages that are told the time say so, by when rows were changed.
"""

import base64
import binascii
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NoReturn

import msgspec

from storage.mongo import Database, Document
from storage.search.cursor import BadCursor
from storage.search.index import TERMS
from storage.secrecy.rows import BOX, opened_in

MOST = 100  # rows of a page
_COUNTED = 1_000  # rows above which counting costs more than the number says
_BATCH = 500  # rows of an export that are held at once
CHANGED = "updated_at"  # when a row was changed last; an index begins with it where that is asked
_LATE = timedelta(seconds=5)  # so much later than its change, a row may still come into a view
_LOOKED_BACK = timedelta(hours=12)  # pages that are older have changed, without a look
_Value = str | int | float | bool | datetime | None


@dataclass(frozen=True)
class Order:
    """By `fields`, one after the other and all in one direction, so that an index over them serves;
    rows that are alike in all of them follow by `_id`. None of them is a list."""

    fields: tuple[str, ...]
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """Rows of a page. `after` asks for the page behind it, `before` for the one in front of it;
    None: there is none. `changed`: since the first of these pages was made, so have rows that fit,
    and one of them may be met twice or never."""

    rows: list[Document]
    after: str | None
    before: str | None
    changed: bool = False


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """The place of a row: `way` tells to which side of it a page lies, `fields` the order, `since`
    when the first page was made, None where nobody asks."""

    way: Literal["after", "before"]
    fields: tuple[str, ...]
    values: tuple[Any, ...]
    id: str
    since: datetime | None = None


async def page(
    database: Database,
    collection: str,
    where: Document,
    order: Order,
    *,
    cursor: str | None = None,
    size: int = 20,
    fields: Sequence[str] = (),
    now: datetime | None = None,
) -> Page:
    """Return the page of the rows that fit `where` to which `cursor` leads; None: the first.

    `size` is at most 100. Rows come without their terms; with `fields`, the paths of what is
    needed of them, they have no others but `_id` and those of `order`. `now` is given where the
    page shall tell whether rows have `changed`: their CHANGED leads an index.

    Raises:
        BadCursor: `cursor` is no place in this order.
        PyMongoError: the database does not answer.
    """
    place = _place(cursor, order) if cursor is not None else None
    back = place is not None and place.way == "before"
    size = min(size, MOST)
    query = where if place is None else {"$and": [where, _beyond(place, order, back=back)]}
    direction = -1 if order.descending != back else 1
    found = database[collection].find(query, _projected(fields, order))
    rows = await found.sort(_sorted(order, direction)).limit(size + 1).to_list()
    rows = await opened_in(database, rows)
    more = len(rows) > size
    rows = rows[:size]
    if back:
        rows.reverse()
    behind, ahead = (place is not None, more) if back else (more, place is not None)
    since = place.since if place is not None else now and now - _LATE
    return Page(
        rows,
        _cursor("after", rows[-1], order, since) if rows and behind else None,
        _cursor("before", rows[0], order, since) if rows and ahead else None,
        now is not None
        and place is not None
        and await _changed(database, collection, where, place.since, now),
    )


async def _changed(
    database: Database, collection: str, where: Document, since: datetime | None, now: datetime
) -> bool:
    if since is None or since.tzinfo is None or since < now - _LOOKED_BACK:
        return True
    changed = {"$and": [{CHANGED: {"$gt": since}}, where]}
    found = database[collection].find(changed, {"_id": 1}).sort(_sorted(Order((CHANGED,)), -1))
    return bool(await found.limit(1).to_list())


async def each(
    database: Database, collection: str, where: Document, order: Order
) -> AsyncIterator[Document]:
    """Yield every row that fits `where`, in `order`, without its terms.

    Raises:
        PyMongoError: the database does not answer.
    """
    direction = -1 if order.descending else 1
    found = database[collection].find(where, {TERMS: 0}).sort(_sorted(order, direction))
    async for row in found.batch_size(_BATCH):
        yield (await opened_in(database, [row]))[0]


async def count(database: Database, collection: str, where: Document) -> tuple[int, bool]:
    """Return how many rows fit `where` and whether these are all: more than 1,000 are not counted.

    Raises:
        PyMongoError: the database does not answer.
    """
    found = await database[collection].count_documents(where, limit=_COUNTED + 1)
    return min(found, _COUNTED), found <= _COUNTED


def unindexed(
    indexes: Iterable[Sequence[str]],
    filters: Iterable[str],
    orders: Iterable[Order],
    within: str = "",
    named: Iterable[str] = (),
) -> tuple[str, ...]:
    """Return what none of `indexes` serves: an order needs one with its fields and `_id` in a row,
    behind nothing but filters; a filter one for each order, with its field, those of the order and
    `_id`. Without, the database would read or sort all that fits for every page. `within` is a
    field that every query asks for: of indexes that begin with it, the rest counts. Of `named`, a
    value names few rows: an index that begins with the field is enough."""
    known = [tuple(index) for index in indexes]
    known += [index[1:] for index in known if within and index[0] == within]
    asked, tails = tuple(filters), [(*order.fields, "_id") for order in orders if order.fields]
    missing = [field for field in named if not any(index[:1] == (field,) for index in known)]
    for tail in tails:
        if not any(_serves(index, tail, asked) for index in known):
            missing.append(", ".join(tail))
        for field in asked:
            if field not in tail and (field, *tail) not in known:
                missing.append(", ".join((field, *tail)))
    return tuple(missing)


def _serves(index: tuple[str, ...], fields: tuple[str, ...], filters: Sequence[str]) -> bool:
    return any(
        index[at : at + len(fields)] == fields and all(each in filters for each in index[:at])
        for at in range(len(index))
    )


def _projected(fields: Sequence[str], order: Order) -> Document:
    """Return what to read of a row: a path below another is read with that."""
    if not fields:
        return {TERMS: 0}
    wanted = {*fields, *order.fields, BOX}
    return {
        path: 1
        for path in sorted(wanted)
        if not any(path.startswith(f"{other}.") for other in wanted)
    }


def _sorted(order: Order, direction: int) -> list[tuple[str, int]]:
    return [(field, direction) for field in (*order.fields, "_id")]


def _beyond(place: _Place, order: Order, *, back: bool) -> Document:
    """Return the rows to one side of a place: alike in the first fields, beyond it in the next.

    What is missing, or null, comes before everything else.
    """
    up = order.descending == back
    alike: Document = {}
    either: list[Document] = []
    for field, value in zip((*order.fields, "_id"), (*place.values, place.id), strict=True):
        beyond = _more(field, value) if up else _less(field, value)
        if beyond is not None:
            either.append({**alike, **beyond})
        alike[field] = value
    return {"$or": either}


def _more(field: str, value: _Value) -> Document:
    return {field: {"$ne": None}} if value is None else {field: {"$gt": value}}


def _less(field: str, value: _Value) -> Document | None:
    if value is None:
        return None
    less: Document = {field: {"$lt": value}}
    return less if field == "_id" else {"$or": [less, {field: None}]}


def _cursor(
    way: Literal["after", "before"], row: Document, order: Order, since: datetime | None
) -> str:
    values = tuple(_at(row, field) for field in order.fields)
    packed = _ENCODER.encode(_Place(way, order.fields, values, row["_id"], since))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _place(text: str, order: Order) -> _Place:
    """Return the place that `text` names. What it holds becomes values of a query, never more."""
    try:
        packed = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        place = _DECODER.decode(packed)
    except (binascii.Error, msgspec.DecodeError, ValueError):
        _refuse(text)
    whole = len(place.values) == len(order.fields) == len(place.fields)
    if not (whole and place.fields == order.fields and all(map(_plain, place.values))):
        _refuse(text)
    return place


def _refuse(text: str) -> NoReturn:
    raise BadCursor(f"{text[:80]!r} is no place where a page ended")


def _at(row: Document, path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return value  # pyright: ignore[reportUnknownVariableType]


def _plain(value: object) -> bool:
    """Tell whether `value` is one that a query can compare, and the database can hold."""
    if isinstance(value, int) and not isinstance(value, bool):
        return -(2**63) <= value < 2**63
    return value is None or isinstance(value, str | bool | float | datetime)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Place)
