"""Rows are found by their words as soon as they are folded, and as long as they have them."""

from collections.abc import Mapping
from typing import Any

from actors.followers.folding import Folding
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.kinds import collections
from storage.mongo import Database, Document
from storage.schema import prepare
from storage.search.index import Search, Searched, terms_of_row
from tests.blocks.cases.commits import commit


def _fold(row: Row | None, id: str, commit: Commit) -> Row | None:
    made: Row = dict(row or {"_id": id})
    for event in commit["ev"]:
        if event["type"] == "Dropped":
            return None
        made |= {name: value for name, value in event.items() if name != "type"}
    return made


PETS = View(
    name="pets",
    purpose="pets, for this test",
    kinds=("pet",),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    indexes=(Index(fields=("unit",)),),
    searchable=("title.zh", ("unit", 0.5)),
    whole=True,
)


def told(seq: int, event: Mapping[str, Any]) -> Document:
    return commit("pet:rex", seq) | {"ev": [event]}


async def fold(database: Database, *commits: Document) -> None:
    folding = Folding(database, (PETS,))
    async with database.client.start_session() as session:
        await session.with_transaction(lambda s: folding.fold(commits, s))


async def found(database: Database, text: str) -> list[Any]:
    pets = Searched(collection="pets", texts=PETS.texts)
    return [each.row for each in (await Search(database).find(text, [pets])).rows]


async def test_a_row_is_found_by_the_words_it_has_now(database: Database) -> None:
    await prepare(database, collections((PETS,)))
    named = told(1, {"type": "Named", "title": {"zh": "金毛犬"}, "unit": "kennel"})

    await fold(database, named)
    assert [row["_id"] for row in await found(database, "金毛")] == ["rex"]
    assert "terms" not in (await found(database, "jinmao"))[0]

    await fold(database, told(2, {"type": "Moved", "age": 3}))
    assert [row["age"] for row in await found(database, "金毛犬")] == [3]

    await fold(database, told(3, {"type": "Named", "title": {"zh": "哈士奇"}}))
    assert await found(database, "金毛犬") == []
    row = await database["pets"].find_one({"_id": "rex"})
    assert row is not None and row["terms"] == list(terms_of_row(row, PETS.texts))

    await fold(database, told(4, {"type": "Dropped"}))
    assert await found(database, "哈士奇") == []


def test_a_view_that_is_searched_has_the_index_it_needs() -> None:
    (made,) = collections((PETS,))

    assert [index.fields for index in made.indexes] == [("unit",), ("terms",)]
