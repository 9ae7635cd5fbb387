"""Reads the views. Plain documents, masked; whoever shows more asks the entity and logs it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage import quarantine, statistics
from storage.mongo import Database, Document

_WINDOW = ("submitted", "granted", "issued")  # phases in which a window has something to do
_MOST = 100  # rows on a page


@dataclass(frozen=True)
class Page:
    """Rows of one page, and how many there are on all pages together."""

    rows: list[Document]
    total: int


class Views:
    """Everything that pages read. Pages count from 1. All methods raise PyMongoError when the
    database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cases = database["cases"]
        self._cards = database["cards"]
        self._terminals = database["terminals"]
        self._accounts = database["accounts"]
        self._access_log = database["access_log"]

    async def seq_of(self, view: str, id: str) -> int:
        """Return how far the row `id` of `view` has come; 0 if there is none."""
        row = await self._database[view].find_one({"_id": id}, {"seq": 1})
        return row["seq"] if row else 0

    async def case(self, id: str) -> Document | None:
        """Return the row of the case, or None."""
        return await self._cases.find_one({"_id": id})

    async def case_by_number(self, number: str) -> Document | None:
        """Return the row of the case with this case number (43 characters), or None."""
        return await self._cases.find_one({"number": number}) if number else None

    async def cases_of(self, account: str, page: int = 1, size: int = 20) -> Page:
        """Return the cases of an applicant's account, drafts included, last changed first."""
        if not account:
            return Page([], 0)
        query = {"applicant.account": account}
        return await self._page(query, [("updated_at", -1), ("_id", 1)], page, size)

    async def inbox(
        self,
        unit: str,
        roles: Sequence[str],
        *,
        stage: str | None = None,
        level: str | None = None,
        search: str | None = None,
        all_windows: bool = False,
        claimed_by: str | None = None,
        page: int = 1,
        size: int = 20,
    ) -> Page:
        """Return the cases that wait for somebody with `roles` in `unit`, the most urgent first:
        by level, then by the day on which they fall due.

        `stage` is a stage of the flow or a phase ("submitted", "granted" ...), `level` a level;
        `claimed_by` an identity whose claimed tasks alone are shown. `all_windows`: the unit's
        window takes in for every unit (综合窗口).
        """
        tasks: Document = {"unit": unit, "role": {"$in": list(roles)}}
        if claimed_by is not None:
            tasks["claimed_by"] = claimed_by
        waits: list[Document] = [{"tasks": {"$elemMatch": tasks}}]
        if "window_clerk" in roles and claimed_by is None:
            window: Document = {"phase": {"$in": _WINDOW}, "closed": False}
            waits.append(window if all_windows else {**window, "unit": unit})
        query: list[Document] = [{"$or": waits}]
        if stage:
            query.append({"$or": [{"phase": stage}, {"stage": stage, "closed": False}]})
        if level:
            query.append({"level": level})
        if search:
            query.append(_found(search))
        order = [("level_rank", -1), ("urgent_by", 1), ("_id", 1)]
        return await self._page({"$and": query}, order, page, size)

    async def cards(
        self,
        *,
        level: str | None = None,
        unit: str | None = None,
        closed: bool | None = False,
        page: int = 1,
        size: int = 20,
    ) -> Page:
        """Return warnings and cards, red first, then the latest; `closed` None: of stopped clocks
        too."""
        query: Document = {}
        if level:
            query["level"] = level
        if unit:
            query["unit"] = unit
        if closed is not None:
            query["closed"] = closed
        found = self._cards.find(query).sort([("rank", -1), ("raised_at", -1), ("_id", 1)])
        rows = await found.skip(_skip(page, size)).limit(min(size, _MOST)).to_list()
        return Page(rows, await self._cards.count_documents(query))

    async def cards_of(self, case: str) -> list[Document]:
        """Return the cards of a case, the latest first."""
        return await self._cards.find({"case": case}).sort("raised_at", -1).to_list()

    async def terminals(self) -> list[Document]:
        """Return all kiosks by name."""
        return await self._terminals.find().sort([("name", 1), ("_id", 1)]).to_list()

    async def terminal(self, id: str) -> Document | None:
        """Return the row of the kiosk, or None."""
        return await self._terminals.find_one({"_id": id})

    async def accounts(
        self, *, unit: str | None = None, kind: str | None = None, page: int = 1, size: int = 50
    ) -> Page:
        """Return accounts by id; `kind`: "staff" or "resident"."""
        query: Document = {}
        if unit:
            query["unit"] = unit
        if kind:
            query["kind"] = kind
        found = self._accounts.find(query).sort("_id").skip(_skip(page, size))
        rows = await found.limit(min(size, _MOST)).to_list()
        return Page(rows, await self._accounts.count_documents(query))

    async def account(self, id: str) -> Document | None:
        """Return the row of the account, or None."""
        return await self._accounts.find_one({"_id": id})

    async def access_of(self, case: str, *, limit: int = 100) -> list[Document]:
        """Return who looked at the personal data of the case, the latest first."""
        return await self._access_log.find({"subject": case}).sort("at", -1).limit(limit).to_list()

    async def statistics(self, since: date, until: date) -> Document:
        """Return what happened on the local days from `since` to `until`; see `statistics.read`."""
        return await statistics.read(self._database, since, until)

    async def open_now(self) -> Document:
        """Return how the open cases stand; see `statistics.open_now`."""
        return await statistics.open_now(self._database)

    async def quarantine(
        self, *, dropped: bool = False, open_kinds: Collection[str] = ()
    ) -> list[Document]:
        """Return what could not be folded or delivered; see `quarantine.standing`."""
        return await quarantine.standing(self._database, dropped=dropped, open_kinds=open_kinds)

    async def _page(
        self, query: Mapping[str, Any], order: Sequence[tuple[str, int]], page: int, size: int
    ) -> Page:
        found = self._cases.find(query).sort(order).skip(_skip(page, size))
        rows = await found.limit(min(size, _MOST)).to_list()
        return Page(rows, await self._cases.count_documents(query))


def _skip(page: int, size: int) -> int:
    return (max(page, 1) - 1) * min(size, _MOST)


def _found(text: str) -> Document:
    """Return the query for rows in which `text` is found; it is taken literally."""
    literal = re.escape(text.strip())
    inside = {"$regex": literal, "$options": "i"}
    return {
        "$or": [
            {"number": {"$regex": f"^{literal}"}},
            {"item.title.zh": inside},
            {"item.title.en": inside},
            {"applicant.name": {"$regex": f"^{literal}"}},
        ]
    }
