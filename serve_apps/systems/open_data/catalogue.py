"""What is published (开放目录), as the public asks for it. It reads the view that holds nothing but
what is live, and knows of nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actors.systems.open_data.asking.matching import Where, where
from actors.systems.open_data.asking.query import Query
from actors.systems.open_data.views import PUBLISHED
from serve_apps.front.wiring import Wiring
from storage.mongo import Document
from storage.search.folding import folded, pieces
from storage.search.index import TERMS
from storage.search.terms import Clue, ways

LIVE: Document = {"state": "live"}
Order = Sequence[tuple[str, int]]
LATEST: Order = (("modified_at", -1), ("_id", 1))
_MOST_PIECES = 20


@dataclass(frozen=True)
class Found:
    """`rows` of the `count` that fit, and of these how many have each value of some fields."""

    count: int
    rows: list[Document]
    facets: Mapping[str, Mapping[str, int]]


class Catalogue:
    """Reads rows of the published catalogue. Raises PyMongoError when the database does not
    answer."""

    def __init__(self, wiring: Wiring) -> None:
        self._rows = wiring.database[PUBLISHED]

    async def one(self, slug: str) -> Document | None:
        """Return the row of a dataset that is live or was withdrawn, None if there is none."""
        return await self._rows.find_one({"_id": slug}, {TERMS: 0})

    async def find(
        self,
        queries: Sequence[Query],
        *,
        order: Order = LATEST,
        start: int = 0,
        most: int = 20,
        facets: Sequence[str] = (),
    ) -> Found:
        """Return the live datasets that fit all of `queries`: `most` of them from the one numbered
        `start`, and for each field of `facets` how many there are of each value.

        Raises:
            BadQuery: one cannot be asked.
        """
        fitting: Document = {"$and": [LIVE, *(where(each, holds) for each in queries)]}
        count = await self._rows.count_documents(fitting)
        rows: list[Document] = []
        if most:
            found = self._rows.find(fitting, {TERMS: 0}).sort(list(order)).skip(start).limit(most)
            rows = await found.to_list()
        return Found(count, rows, {each: await self._counted(each, fitting) for each in facets})

    async def counted(self, field: str) -> Mapping[str, int]:
        """Return how many live datasets have each value of `field`, those of most first."""
        return await self._counted(field, LIVE)

    async def _counted(self, field: str, fitting: Document) -> Mapping[str, int]:
        steps: list[Document] = [
            {"$match": fitting},
            {"$unwind": f"${field}"},
            {"$group": {"_id": f"${field}", "count": {"$sum": 1}}},
            {"$sort": {"count": -1, "_id": 1}},
        ]
        counted = await (await self._rows.aggregate(steps)).to_list()
        return {str(each["_id"]): int(each["count"]) for each in counted}


def holds(text: str) -> Where:
    """Return the condition of rows whose texts hold every piece of `text`, in either script: 數據
    is 数据. Nothing to look for is in every text."""
    found = [
        {"$or": [{"$and": [_term(clue) for clue in way]} for way in ways(piece)]}
        for piece in pieces(folded(text))[:_MOST_PIECES]
    ]
    return {"$and": found} if found else {}


def _term(clue: Clue) -> Where:
    return {TERMS: {"$regex": f"^{re.escape(clue.term)}"} if clue.begins else clue.term}
