"""Finding cases by their words: no more than the policies let somebody follow."""

from dataclasses import replace

from actors.blocks.forms.normalise import identifier
from serve_apps.blocks.cases.listings import LATEST
from serve_apps.blocks.cases.progress import PROVISIONAL
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.listing import Listed
from serve_apps.pages.records import Records
from storage.mongo import Document
from storage.search.index import Searched

FOLLOW = "case.follow"
PATHS = {  # of facts, in rows
    "applicant": "applicant.account",
    "agent": "applicant.by_agent",
    "item": "item.code",
}
_LATEST = "updated_at"


async def find_cases(
    services: Services, visitor: Visitor, text: str, cursor: str, size: int = 20
) -> Listed:
    """Return the cases that fit `text`, of those that the visitor may follow: the best first, or
    the latest where nothing was typed.

    Raises:
        BadCursor: `cursor` is no place in this list.
        PyMongoError: the database does not answer.
    """
    records, by = services[Records], visitor.identity
    where = records.readable(by, FOLLOW, PATHS)
    if text:
        found = await search_cases(records, text, where, cursor, size)
    else:
        found = await LATEST.page(
            records.database, where, cursor=cursor, size=size, now=services.clock.now()
        )
    judged = records.judging(by, FOLLOW, PATHS)
    return replace(found, rows=[row for row in found.rows if judged(row).allowed])


async def search_cases(
    records: Records,
    text: str,
    where: Document,
    cursor: str,
    size: int = 20,
    *,
    fields: tuple[str, ...] = (*LATEST.fields, _LATEST),
) -> Listed:
    """Return the cases that fit `text`, the best first, of those that fit `where`. How many there
    are is not known: only so many rows are compared. `fields` are read of each; none: all of it.
    The provisional number (临时回执号) that a kiosk gave finds its case and no other.

    Raises:
        BadCursor: `cursor` is no place in this list.
        PyMongoError: the database does not answer.
    """
    searched = Searched(
        collection="cases",
        texts=records.views["cases"].texts,
        where=where,
        newest=_LATEST,
        latest=(_LATEST, "_id"),
        shown=fields,
    )
    if case := await _of_provisional(records, text):
        one = replace(LATEST, fields=fields)
        return await one.page(records.database, {"$and": [where, {"_id": case}]}, counted=False)
    hits = await records.search.find(text, [searched], limit=size, after=cursor or None)
    return Listed([hit.row for hit in hits.rows], hits.after or "", "")


async def _of_provisional(records: Records, text: str) -> str:
    number = identifier(text)
    if not PROVISIONAL.fullmatch(number):
        return ""
    filing = await records.database["kiosk_filings"].find_one({"_id": number})
    return str(filing["case"]) if filing and not filing["refused"] else ""
