"""Finding cases by their words: no more than the policies let somebody follow."""

from dataclasses import dataclass

from serve_apps.front.session import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage import rows
from storage.mongo import Document
from storage.rows import Order
from storage.search.index import Searched

FOLLOW = "case.follow"
PATHS = {"applicant": "applicant.account", "agent": "applicant.by_agent"}  # of facts, in rows
_LATEST = "updated_at"


@dataclass(frozen=True)
class Found:
    """Cases that were found, the best first, or the latest where nothing was typed. `after` and
    `before` lead to the pages beside, "" if there is none; `total` is None where something was
    typed: only so many rows are compared."""

    rows: list[Document]
    total: int | None
    after: str
    before: str


async def find_cases(
    services: Services, visitor: Visitor, text: str, cursor: str, size: int = 20
) -> Found:
    """Return the cases that fit `text`, of those that the visitor may follow.

    Raises:
        BadCursor: `cursor` is no place in this list.
        PyMongoError: the database does not answer.
    """
    records, by = services[Records], visitor.identity
    where = records.readable(by, FOLLOW, PATHS)
    if text:
        searched = Searched(
            collection="cases",
            texts=records.views["cases"].texts,
            where=where,
            newest=_LATEST,
            latest=(_LATEST, "_id"),
        )
        hits = await records.search.find(text, [searched], limit=size, after=cursor or None)
        found, total = rows.Page([hit.row for hit in hits.rows], hits.after, None), None
    else:
        order = Order((_LATEST,), descending=True)
        found = await rows.page(
            records.database, "cases", where, order, cursor=cursor or None, size=size
        )
        total, _ = await rows.count(records.database, "cases", where)
    seen = [row for row in found.rows if records.permits(by, FOLLOW, row, PATHS)]
    return Found(seen, total, found.after or "", found.before or "")
