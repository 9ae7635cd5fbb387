"""Reads the views. Plain documents, masked; whoever shows more asks the entity and logs it."""

from collections.abc import Collection
from datetime import date

from storage import quarantine, statistics
from storage.mongo import Database, Document
from storage.search.index import TERMS
from storage.secrecy.rows import opened_in


class Views:
    """Everything that pages read beside their lists (see `rows.py`). All methods raise PyMongoError
    when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cases = database["cases"]
        self._terminals = database["terminals"]
        self._kiosk_filings = database["kiosk_filings"]
        self._access_log = database["access_log"]

    async def seq_of(self, view: str, id: str) -> int:
        """Return how far the row `id` of `view` has come; 0 if there is none."""
        row = await self._database[view].find_one({"_id": id}, {"seq": 1})
        return row["seq"] if row else 0

    async def case(self, id: str) -> Document | None:
        """Return the row of the case without its terms, or None."""
        return await self._cases.find_one({"_id": id}, {TERMS: 0})

    async def case_by_number(self, number: str) -> Document | None:
        """Return the row of the case with this case number (43 characters), or None."""
        return await self._cases.find_one({"number": number}) if number else None

    async def terminals(self) -> list[Document]:
        """Return all kiosks by name."""
        return await self._terminals.find().sort([("name", 1), ("_id", 1)]).to_list()

    async def terminal(self, id: str) -> Document | None:
        """Return the row of the kiosk, or None."""
        return await self._terminals.find_one({"_id": id})

    async def kiosk_filing(self, provisional: str) -> Document | None:
        """Return what became of the application with this provisional number, without hyphens, or
        None while its kiosk has not sent it."""
        return await self._kiosk_filings.find_one({"_id": provisional})

    async def access_of(self, case: str, *, limit: int = 100) -> list[Document]:
        """Return who looked at the personal data of the case, the latest first."""
        found = self._access_log.find({"subject": case}).sort("at", -1).limit(limit)
        return await opened_in(self._database, await found.to_list())

    async def readings_about(self, account: str, *, limit: int = 200) -> list[Document]:
        """Return who looked at personal data of `account`, of whatever kind, the latest first."""
        found = self._access_log.find({"about": account}).sort([("at", -1), ("_id", -1)])
        return await opened_in(self._database, await found.limit(limit).to_list())

    async def statistics(self, since: date, until: date, *, by_item: bool = True) -> Document:
        """Return what happened on the local days from `since` to `until`; see `statistics.read`."""
        return await statistics.read(self._database, since, until, by_item=by_item)

    async def open_now(self) -> Document:
        """Return how the open cases stand; see `statistics.open_now`."""
        return await statistics.open_now(self._database)

    async def quarantine(
        self, *, dropped: bool = False, open_kinds: Collection[str] = ()
    ) -> list[Document]:
        """Return what could not be folded or delivered; see `quarantine.standing`."""
        return await quarantine.standing(self._database, dropped=dropped, open_kinds=open_kinds)
