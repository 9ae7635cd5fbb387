"""One's own licences by program."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Response

from actors.blocks.licences.licence import LICENCE
from actors.blocks.reads.record import OF_ONESELF
from serve_apps.blocks.licences.pages import own
from serve_apps.blocks.licences.store import UNKNOWN, claim, held
from serve_apps.front.bodies import answer, operation
from serve_apps.front.disclosing import disclose
from serve_apps.front.policies import Resident
from serve_apps.front.wiring import Wired
from serve_apps.pages.stored_files import file_answer

router = APIRouter(tags=["licences"])
Id = Annotated[str, Path(pattern="^[A-Za-z0-9._~-]{1,128}$")]


class Held(msgspec.Struct, frozen=True):
    """A licence that somebody holds; its days are local ones, the last included."""

    id: str
    kind: str
    title: str
    organ: str
    state: str
    since: date
    until: date | None


class HeldList(msgspec.Struct, frozen=True):
    """What somebody holds, the newest first."""

    licences: tuple[Held, ...]


@router.get("/own-licences", **operation(gives=HeldList))
async def show_licences(
    visitor: Resident,
    services: Wired,
    kind: Annotated[str, Query(max_length=200)] = "",
    on: Annotated[date | None, Query()] = None,
) -> Response:
    """Tell which licences one holds: of a `kind`, and valid `on` a day, where these are given."""
    await claim(services, visitor)
    rows = await held(services, visitor.represents, kind=kind, on=on)
    return answer(HeldList(tuple(_told(row) for row in rows)))


@router.get(
    "/own-licences/{id}/paper",
    responses={200: {"description": "The sealed paper", "content": {"application/pdf": {}}}},
    response_class=Response,
)
async def fetch_paper(visitor: Resident, services: Wired, id: Id) -> Response:
    """Fetch the sealed paper of a licence; each time it is recorded first.

    Raises:
        Refusal: kind "unknown", there is no such licence or no paper of it.
    """
    state = await own(services, visitor, id)
    if not state.file:
        raise UNKNOWN
    await disclose(services, visitor, LICENCE, id, state, OF_ONESELF)
    return await file_answer(services, state.file, f"{state.title} {state.number}", UNKNOWN)


def _told(row: Mapping[str, Any]) -> Held:
    return Held(
        id=row["_id"],
        kind=row["kind"],
        title=row["title"],
        organ=row["organ"],
        state=row["phase"],
        since=row["since"],
        until=row["until"],
    )
