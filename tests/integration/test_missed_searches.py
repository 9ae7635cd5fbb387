"""A query that finds nothing is kept, without the person, for the editors (HALL-36)."""

from datetime import date

import pytest

from storage.mongo import Database
from storage.search.missed import COLLECTION, Missed, MissedSearches

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


async def test_what_was_not_found_is_counted_in_either_script(database: Database) -> None:
    missed = MissedSearches(database)
    for text, on in (("護照", TUESDAY), ("护照！", MONDAY), ("驾驶证", MONDAY)):
        await missed.note(text, on)

    assert await missed.most() == (Missed("护照", 2, TUESDAY), Missed("驾驶证", 1, MONDAY))
    assert await missed.most(1) == (Missed("护照", 2, TUESDAY),)
    assert await missed.most(least=2) == (Missed("护照", 2, TUESDAY),)

    await missed.forget("護照")
    assert await missed.most() == (Missed("驾驶证", 1, MONDAY),)


@pytest.mark.parametrize(
    "typed", ["", "？", "44060119800101001X", "13800138000", "张伟 13800138000", "护照" * 21]
)
async def test_what_may_tell_who_looked_is_not_kept(database: Database, typed: str) -> None:
    await MissedSearches(database).note(typed, MONDAY)

    assert await database[COLLECTION].count_documents({}) == 0
