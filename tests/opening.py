"""Commits of the journal of a test, as they were meant: what they say is hidden in the database."""

from storage.mongo import Database, Document
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys


async def commits_in(database: Database, where: Document | None = None) -> list[Document]:
    """Return the commits that fit `where`, in the order of their ids."""
    stored = await database["journal"].find(where or {}).sort("_id").to_list()
    return await opened_all(stored, data_keys(database))
