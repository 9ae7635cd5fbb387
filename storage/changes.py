"""Reads the change stream of the journal ahead of whoever handles it."""

import asyncio
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import Timestamp
from pymongo.asynchronous.change_stream import AsyncChangeStream
from pymongo.errors import OperationFailure

from storage.failures import HISTORY_LOST
from storage.mongo import Document

_TIMESTAMP = 130  # in the server's order of keys


@dataclass(frozen=True)
class Change:
    """One thing read from the stream: a commit, or (None) that there was no news. `at` is when the
    commit was written, `time` the instant in the order of the whole stream, of the commit or up to
    which there was no news."""

    commit: Document | None
    token: Mapping[str, Any] | None
    at: datetime | None = None
    time: Timestamp | None = None
    failure: Exception | None = None


async def read(stream: AsyncChangeStream[Document], queue: asyncio.Queue[Change]) -> None:
    """Move changes from the stream to `queue`, so that reading goes on while a batch is written."""
    try:
        while stream.alive:
            change = await stream.try_next()
            if change is not None:
                await queue.put(
                    Change(
                        change["fullDocument"],
                        change["_id"],
                        change.get("wallTime"),
                        change["clusterTime"],
                    )
                )
            elif queue.empty() and (token := stream.resume_token) is not None:
                await queue.put(Change(None, token, time=time_of(token)))
        raise OperationFailure("the change stream ended", HISTORY_LOST)
    except Exception as error:  # carried over to the one who waits for changes
        await queue.put(Change(None, None, failure=error))


def time_of(token: Mapping[str, Any]) -> Timestamp:
    """Return how far the stream has been read at `token`: how often the server found nothing does
    not tell, since it stops looking when its time is over. A token begins with its instant, in the
    server's order of keys: a byte for the type, seconds and ordinal in four bytes each."""
    kind, seconds, ordinal = struct.unpack(">BII", bytes.fromhex(token["_data"][:18]))
    if kind != _TIMESTAMP:
        raise ValueError(f"a token of the stream begins with type {kind}")
    return Timestamp(seconds, ordinal)


async def gather(queue: asyncio.Queue[Change], limit: int) -> list[Change]:
    """Wait for one change and take whatever else is there, up to `limit`."""
    changes = [await queue.get()]
    while len(changes) < limit and not queue.empty():
        changes.append(queue.get_nowait())
    return changes
