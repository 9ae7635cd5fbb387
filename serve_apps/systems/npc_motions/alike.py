"""What a draft is like (相似件): proposals and clues of the same subject, told before it is handed
in; and clues that belong together (NPC-24)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.systems.npc_motions.similar import clusters, similar
from actors.systems.npc_motions.suggestion.state import SuggestionState
from actors.systems.npc_motions.views import CLUES, PROPOSALS
from serve_apps.front.policies import SignedIn
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.records import Records
from storage.mongo import Document
from storage.secrecy.rows import opened_in

router = APIRouter(include_in_schema=False)
COMPARED = 2_000  # proposals, and clues, the latest of those that the visitor may see
SORTED = 300  # clues that are put in groups: each is compared with each
TOLD = 5  # of each sort, the likest
_BEFORE = ("draft", "cosigning")


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Something that a draft is like, so much of 100."""

    href: str
    title: str
    number: str
    likeness: int


async def _told(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Mapping[str, Sequence[Alike]] | None:
    """Return what the draft `state` is like, None once it was handed in."""
    if state.phase not in _BEFORE or not state.texts:
        return None
    title = state.title if isinstance(state, SuggestionState) else state.text.title
    matter = state.matter if isinstance(state, SuggestionState) else state.text.subject
    proposals = await _seen(services, visitor, PROPOSALS.name, ("suggestion", "motion"), COMPARED)
    clues = await _seen(services, visitor, CLUES.name, ("clue",), COMPARED)
    others = [row for row in proposals if row["_id"] != id]
    return {
        "proposals": await _likest(title, others, "title"),
        "clues": await _likest(f"{title} {matter}", clues, "text"),
    }


SIMILAR = Panel(template="npc_motions/similar.html", made=_told)


@router.get("/clues/subjects")
async def subjects(request: Request, visitor: SignedIn, services: Wired) -> Response:
    """Show the clues that the visitor may see by subject, the largest group first; what stands
    alone is left out."""
    found = await _seen(services, visitor, CLUES.name, ("clue",), SORTED)
    rows = {row["_id"]: row for row in found if row["state"] != "set_aside"}
    texts = {id: row["text"] for id, row in sorted(rows.items())}
    groups = await asyncio.to_thread(clusters, texts)
    shown = [
        sorted((rows[id] for id in group), key=lambda row: (row["told_at"], row["_id"]))
        for group in groups
        if len(group) > 1
    ]
    return page(request, "npc_motions/subjects.html", {"groups": shown})


async def _likest(text: str, rows: Sequence[Document], field: str) -> Sequence[Alike]:
    among = {row["_id"]: row[field] for row in rows}
    found = await asyncio.to_thread(similar, text, among)
    by_id = {row["_id"]: row for row in rows}
    return [_alike(by_id[each.id], by_id[each.id][field], each.likeness) for each in found[:TOLD]]


def _alike(row: Document, title: str, likeness: int) -> Alike:
    at = {"suggestion": "/suggestions", "motion": "/motions"}.get(row.get("kind", ""), "/clues")
    return Alike(
        href=f"{at}/{row['_id']}", title=title, number=row.get("number", ""), likeness=likeness
    )


async def _seen(
    services: Services, visitor: Visitor, view: str, kinds: Sequence[str], most: int
) -> list[Document]:
    """Return the latest rows of `view` that the visitor may read, of each of `kinds`."""
    records, by = services[Records], visitor.identity
    seen: list[Document] = []
    for kind in kinds:
        own = {"kind": kind} if view == PROPOSALS.name else {}
        where = {"$and": [own, records.readable(by, f"{kind}.read", {})]}
        newest = "updated_at" if view == PROPOSALS.name else "told_at"
        found = records.database[view].find(where).sort([(newest, -1), ("_id", 1)]).limit(most)
        judge = records.judging(by, f"{kind}.read", {})
        allowed = [row async for row in found if judge(row).allowed]
        seen += await opened_in(records.database, allowed)
    return seen
