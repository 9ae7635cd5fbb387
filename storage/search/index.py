"""Search over rows of views: their terms are indexed, their texts are compared here.

What people typed goes into a query of the database only as terms, which are strings.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any

from storage.mongo import Database, Document
from storage.search.cursor import Cursor, read_cursor
from storage.search.folding import folded
from storage.search.query import Query, Word, query
from storage.search.ranking import Compared, Ranked, ranked
from storage.search.score import score_of_parts
from storage.search.synonyms import NO_SYNONYMS, Synonyms
from storage.search.terms import Clue, clues, terms_of, ways
from storage.secrecy.rows import BOX, opened_in

TERMS = "terms"  # the field of a row, with a multikey index: {terms: 1}
_COMPARED = 300  # rows of one collection whose texts are compared for a page
_GLANCED = 200  # the same for suggestions
_SORTED = 3_000  # rows that fit, of which the newest are compared
_LATEST = 2_000  # rows of a collection, when more fit
_TYPED = 40  # characters of what was typed so far, for suggestions
_COUNTED = 40  # terms whose frequency is asked for
_WORDS = 8  # of a long query that a row must hold, the heaviest
_PAIRS = 6  # of a long word, evenly; the texts are compared anyhow
_LAST = "\U0010ffff"  # sorts after every letter that a term may go on with


@dataclass(frozen=True, kw_only=True)
class Searched:
    """Rows that may be found.

    Attributes:
        collection: where they are; `terms` of each row is `terms_of_row`.
        texts: the fields that are compared, as paths ("item.title.zh"), with their weights, 0 to 1.
        where: the rows that may be found at all, as a filter of the database. What the person who
            asks may not read must be left out here.
        index: the fields of the index to use, ascending: another than that of the terms where
            `where` leaves out most rows, ("unit", "terms").
        weight: of these rows among those of other collections, 0 to 1.
        newest: the path of a moment; of equally good rows the latest are shown first. "" for none.
        latest: the fields of the index that begins with the moment; none: {newest: 1}.
        shown: the paths of what is returned of a row beside its `_id`; none: all but its terms.
    """

    collection: str
    texts: tuple[tuple[str, float], ...]
    where: Document = field(default_factory=dict[str, Any])
    index: tuple[str, ...] = (TERMS,)
    weight: float = 1.0
    newest: str = ""
    latest: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A row that was found, without its terms, and how well it fits (see `score`)."""

    collection: str
    score: float
    row: Document


@dataclass(frozen=True)
class Page:
    """What was found, best first. `after` asks for the next page; None: there is no more."""

    rows: tuple[Found, ...]
    after: str | None


def terms_of_row(row: Document, texts: Iterable[tuple[str, float]]) -> tuple[str, ...]:
    """Return what to store in the row's `terms`, so that it is found by these of its fields."""
    return terms_of("\n".join(_text_at(row, path) for path, _ in texts))


class Search:
    """Finds rows of a database. All methods raise PyMongoError when it does not answer.

    Only so many rows of a collection are compared, 300 or twice as many: of a query that fits
    more, some are not shown, and the person should say more. Slips are allowed for only where
    nothing fits as it is typed.
    """

    def __init__(self, database: Database, synonyms: Synonyms = NO_SYNONYMS) -> None:
        self._database = database
        self._synonyms = synonyms

    async def find(
        self, text: str, searched: Sequence[Searched], *, limit: int = 20, after: str | None = None
    ) -> Page:
        """Return the rows that fit `text`, best first; none for a text without letters.

        Pages follow each other by `after` of the page before, for the same text and collections:
        rows that come in between move nothing.

        Raises:
            BadCursor: `after` is none of ours.
        """
        place = read_cursor(after) if after is not None else None
        asked = query(text, self._synonyms)
        slips, found = await self._ranked(asked, searched, place, _COMPARED)
        if place is not None:
            found = [each for each in found if each.rank > place.rank]
        shown = nsmallest(limit, found)
        rows = await self._whole(searched, shown)
        last = Cursor(shown[-1].rank, slips).text() if len(found) > limit else None
        return Page(rows, last)

    async def suggest(
        self, text: str, searched: Sequence[Searched], *, most: int = 8
    ) -> tuple[str, ...]:
        """Return the few texts of rows that fit best what has been typed so far, each once: of each
        row the text that fits best. Only the first 40 characters count."""
        asked = query(folded(text)[:_TYPED], self._synonyms)
        _, found = await self._ranked(asked, searched, None, _GLANCED)
        suggested: dict[str, str] = {}
        for each in sorted(found):
            best = max(each.texts, key=lambda one: score_of_parts(asked, ((one, 1.0),)))
            suggested.setdefault(folded(best), best)
            if len(suggested) == most:
                break
        return tuple(suggested.values())

    async def _ranked(
        self, asked: Query, searched: Sequence[Searched], place: Cursor | None, most: int
    ) -> tuple[bool, list[Ranked]]:
        """Return whether slips were allowed for, and what fits, in no order."""
        if not asked.pieces:
            return False, []
        if place is None or not place.slips:
            rows = await asyncio.gather(*(self._exact(asked, each, most) for each in searched))
            found = _rank(asked, searched, rows)
            if found or place is not None:
                return False, found
        rows = await asyncio.gather(*(self._near(asked, each, most) for each in searched))
        return True, _rank(asked, searched, rows)

    async def _exact(self, asked: Query, searched: Searched, most: int) -> list[Compared]:
        """Return rows that hold every word of the query, or what it may mean."""
        heaviest = sorted(asked.words, key=lambda word: -word.weight)[:_WORDS]
        held = [_held(word) for word in heaviest]
        return await self._rows(searched, {"$and": held}, most)

    async def _near(self, asked: Query, searched: Searched, most: int) -> list[Compared]:
        """Return rows that share something with the query, by what is rarest."""
        shared = dict.fromkeys(clue for piece in asked.sought() for clue in clues(piece))
        some = list(shared)[:_COUNTED]
        counted = sorted(
            (number, at)
            for at, number in enumerate(await self._count(searched, some, most))
            if number
        )
        chosen: list[Document] = []
        left = most
        for number, at in counted:
            if chosen and number > left:
                break
            chosen.append(_has(some[at]))
            left -= number
        if not chosen:
            return []
        return await self._rows(searched, {"$or": chosen}, most)

    async def _count(self, searched: Searched, some: Sequence[Clue], most: int) -> list[int]:
        """Return how many rows have each of the clues, of more than `most` only so many."""
        own: Document = {} if searched.index == (TERMS,) else searched.where
        counts: list[list[Document]] = [
            [{"$match": {**own, **_has(clue)}}, {"$limit": most}, {"$count": "number"}]
            for clue in some
        ]
        joined = [
            {"$unionWith": {"coll": searched.collection, "pipeline": [*count, _numbered(at)]}}
            for at, count in enumerate(counts[1:], 1)
        ]
        pipeline = [*counts[0], _numbered(0), *joined]
        numbers = [0] * len(some)
        async for each in await self._database[searched.collection].aggregate(pipeline):
            numbers[each["at"]] = each["number"]
        return numbers

    async def _rows(self, searched: Searched, held: Document, most: int) -> list[Compared]:
        """Return up to `most` of the rows for which `held` holds, with what is compared of them.

        Where more fit and a moment tells which are the newest, these are taken: among the latest
        2,000 rows of the collection, and if too few of these fit, among the first 3,000 that do.
        Which index to use is never left to the database, which may take the moment's and read it to
        its end.
        """
        shown = self._compared(searched)
        fitting: list[Document] = [{"$match": {"$and": [searched.where, held]}}]
        some = [*fitting, {"$limit": most}, shown]
        if not searched.newest or most == _GLANCED:
            return await self._look(searched, some, searched.index)
        few = await self._few(searched, some, most)
        if few is not None:
            return few
        newest: list[Document] = [{"$sort": {searched.newest: -1}}]
        latest = [*newest, {"$limit": _LATEST}, *fitting, {"$limit": most}, shown]
        found = await self._look(searched, latest, searched.latest or (searched.newest,))
        if len(found) == most:
            return found
        first = [*fitting, {"$limit": _SORTED}, *newest, {"$limit": most}, shown]
        found += await self._look(searched, first, searched.index)
        return list({row.id: row for row in found}.values())

    async def _look(
        self, searched: Searched, pipeline: list[Document], index: tuple[str, ...]
    ) -> list[Compared]:
        collection = self._database[searched.collection]
        found = await collection.aggregate(pipeline, hint=dict.fromkeys(index, 1))
        return [_as_compared(row) for row in await found.to_list()]

    async def _few(
        self, searched: Searched, pipeline: list[Document], most: int
    ) -> list[Compared] | None:
        """Return the rows that `pipeline` finds, or None if there are `most` of them, which are not
        sent in vain then."""
        together: list[Document] = [
            {"$group": {"_id": None, "rows": {"$push": "$$ROOT"}, "number": {"$sum": 1}}},
            {"$project": {"rows": {"$cond": [{"$lt": ["$number", most]}, "$rows", None]}}},
        ]
        collection = self._database[searched.collection]
        found = await collection.aggregate(
            [*pipeline, *together], hint=dict.fromkeys(searched.index, 1)
        )
        for one in await found.to_list():
            return None if one["rows"] is None else [_as_compared(row) for row in one["rows"]]
        return []

    def _compared(self, searched: Searched) -> Document:
        """Return what makes of a row what is compared of it: texts side by side and a number are
        read at a third of the price of documents within documents and an instant."""
        texts = [_if_it_is("string", f"${path}", f"${path}", "") for path, _ in searched.texts]
        newest = f"${searched.newest}"
        moment = _if_it_is("date", newest, {"$toLong": newest}, 0) if searched.newest else 0
        return {"$project": {"texts": texts, "moment": {"$literal": 0} if moment == 0 else moment}}

    async def _whole(
        self, searched: Sequence[Searched], shown: Sequence[Ranked]
    ) -> tuple[Found, ...]:
        """Return the rows with everything that is in them, without those that may no longer be
        found: each collection is asked once."""

        async def read(at: int) -> dict[tuple[int, Any], Document]:
            ids = [each.rank[3] for each in shown if each.rank[2] == at]
            only = {"$and": [{"_id": {"$in": ids}}, searched[at].where]}
            of_a_row = dict.fromkeys((*searched[at].shown, BOX), 1) if searched[at].shown else {}
            found = self._database[searched[at].collection].find(only, of_a_row or {TERMS: 0})
            rows = await opened_in(self._database, await found.to_list())
            return {(at, row["_id"]): row for row in rows}

        places = sorted({each.rank[2] for each in shown})
        there = dict[tuple[int, Any], Document]()
        for rows in await asyncio.gather(*map(read, places)):
            there |= rows
        return tuple(
            Found(searched[each.rank[2]].collection, each.score, row)
            for each in shown
            if (row := there.get(each.rank[2:])) is not None
        )


def _rank(
    asked: Query, searched: Sequence[Searched], rows: Sequence[Sequence[Compared]]
) -> list[Ranked]:
    return [
        one
        for at, (each, found) in enumerate(zip(searched, rows, strict=True))
        for one in ranked(asked, found, [weight for _, weight in each.texts], at, each.weight)
    ]


def _held(word: Word) -> Document:
    """Return the condition that a row holds the word or something that it means."""
    each = [way for piece in (word.said, *word.meant) for way in ways(piece)]
    some = (way[:: -(-len(way) // _PAIRS)] for way in each)
    return {"$or": [{"$and": [_has(clue) for clue in way]} for way in some]}


def _has(clue: Clue) -> Document:
    if not clue.begins:
        return {TERMS: clue.term}
    return {TERMS: {"$elemMatch": {"$gte": clue.term, "$lt": clue.term + _LAST}}}


def _numbered(at: int) -> Document:
    return {"$addFields": {"at": at}}


def _as_compared(row: Document) -> Compared:
    return Compared(row["_id"], tuple(row["texts"]), row["moment"])


def _if_it_is(kind: str, value: str, then: Document | str, otherwise: str | int) -> Document:
    """Return the expression for `then` where `value` is of a kind, else for `otherwise`."""
    return {"$cond": [{"$eq": [{"$type": value}, kind]}, then, otherwise]}


def _text_at(row: Document, path: str) -> str:
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return value if isinstance(value, str) else ""
