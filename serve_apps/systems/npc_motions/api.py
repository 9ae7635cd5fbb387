"""What programs may ask without an account: published proposals."""

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from actors.kernel.errors import Reason, Refusal
from actors.systems.npc_motions.motion_tables import open_item
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import anyone
from serve_apps.front.wiring import Wired
from serve_apps.systems.npc_motions import publications
from serve_apps.systems.npc_motions.open_data import reply_of
from storage.mongo import Document

router = APIRouter(tags=["published"])


class PublishedItem(msgspec.Struct, frozen=True, kw_only=True):
    """A published motion or suggestion. `ratings` are the deputy's of its replies, the first
    first; texts that its kind does not have are ""."""

    id: str
    number: str
    kind: str
    title: str
    state: str
    congress: str
    session: str
    units: tuple[str, ...]
    reply_due: str | None
    round: int
    submitted_on: str
    subject: str
    grounds: str
    plan: str
    matter: str
    reply: str
    ratings: tuple[str, ...]


class PublishedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Published items, the latest first or the best first; `after` asks for the next page."""

    items: tuple[PublishedItem, ...]
    after: str | None


@router.get("/published", dependencies=[Depends(anyone)], **operation(gives=PublishedPage))
async def list_published(
    services: Wired,
    search: Annotated[str, Query(max_length=publications.MOST_TYPED)] = "",
    cursor: Annotated[str, Query(max_length=1_000, description="`after` of a page")] = "",
    size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """List what is public now; what was withdrawn is gone with the next request."""
    found = await publications.page(services, text=search.strip(), cursor=cursor, size=size)
    items = tuple(_item(row) for row in found.rows)
    return answer(PublishedPage(items=items, after=found.after))


@router.get(
    "/published/{kind}/{id}", dependencies=[Depends(anyone)], **operation(gives=PublishedItem)
)
async def show_published(
    services: Wired, kind: Literal["suggestion", "motion"], id: str
) -> Response:
    """Show one published item."""
    found = await publications.one(services, kind, id)
    if found is None:
        raise Refusal(Reason("suggestion.unknown"), kind="unknown")
    row, state = found
    return answer(_item({**row, "public": {**row["public"], "reply": reply_of(row, state)}}))


def _item(row: Document) -> PublishedItem:
    return msgspec.convert({"id": row["_id"], **open_item(row)}, PublishedItem)
