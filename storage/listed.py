"""Waiting for a list: whoever follows the journal and asks a view, too, asks one that another
follower folds, and that may be behind."""

import asyncio
from collections.abc import Awaitable, Callable

from storage.mongo import Database, Document

LOOK_SECONDS = 0.05


async def until_listed(
    database: Database, view: str, commit: Document, wanted: Callable[[str], Awaitable[bool]]
) -> None:
    """Wait until the row of an entity in `view` has come as far as `commit`; its `_id` is the
    entity's id. It is not waited for once `wanted`, which is asked with the entity's key, says that
    nothing depends on it any more, nor where no list could fold the commit.

    Raises:
        PyMongoError: the database does not answer.
    """
    rows, id = database[view], commit["key"].partition(":")[2]
    while True:
        row = await rows.find_one({"_id": id}, {"seq": 1})
        if row is not None and row["seq"] >= commit["seq"]:
            return
        if await database["quarantine"].find_one({"commit": commit["_id"]}):
            return
        if not await wanted(commit["key"]):
            return
        await asyncio.sleep(LOOK_SECONDS)
