"""Search over rows on the real database: what is typed finds rows, and only those that may be."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.mongo import Database, Document
from storage.search.cursor import BadCursor
from storage.search.index import TERMS, Page, Search, Searched, terms_of_row
from storage.search.synonyms import parse

TEXTS = (("title.zh", 1.0), ("applicant.name", 1.0), ("number", 1.0), ("note", 0.6))
SYNONYMS = parse({"same": [["老人", "高龄"]], "means": {"开饭店": ["食品经营许可"]}})
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
ROWS = (
    ("居住证申领", "张伟", "11440600MB2C90001", "guicheng"),
    ("居住证申领", "李娜", "11440600MB2C90002", "guicheng"),
    ("居住证申领", "禅城恒盛铝业有限公司", "11440600MB2C90003", "zumiao"),
    ("食品经营许可（餐饮服务）", "张伟强", "11440600MB2C80001", "zumiao"),
    ("高龄津贴申领", "王老五", "11440600MB2C70001", "zumiao"),
    ("公司设立登记", "$where", "2026-17", "zumiao"),
)


def row(at: int, title: str, name: str, number: str, unit: str, **more: Any) -> Document:
    made: Document = {
        "_id": f"{at:04}",
        "title": {"zh": title},
        "applicant": {"name": name},
        "number": number,
        "unit": unit,
        "changed_at": BEGAN + timedelta(minutes=at),
        **more,
    }
    return {**made, TERMS: terms_of_row(made, TEXTS)}


def of(collection: str = "rows", **more: Any) -> Searched:
    return Searched(collection=collection, texts=TEXTS, newest="changed_at", **more)


def ids(page: Page) -> list[str]:
    return [found.row["_id"] for found in page.rows]


async def filled(database: Database, *, collection: str = "rows") -> Search:
    await database[collection].create_index(TERMS)
    await database[collection].create_index("changed_at")
    await database[collection].insert_many(row(at, *each) for at, each in enumerate(ROWS))
    return Search(database, SYNONYMS)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("居住證", ["0002", "0001", "0000"]),
        ("居往证", ["0002", "0001", "0000"]),
        ("juzhuzheng", ["0002", "0001", "0000"]),
        ("juzuzheng", ["0002", "0001", "0000"]),
        ("juzhuzehng", ["0002", "0001", "0000"]),
        ("jzzsl", ["0002", "0001", "0000"]),
        ("张伟", ["0000", "0003"]),
        ("zhangwei", ["0000", "0003"]),
        ("章伟", ["0003", "0000"]),
        ("铝业 禅城", ["0002"]),
        ("居住证 李娜", ["0001"]),
        ("开饭店", ["0003"]),
        ("老人津贴", ["0004"]),
        ("11440600MB2C9", ["0002", "0001", "0000"]),
        ("11440600mb2c90002", ["0001"]),
        ("0002", []),
        ("2026-17", ["0005"]),
        ("娜", ["0001"]),
        ("护照", []),
        ("？", []),
    ],
)
async def test_what_is_typed_finds_the_rows(
    database: Database, typed: str, expected: list[str]
) -> None:
    search = await filled(database)

    assert ids(await search.find(typed, [of()])) == expected


async def test_rows_come_whole_but_for_their_terms(database: Database) -> None:
    search = await filled(database)

    (found,) = (await search.find("李娜", [of()])).rows

    assert found.collection == "rows"
    assert found.row["unit"] == "guicheng"
    assert TERMS not in found.row
    assert found.score >= 1.0


async def test_only_what_may_be_read_is_found_and_suggested(database: Database) -> None:
    search = await filled(database)
    mine = of(where={"unit": "guicheng"})

    assert ids(await search.find("居住证", [mine])) == ["0001", "0000"]
    assert ids(await search.find("居往证", [mine])) == ["0001", "0000"]
    assert ids(await search.find("恒盛", [mine])) == []
    assert await search.suggest("恒盛", [mine]) == ()
    assert await search.suggest("恒盛", [of()]) == ("禅城恒盛铝业有限公司",)


async def test_an_index_of_what_may_be_read_serves_as_well(database: Database) -> None:
    search = await filled(database)
    await database["rows"].drop_index(f"{TERMS}_1")
    await database["rows"].create_index(["unit", TERMS])
    mine = of(where={"unit": "guicheng"}, index=("unit", TERMS))

    assert ids(await search.find("居住证", [mine])) == ["0001", "0000"]
    assert ids(await search.find("居往证", [mine])) == ["0001", "0000"]
    assert await search.suggest("李", [mine]) == ("李娜",)


async def test_a_row_that_leaves_between_the_looks_is_not_shown(database: Database) -> None:
    search = await filled(database)
    mine = of(where={"unit": "guicheng"})

    finding = asyncio.ensure_future(search.find("居住证", [mine]))
    await database["rows"].update_many({}, {"$set": {"unit": "zumiao"}})

    assert all(found.row["unit"] == "guicheng" for found in (await finding).rows)
    assert ids(await search.find("居住证", [mine])) == []


async def test_pages_show_each_row_once_though_rows_come_in_between(database: Database) -> None:
    search = await filled(database)
    await database["rows"].insert_many(
        row(at, "居住证申领", f"第{at}人", f"N{at}", "guicheng") for at in range(10, 40)
    )

    shown: list[str] = []
    after: str | None = None
    for turn in range(20):
        page = await search.find("居住证", [of()], limit=7, after=after)
        shown += ids(page)
        await database["rows"].insert_one(
            row(50 + turn, "居住证申领", "后来", f"N{50 + turn}", "guicheng")
        )
        after = page.after
        if after is None:
            break

    assert len(shown) == len(set(shown)) == 33
    assert shown == sorted(shown, reverse=True)


async def test_pages_of_what_was_found_in_spite_of_a_slip_go_on_so(database: Database) -> None:
    search = await filled(database)

    first = await search.find("居往证", [of()], limit=2)
    await database["rows"].insert_one(row(50, "居往证", "后来", "N50", "guicheng"))
    second = await search.find("居往证", [of()], limit=2, after=first.after)

    assert ids(first) == ["0002", "0001"]
    assert ids(second) == ["0000"]
    assert second.after is None


@pytest.mark.parametrize("strange", ["", "x", "é", "W3RydWVd", "=" * 9, '{"$gt": ""}'])
async def test_a_place_that_is_none_is_refused(database: Database, strange: str) -> None:
    with pytest.raises(BadCursor):
        await Search(database).find("居住证", [of()], after=strange)


async def test_several_views_are_searched_by_their_weight(database: Database) -> None:
    search = await filled(database)
    await filled(database, collection="others")

    page = await search.find("李娜", [of("others", weight=0.5), of()])

    assert [found.collection for found in page.rows] == ["rows", "others"]


@pytest.mark.parametrize(
    "typed", ["$where", '{"$ne": null}', ".*", "^", "居.证", "terms", "\x00", "\ud800", "$regex 居"]
)
async def test_what_is_typed_is_never_an_operator_or_a_pattern(
    database: Database, typed: str
) -> None:
    search = await filled(database)

    found = set(ids(await search.find(typed, [of()])))

    assert found <= ({"0005"} if typed == "$where" else {"0000", "0001", "0002"})
    assert ("0005" in found) == (typed == "$where")


async def test_suggestions_are_texts_that_begin_so_each_once(database: Database) -> None:
    search = await filled(database)

    assert await search.suggest("juz", [of()]) == ("居住证申领",)
    assert await search.suggest("居", [of()]) == ("居住证申领",)
    assert await search.suggest("zhangw", [of()]) == ("张伟", "张伟强")
    assert await search.suggest("zhangw", [of()], most=1) == ("张伟",)
    assert await search.suggest("", [of()]) == ()


async def test_a_look_touches_few_of_many_rows(database: Database) -> None:
    """Rows that have nothing of the query are not read: the index says which have."""
    search = await filled(database)
    await database["rows"].insert_many(
        row(at, "公司变更登记", f"第{at}家公司", f"K{at}", "zumiao") for at in range(1000, 4000)
    )
    await database.command("profile", 2)

    await search.suggest("居住证", [of()])
    await search.find("恒盛吕业", [of()])
    await database.command("profile", 0)

    looks = await database["system.profile"].find({"op": {"$in": ["query", "command"]}}).to_list()
    ours = [look for look in looks if "docsExamined" in look and "rows" in look["ns"]]
    assert ours
    assert all(look["docsExamined"] < 50 for look in ours)
    assert all("COLLSCAN" not in look.get("planSummary", "") for look in ours)


async def test_of_a_word_that_fits_too_many_the_newest_are_found_wherever_they_are(
    database: Database,
) -> None:
    search = await filled(database)
    rows = database["rows"]
    await rows.insert_many(
        row(at, "公司变更登记", f"第{at}家公司", f"K{at}", "zumiao") for at in range(1000, 3400)
    )
    await database.command("profile", 2)
    among_the_latest = await search.find("变更登记", [of()], limit=3)
    await database.command("profile", 0)
    await rows.insert_many(
        row(at, "公司设立登记", f"第{at}家公司", f"K{at}", "zumiao") for at in range(4000, 6100)
    )
    before_the_latest = await search.find("变更登记", [of()], limit=3)

    assert ids(among_the_latest) == ids(before_the_latest) == ["3399", "3398", "3397"]
    looks = await database["system.profile"].find({"docsExamined": {"$exists": True}}).to_list()
    assert max(look["docsExamined"] for look in looks) <= 2_000
    assert sum(look["nreturned"] for look in looks) < 350  # none of those that are too many is sent
