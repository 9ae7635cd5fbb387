"""The notices that somebody may read, and the letters that left with them, from the views."""

from collections.abc import Sequence

from actors.blocks.messages.address import addresses_of, to_somebody
from actors.kernel.identity import Identity
from storage import rows
from storage.mongo import Database, Document
from storage.rows import Order, Page

MOST = 99  # unread notices that are counted
TOLD = 100  # notices about an entity that its office is shown, the latest
_LATEST_FIRST = Order(("at",), descending=True)


class Notices:
    """Reads the views `notices` and `letters`. All methods raise PyMongoError when the database
    does not answer."""

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

    async def about(self, key: str, by: Identity | None = None) -> list[Document]:
        """Return the latest notices about the entity `key`, the latest first; `by`: his own."""
        where: Document = {"about": key}
        if by is not None:
            where["mailbox"] = to_somebody(by.id)
        found = self._database["notices"].find(where)
        return await found.sort([("at", -1), ("_id", -1)]).limit(TOLD).to_list()

    async def texts(self, key: str) -> list[Document]:
        """Return the latest letters about the entity `key` to whoever has no account, and so no
        notice, the latest first."""
        found = self._database["letters"].find({"about": key, "mailbox": ""})
        return await found.sort([("written_at", -1), ("_id", -1)]).limit(TOLD).to_list()

    async def letters(self, notices: Sequence[str], by: Identity | None = None) -> list[Document]:
        """Return the letters that left with `notices`, by their `_id`s; `by`: to him alone."""
        where: Document = {"notice": {"$in": list(notices)}}
        if by is not None:
            where["mailbox"] = to_somebody(by.id)
        fields = ("notice", "channel", "phase", "changed_at", "until")
        found = self._database["letters"].find(where, dict.fromkeys(fields, 1))
        return await found.sort([("channel", 1), ("_id", 1)]).to_list()


def _to(by: Identity) -> Document:
    return {"mailbox": {"$in": list(addresses_of(by))}}


def _unread(by: Identity) -> Document:
    return {**_to(by), "read_by": {"$ne": by.id}}
