"""MongoDB finds the rows that are meant, and counts as many."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.blocks.access.access import load
from actors.blocks.access.where import (
    EVERYTHING,
    NOTHING,
    Above,
    All,
    Below,
    Contains,
    ContainsAll,
    ContainsAny,
    Either,
    Empty,
    Equals,
    Like,
    Not,
    OneOf,
    Present,
    Where,
    Within,
    matches,
    plain,
)
from actors.kernel.identity import Identity
from storage.filters import filter_of
from storage.mongo import Database
from tests.blocks.access import drawn

MISSING = object()
VALUES: dict[str, tuple[object, ...]] = {
    "unit": (MISSING, None, "", "hall", "h.ll", "h.ll\n", "市政\n厅"),
    "signers": (MISSING, None, 0, 1, 2),
    "public": (MISSING, None, True, False),
    "units": (MISSING, None, [], ["hall"], ["hall", "school"], ["school", "court"]),
}
ROWS: list[dict[str, Any]] = [
    {name: value for name, value in zip(VALUES, values, strict=True) if value is not MISSING}
    for values in itertools.product(*VALUES.values())
]
LEAVES: tuple[Where, ...] = (
    EVERYTHING,
    NOTHING,
    Present("unit"),
    Present("units"),
    Equals("unit", "hall"),
    Equals("unit", ""),
    Equals("signers", 0),
    Equals("signers", 1),
    Equals("public", True),
    Equals("public", False),
    OneOf("unit", ("hall", "")),
    OneOf("unit", ()),
    OneOf("signers", (1, 2)),
    Below("signers", 1),
    Below("signers", 1, True),
    Above("signers", 1),
    Above("signers", 1, True),
    Contains("units", "hall"),
    ContainsAny("units", ("hall", "court")),
    ContainsAny("units", ()),
    ContainsAll("units", ("hall", "school")),
    ContainsAll("units", ()),
    Within("units", ("hall", "school")),
    Within("units", ()),
    Empty("units"),
    Like("unit", ("h.ll",)),
    Like("unit", ("h", "ll")),
    Like("unit", ("市", "厅")),
    Like("unit", ("", "")),
    Like("unit", ("市政",)),
    Like("unit", ("市政\n",)),
)
TREES: tuple[Where, ...] = (
    *LEAVES,
    *(Not(leaf) for leaf in LEAVES),
    *(All((one, Not(other))) for one, other in itertools.pairwise(LEAVES)),
    *(Either((one, Not(other))) for one, other in itertools.pairwise(LEAVES)),
    *(Not(All((one, Either((other, one))))) for one, other in itertools.pairwise(LEAVES)),
)


async def test_every_description_finds_the_rows_that_it_fits(database: Database) -> None:
    await database["rows"].insert_many([{"_id": n, **row} for n, row in enumerate(ROWS)])

    for where in TREES:
        found = database["rows"].find(filter_of(plain(where)), {"_id": 1}).sort("_id")
        ids = [document["_id"] async for document in found]

        assert ids == [n for n, row in enumerate(ROWS) if matches(where, row)], where


async def test_a_list_of_mongodb_is_what_records_permit(database: Database) -> None:
    text = """
    @id("drawn.unit") permit(principal, action == Action::"motion.read", resource)
    when { resource.units.contains(principal.unit) || resource.signers >= principal.rank }
    unless { resource.unit like "h*" && resource.public };
    @id("drawn.not") forbid(principal, action, resource)
    when { principal.scopes.contains(resource.unit) && !resource.public };
    """
    access = load([("drawn", text)], drawn.VOCABULARY)
    await database["rows"].insert_many([{"_id": n, **row} for n, row in enumerate(ROWS)])

    for unit, rank in itertools.product(("hall", "school", "bank"), (1, 2, None)):
        by = Identity("staff:li", (), unit)
        standing = {"rank": rank, "scopes": frozenset({"", "hall"})}
        where = access.where(by, "motion.read", standing=standing)
        permitted = [
            n
            for n, row in enumerate(ROWS)
            if access.permit(by, "motion.read", row, standing=standing).allowed
        ]
        filter = filter_of(plain(where))

        assert await database["rows"].count_documents(filter) == len(permitted)
        found = database["rows"].find(filter, {"_id": 1}).sort("_id")
        assert [document["_id"] async for document in found] == permitted
        assert len(permitted) < len(ROWS)
        assert permitted or (unit, rank) == ("bank", None)


QUESTIONS = {
    "text": drawn.policies(),
    "by": drawn.identities,
    "action": st.sampled_from(drawn.ACTIONS),
    "purpose": drawn.words,
    "standing": drawn.standings,
    "context": drawn.contexts,
    "rows": st.lists(drawn.facts, min_size=1, max_size=30),
}
ONE_DATABASE = [HealthCheck.function_scoped_fixture]  # it is emptied for each


@settings(max_examples=150, suppress_health_check=ONE_DATABASE)
@given(**QUESTIONS)
async def test_counts_are_those_of_the_records_whatever_the_policies_say(
    database: Database, **question: Any
) -> None:
    await counted_as_permitted(database, **question)


@pytest.mark.long
@settings(max_examples=2_000, suppress_health_check=ONE_DATABASE)
@given(**QUESTIONS)
async def test_counts_are_those_of_the_records_for_thousands_of_policies(
    database: Database, **question: Any
) -> None:
    await counted_as_permitted(database, **question)


async def counted_as_permitted(
    database: Database,
    text: str,
    by: Identity,
    action: str,
    purpose: str,
    standing: dict[str, Any],
    context: dict[str, Any],
    rows: list[dict[str, Any]],
) -> None:
    """Assert that the database finds, for the filter of a list, the rows that are permitted."""
    access = load([("drawn", text)], drawn.VOCABULARY)
    where = access.where(by, action, purpose, standing=standing, context=context)
    permitted = [
        n
        for n, row in enumerate(rows)
        if access.permit(by, action, row, purpose, standing=standing, context=context).allowed
    ]
    await database["drawn"].delete_many({})
    await database["drawn"].insert_many([{"_id": n, **stored(row)} for n, row in enumerate(rows)])

    found = database["drawn"].find(filter_of(plain(where)), {"_id": 1}).sort("_id")
    assert [document["_id"] async for document in found] == permitted


def stored(row: dict[str, Any]) -> dict[str, Any]:
    """The row as a view keeps it: sets are arrays there."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in row.items()
    }


async def test_a_field_may_stand_elsewhere_in_a_document(database: Database) -> None:
    await database["rows"].insert_many(
        [{"_id": 1, "applicant": {"account": "zh"}}, {"_id": 2, "applicant": {}}]
    )
    filter = filter_of(plain(Not(Equals("applicant", "zh"))), {"applicant": "applicant.account"})

    assert [document["_id"] async for document in database["rows"].find(filter)] == [2]


@pytest.mark.parametrize("where", [["some"], ["equals", "unit"], ["near", "unit", 1], []])
def test_what_is_no_description_is_refused(where: list[Any]) -> None:
    with pytest.raises(ValueError, match="there is no description"):
        filter_of(where)
