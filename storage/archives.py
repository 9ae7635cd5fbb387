"""Which commits were moved from the journal to archive files."""

from storage.mongo import Database

WRITTEN, REMOVED, KEPT, RESTORED = "written", "removed", "kept", "restored"
_AWAY = [WRITTEN, REMOVED]


class CommitsArchived(Exception):
    """The whole journal is needed, and part of it is in archives; the message names them."""


async def archive_names(database: Database) -> list[str]:
    """Return the names of the archives that hold commits which the journal has no longer."""
    found = database["archives"].find({"state": {"$in": _AWAY}}, {"_id": 1}).sort("_id")
    return [document["_id"] async for document in found]


async def require_whole_journal(database: Database) -> None:
    """Refuse to read the journal from its beginning while part of it is in archives.

    Raises:
        CommitsArchived: some of it is.
    """
    names = await archive_names(database)
    if names:
        raise CommitsArchived(
            f"part of the journal is in {len(names)} archive(s), the first {names[0]}; to read it "
            "from the beginning, restore them: yimen archive --restore FILE"
        )
