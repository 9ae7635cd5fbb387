"""What could not be handled: set aside, visible, and in nobody's way."""

from pymongo.asynchronous.client_session import AsyncClientSession

from storage.clock import WallClock
from storage.mongo import Database


async def quarantine(
    database: Database,
    follower: str,
    commit: str,
    error: Exception,
    session: AsyncClientSession | None = None,
) -> None:
    """Note that `follower` could not handle the commit with this `_id`. The text of `error` may
    quote personal data, so only its type is kept; the commit itself is in the journal."""
    await database["quarantine"].update_one(
        {"_id": f"{follower}/{commit}"},
        {
            "$setOnInsert": {
                "follower": follower,
                "commit": commit,
                "error": type(error).__name__,
                "at": WallClock().now(),
            }
        },
        upsert=True,
        session=session,
    )
