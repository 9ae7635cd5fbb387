"""What is public at this instant: published proposals, as their entities have them now.

Rows follow their entities a moment later. Whoever withdraws something from the public shall find it
gone with the next request, so each row is compared with the journal before it is told to anybody:
one whose entity has moved on is told as that has it, or not at all.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from actors.systems.npc_motions.views import PROPOSALS
from serve_apps.front.visitor import ANYBODY
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage import rows
from storage.chain import commit_id
from storage.mongo import Document
from storage.rows import Order
from storage.search.index import Searched

KINDS = ("suggestion", "motion")
ORDER = Order(("updated_at",), descending=True)
WHERE: Document = {"published": True, "kind": {"$in": KINDS}}
TEXTS = tuple(each for each in PROPOSALS.texts if each[0] != "title")  # which may name people
MOST_TYPED = 100  # characters of a search
_BATCH = 100  # rows that are compared with the journal at once


async def page(
    services: Services, *, text: str = "", cursor: str = "", size: int = 20
) -> rows.Page:
    """Return the page of what is public to which `cursor` leads: the latest first, or what fits
    `text` best.

    Raises:
        BadCursor: `cursor` is no place in this list.
        Unavailable, Overloaded: an entity could not be asked.
        PyMongoError: the database does not answer.
    """
    records = services[Records]
    if not text:
        found = await rows.page(
            records.database, PROPOSALS.name, WHERE, ORDER, cursor=cursor or None, size=size
        )
        return rows.Page(await _current(services, found.rows), found.after, found.before)
    searched = [Searched(collection=PROPOSALS.name, texts=TEXTS, where=WHERE)]
    hits = await records.search.find(text[:MOST_TYPED], searched, limit=size, after=cursor or None)
    return rows.Page(await _current(services, [hit.row for hit in hits.rows]), hits.after, None)


async def every(services: Services) -> AsyncIterator[Document]:
    """Yield everything that is public, the latest first.

    Raises:
        Unavailable, Overloaded, PyMongoError: see `page`.
    """
    batch: list[Document] = []
    async for row in rows.each(services[Records].database, PROPOSALS.name, WHERE, ORDER):
        batch.append(row)
        if len(batch) == _BATCH:
            for each in await _current(services, batch):
                yield each
            batch = []
    for each in await _current(services, batch):
        yield each


async def one(services: Services, kind: str, id: str) -> tuple[Document, Any] | None:
    """Return the row of one public proposal and the state of its entity; None if there is none, or
    it is public no longer.

    Raises:
        Unavailable, Overloaded, PyMongoError: see `page`.
    """
    records = services[Records]
    row = await records.database[PROPOSALS.name].find_one({"_id": id}) if kind in KINDS else None
    if row is None or row["kind"] != kind:
        return None
    state = (await services.sender.show(f"{kind}:{id}")).state
    told = _told(row, state)
    return (told, state) if told is not None and _open(records, told) else None


async def _current(services: Services, found: Sequence[Document]) -> list[Document]:
    """Return what everybody may read of `found` now, in their order."""
    records = services[Records]
    following = {
        row["_id"]: commit_id(f"{row['kind']}:{row['_id']}", _seq(row) + 1) for row in found
    }
    journal = records.database["journal"]
    later = await journal.find({"_id": {"$in": list(following.values())}}, {"_id": 1}).to_list()
    moved = {each["_id"] for each in later}
    current: list[Document] = []
    for row in found:
        told: Document | None = row
        if following[row["_id"]] in moved:
            shown = await services.sender.show(f"{row['kind']}:{row['_id']}")
            told = _told(row, shown.state)
        if told is not None and _open(records, told):
            current.append(told)
    return current


def _seq(row: Mapping[str, Any]) -> int:
    return int(row.get(PROPOSALS.seq_field(row["kind"]), 0))


def _told(row: Document, state: Any) -> Document | None:
    """Return `row` with the text that its entity publishes in `state`, None if it publishes none.
    A suggestion keeps that text; a motion publishes the one that holds, without its files."""
    text = state.published
    if text and row["kind"] == "motion":
        text = replace(state.text, attachments=())
    if not text:
        return None
    return {**row, "published": True, "public": msgspec.to_builtins(text)}


def _open(records: Records, row: Document) -> bool:
    """Tell whether policies show what is published of `row` to anybody."""
    verdict = records.judging(ANYBODY, f"{row['kind']}.read", {})(row)
    return bool(row["published"]) and verdict.shows("published")
