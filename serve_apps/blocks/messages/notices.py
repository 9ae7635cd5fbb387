"""The notices that somebody may read, from the view."""

from actors.blocks.messages.address import addresses_of
from actors.kernel.identity import Identity
from storage import rows
from storage.mongo import Database, Document
from storage.rows import Order, Page

MOST = 99  # unread notices that are counted
_LATEST_FIRST = Order(("at",), descending=True)


class Notices:
    """Reads the view `notices`. All methods raise PyMongoError when the database does not
    answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, by: Identity, *, unread: bool, cursor: str | None) -> Page:
        """Return notices to `by`, and to the roles that `by` holds in a unit, the latest first;
        `unread`: those alone that `by` has not read.

        Raises:
            BadCursor: `cursor` leads nowhere.
        """
        where = _unread(by) if unread else _to(by)
        return await rows.page(self._database, "notices", where, _LATEST_FIRST, cursor=cursor)

    async def unread(self, by: Identity) -> int:
        """Return how many notices `by` has not read; more than `MOST` are not counted."""
        return await self._database["notices"].count_documents(_unread(by), limit=MOST + 1)

    async def unread_ids(self, by: Identity) -> list[str]:
        """Return the `_id`s of all notices that `by` has not read."""
        found = self._database["notices"].find(_unread(by), {"_id": 1})
        return [row["_id"] async for row in found]


def _to(by: Identity) -> Document:
    return {"mailbox": {"$in": list(addresses_of(by))}}


def _unread(by: Identity) -> Document:
    return {**_to(by), "read_by": {"$ne": by.id}}
