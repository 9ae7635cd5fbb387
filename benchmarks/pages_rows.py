"""Rows of views in bulk for `bench pages`: a city's cases and a congress's proposals, made in the
likeness of one that was folded."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pymongo
from pymongo import WriteConcern
from pymongo.collection import Collection

from storage.search.terms import terms_of
from storage.settings import StorageSettings

RESIDENT = "chen_jiahui"
MOST_PROPOSALS = 100_000  # of which a large city's congresses have some hundred a year
_BATCH = 5_000
_FEW = 10_000
_CLOSED = 0.9  # of all cases: a city's are mostly done
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_YEAR_SECONDS = 28_000_000
_BULK = 50_000  # rows from which indexes are made after them: so it takes a third of the time
Row = dict[str, Any]


class Rows:
    """The rows of the benchmark's database; `case` is one under review that was folded."""

    def __init__(self, storage: StorageSettings, case: str) -> None:
        database = pymongo.MongoClient[Row](storage.uri, tz_aware=True)[storage.database]
        self._database = database.with_options(write_concern=WriteConcern(w=1, j=False))
        self._case = self._like("cases", {"_id": case})
        self._proposal = self._like("proposals", {"kind": "suggestion", "published": True})
        self._held = 0

    def fill(self, size: int) -> None:
        """Write rows of cases until there are `size`, and of proposals as many, up to 100,000."""
        _write(self._database["cases"], self._held, size, lambda at: copy_case(self._case, at))
        _write(
            self._database["proposals"],
            min(self._held, MOST_PROPOSALS),
            min(size, MOST_PROPOSALS),
            lambda at: copy_proposal(self._proposal, at),
        )
        self._held = size

    def _like(self, view: str, query: Row) -> Row:
        found = self._database[view].find_one(query)
        if found is None:
            raise LookupError(f"no row of {view} to copy")
        return found


def _write(rows: Collection[Row], held: int, size: int, make: Callable[[int], Row]) -> None:
    """Write rows number `held` to `size`; of many, the indexes after them."""
    indexes = [index for index in rows.list_indexes() if index["name"] != "_id_"]
    bulk = size - held > _BULK
    if bulk:
        rows.drop_indexes()
    for start in range(held, size, _BATCH):
        rows.insert_many(
            [make(number) for number in range(start, min(start + _BATCH, size))], ordered=False
        )
    if bulk:
        rows.create_indexes(
            [
                pymongo.IndexModel(
                    list(each["key"].items()),
                    name=each["name"],
                    **{name: each[name] for name in _KEPT if name in each},
                )
                for each in indexes
            ]
        )


_KEPT = ("unique", "sparse", "partialFilterExpression")


def _at(number: int) -> datetime:
    return _BEGAN + timedelta(seconds=30 * number % _YEAR_SECONDS)


def copy_case(like: Row, number: int) -> Row:
    """Return a row like `like`, of a case of its own: its number, its day, its end."""
    chance = random.Random(number)
    closed = chance.random() < _CLOSED
    at = _at(number)
    account = RESIDENT if number < _FEW and number % 500 == 0 else f"p{number % 50_000}"
    own = f"{like['number'][:-9]}{number:09d}"
    row = {
        **like,
        "_id": f"{number:032x}",
        "number": own,
        "terms": [each for each in like["terms"] if like["number"] not in each] + _terms(own),
        "applicant": {**like["applicant"], "account": account},
        "updated_at": at,
        "urgent_by": (at + timedelta(days=20)).date().isoformat(),
    }
    if closed:
        row |= {"phase": "delivered", "closed": True, "tasks": [], "urgent_by": "9999-12-31"}
        row["waits_for"] = []
    row["urgency"] = f"{like['urgency'][0]}{row['urgent_by']}"
    return row


def copy_proposal(like: Row, number: int) -> Row:
    """Return a row like `like`, of a proposal of its own that is public."""
    own = f"J{number:09d}"
    return {
        **like,
        "_id": f"{number:032x}",
        "number": own,
        "published": True,
        "updated_at": _at(number),
    }


def _terms(number: str) -> list[str]:
    return list(terms_of(number))
