"""Pages of rows by cursor: whatever moves meanwhile, what stays is met once."""

import base64
import random
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import msgspec
import pytest
from pymongo import ASCENDING

from storage.mongo import Database
from storage.rows import BadCursor, Order, count, each, page, unindexed

START = datetime(2026, 3, 2, tzinfo=UTC)
BY_UNIT = Order(("unit", "at"))
ORDERS = [Order(("at",)), Order(("at",), descending=True), BY_UNIT, Order(("unit", "at"), True)]


async def fill(database: Database, rows: int) -> list[dict[str, Any]]:
    made = [
        {
            "_id": f"{number:04}",
            "at": None if number % 11 == 0 else START + timedelta(hours=number // 3),
            **({} if number % 13 == 0 else {"unit": f"u{number % 4}"}),
            "terms": ["secret"],
        }
        for number in range(rows)
    ]
    await database["rows"].insert_many(made)
    await database["rows"].create_index(
        [("unit", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)]
    )
    return made


async def walk(database: Database, order: Order, size: int, **options: Any) -> list[str]:
    """Return the ids of all rows, page by page; `between` is called after each page."""
    between = options.pop("between", None)
    met: list[str] = []
    cursor: str | None = None
    while True:
        found = await page(database, "rows", {}, order, cursor=cursor, size=size)
        met += [row["_id"] for row in found.rows]
        if between is not None:
            await between(met)
        if found.after is None:
            return met
        cursor = found.after


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_all_pages_together_are_all_rows_in_order(database: Database, order: Order) -> None:
    await fill(database, 60)
    whole = [row["_id"] async for row in each(database, "rows", {}, order)]

    assert len(whole) == 60
    for size in (1, 7, 60, 100):
        assert await walk(database, order, size) == whole


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_rows_that_stay_are_met_once_while_others_come_go_and_move(
    database: Database, order: Order
) -> None:
    rows = await fill(database, 90)
    chance = random.Random(7)
    staying = {row["_id"] for row in rows if int(row["_id"]) % 3}
    moving = sorted({row["_id"] for row in rows} - staying)

    async def stir(met: list[str]) -> None:
        """Move, remove and insert rows before and behind the place that was reached."""
        for id in chance.sample(moving, 5):
            at = START + timedelta(hours=chance.randrange(40))
            await database["rows"].update_one(
                {"_id": id}, {"$set": {"at": at, "unit": f"u{chance.randrange(5)}"}}
            )
        await database["rows"].delete_one({"_id": moving.pop()})
        await database["rows"].insert_one(
            {"_id": f"new{len(met)}", "at": START, "unit": f"u{chance.randrange(5)}"}
        )

    met = await walk(database, order, 10, between=stir)

    assert sorted(id for id in met if id in staying) == sorted(staying)
    kept = [id for id in met if id in staying]
    assert kept == [
        r["_id"] async for r in each(database, "rows", {}, order) if r["_id"] in staying
    ]


@pytest.mark.parametrize("moved", ["0055", "0003"])
async def test_whoever_pages_on_is_told_that_a_row_has_moved(
    database: Database, moved: str
) -> None:
    """The one moves before the place that was reached and is never met; the other is met twice."""
    now = START + timedelta(days=30)
    await database["rows"].insert_many(
        [{"_id": f"{at:04}", "urgency": at, "updated_at": START} for at in range(60)]
    )
    await database["rows"].create_index([("updated_at", ASCENDING), ("_id", ASCENDING)])
    order = Order(("urgency",))
    first = await page(database, "rows", {}, order, now=now)
    still = await page(database, "rows", {}, order, cursor=first.after, now=now)
    later = now + timedelta(minutes=3)
    urgency = 0 if moved == "0055" else 45
    await database["rows"].update_one(
        {"_id": moved}, {"$set": {"urgency": urgency, "updated_at": later}}
    )

    told = await page(database, "rows", {}, order, cursor=still.after, now=later)
    back = await page(database, "rows", {}, order, cursor=told.before, now=later)
    again = await page(database, "rows", {}, order, now=later + timedelta(minutes=1))
    afresh = await page(database, "rows", {}, order, cursor=again.after, now=later)

    assert not first.changed and not still.changed
    assert told.changed and back.changed
    assert (moved in {row["_id"] for row in told.rows}) is (moved == "0003")
    assert not again.changed and not afresh.changed


async def test_what_changed_but_does_not_fit_concerns_nobody(database: Database) -> None:
    now = START + timedelta(days=30)
    await database["rows"].insert_many(
        [{"_id": f"{at:04}", "unit": f"u{at % 2}", "updated_at": START} for at in range(60)]
    )
    order, where = Order(("updated_at",)), {"unit": "u0"}
    first = await page(database, "rows", where, order, now=now, size=5)
    await database["rows"].update_one(
        {"_id": "0001"}, {"$set": {"updated_at": now + timedelta(minutes=1)}}
    )

    other = await page(database, "rows", where, order, cursor=first.after, size=5, now=now)

    assert not other.changed


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_the_way_back_is_the_way_there(database: Database, order: Order) -> None:
    await fill(database, 50)
    there: list[list[str]] = []
    cursor: str | None = None
    while True:
        found = await page(database, "rows", {}, order, cursor=cursor, size=8)
        there.append([row["_id"] for row in found.rows])
        if found.after is None:
            break
        cursor = found.after
    back = [there[-1]]
    while found.before is not None:
        found = await page(database, "rows", {}, order, cursor=found.before, size=8)
        back.insert(0, [row["_id"] for row in found.rows])
        assert found.after is not None

    assert [*chain(*back)] == [*chain(*there)]


async def test_only_rows_that_fit_are_shown_and_counted_and_never_their_terms(
    database: Database,
) -> None:
    await fill(database, 60)
    found = await page(database, "rows", {"unit": "u1"}, Order(("at",)), size=100)

    assert {row["unit"] for row in found.rows} == {"u1"}
    assert await count(database, "rows", {"unit": "u1"}) == (len(found.rows), True)
    assert all("terms" not in row for row in found.rows)
    (row,) = (await page(database, "rows", {}, Order(("at",)), size=1, fields=("terms",))).rows
    assert row.keys() == {"_id", "terms", "at"}


async def test_many_rows_are_not_counted_to_the_last(database: Database) -> None:
    await fill(database, 1_200)

    assert await count(database, "rows", {}) == (1_000, False)


async def test_a_page_has_a_hundred_rows_at_most(database: Database) -> None:
    await fill(database, 130)

    assert len((await page(database, "rows", {}, Order(("at",)), size=10**9)).rows) == 100


@pytest.mark.parametrize(
    "cursor",
    ["", "!", "äöü", "AAAA", "gg" * 400],
)
async def test_what_is_no_cursor_is_refused(database: Database, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await page(database, "rows", {}, BY_UNIT, cursor=cursor)


@pytest.mark.parametrize(
    "place",
    [
        ("after", ("unit", "at"), ({"$gt": 1}, 2), "x"),
        ("after", ("unit", "at"), (["u1"], 2), "x"),
        ("after", ("unit", "at"), (2**64 - 1, 2), "x"),
        ("after", ("unit", "at"), ("u1",), "x"),
        ("after", ("at", "unit"), ("u1", None), "x"),
        ("beside", ("unit", "at"), ("u1", None), "x"),
        ("after", ("unit", "at"), ("u1", None), {"$ne": 1}),
    ],
)
async def test_a_cursor_brings_nothing_into_the_query_but_plain_values(
    database: Database, place: tuple[object, ...]
) -> None:
    cursor = base64.urlsafe_b64encode(msgspec.msgpack.encode(place)).decode()

    with pytest.raises(BadCursor):
        await page(database, "rows", {}, BY_UNIT, cursor=cursor)


async def test_a_cursor_of_another_order_is_refused(database: Database) -> None:
    await fill(database, 30)
    found = await page(database, "rows", {}, Order(("at",)), size=5)

    with pytest.raises(BadCursor):
        await page(database, "rows", {}, BY_UNIT, cursor=found.after)


async def test_a_later_page_reads_no_more_of_an_index_than_it_shows(database: Database) -> None:
    await fill(database, 800)
    cursor: str | None = None
    for _ in range(4):
        cursor = (await page(database, "rows", {"unit": "u2"}, BY_UNIT, cursor=cursor)).after
    await database.command("profile", 2)
    found = await page(database, "rows", {"unit": "u2"}, BY_UNIT, cursor=cursor)
    await database.command("profile", 0)
    (read,) = await database["system.profile"].find({"op": "query"}).to_list()

    assert len(found.rows) == 20
    assert read["keysExamined"] <= 40 and read["docsExamined"] <= 40


def test_what_no_index_serves_is_named() -> None:
    at, descending = Order(("at",)), Order(("at",), descending=True)
    indexes = [("at", "_id"), ("unit", "at", "_id"), ("state", "unit", "at", "_id"), ("number",)]

    assert unindexed(indexes, ("unit",), [at, descending, BY_UNIT]) == ()
    assert unindexed(indexes, ("state",), [BY_UNIT], named=("number",)) == ()
    assert unindexed(indexes, ("unit", "state", "number"), [at]) == (
        "state, at, _id",
        "number, at, _id",
    )
    assert unindexed(indexes, (), [Order(("state", "at"))], named=("title",)) == (
        "title",
        "state, at, _id",
    )
    assert unindexed([("unit", "at", "_id")], (), [at]) == ("at, _id",)
    assert unindexed([("unit", "at", "_id")], (), [at], within="unit") == ()
    assert unindexed([("seat", "unit", "at", "_id"), ("at", "_id")], ("unit",), [at], "seat") == ()
    assert unindexed([("unit", "at", "_id")], ("unit",), [at]) == ()
    assert unindexed([("unit", "at")], ("unit",), [at]) == ("at, _id", "unit, at, _id")
    assert unindexed([("at",)], (), [at, Order(())]) == ("at, _id",)
