"""A key that a client has chosen stands for one entity, however many ask at once, for a day."""

import asyncio

import bson

from storage.command_keys import COLLECTION, CommandKeys
from storage.mongo import Database


async def test_of_several_at_once_one_entity_has_the_key(prepared: Database) -> None:
    keys = CommandKeys(prepared), CommandKeys(prepared)
    wishes = [("staff:a/1", "case:x"), ("staff:a/1", "case:y"), ("staff:a/1", "case:x")]
    found = await asyncio.gather(*(each.bind(wishes) for each in keys))

    assert found in ([[True, False, True]] * 2, [[False, True, False]] * 2)


async def test_a_key_that_is_bound_stays_so_and_is_its_owners_own(prepared: Database) -> None:
    keys = CommandKeys(prepared)
    assert await keys.bind([("staff:a/1", "case:x"), ("staff:b/1", "case:y")]) == [True, True]
    again = [("staff:a/1", "case:x"), ("staff:a/1", "case:y"), ("staff:a/2", "case:y")]

    assert await keys.bind(again) == [True, False, True]


async def test_nothing_is_to_be_read_of_who_asked_for_what_and_it_goes_after_a_day(
    prepared: Database,
) -> None:
    await CommandKeys(prepared).bind([("person:chen/13800138000", "case:7f3a")])

    kept = await prepared[COLLECTION].find().to_list()
    assert not any(each in bson.encode({"kept": kept}) for each in (b"chen", b"1380", b"7f3a"))
    indexes = await prepared[COLLECTION].index_information()
    assert {each.get("expireAfterSeconds") for each in indexes.values()} == {None, 86_400}
