"""Tells that something happened to entities of some kinds, to whoever then looks for himself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog
from pymongo.errors import PyMongoError

from storage.mongo import Database

_AGAIN = 1.0  # seconds after the stream broke
_log = structlog.get_logger("yimen.storage")


async def follow(
    database: Database, kinds: Iterable[str], look: Callable[[], Awaitable[None]]
) -> None:
    """Call `look` once the journal is watched, so that nothing is missed between, and after each
    commit of an entity of `kinds`, until cancelled. When the stream breaks, or `look` meets a
    database that does not answer, it begins anew."""
    pipeline = [
        {"$match": {"operationType": "insert", "fullDocument.kind": {"$in": sorted(kinds)}}},
        {"$project": {"_id": 1}},
    ]
    while True:
        try:
            async with await database["journal"].watch(pipeline) as stream:
                await look()
                while True:
                    if await stream.try_next() is not None:
                        await look()
        except PyMongoError as error:
            _log.warning("news.broken", error=type(error).__name__)
        await asyncio.sleep(_AGAIN)
