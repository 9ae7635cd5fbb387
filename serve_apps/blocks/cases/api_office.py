"""The offices' views by program: inbox and cards. Masked rows only."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.forms.normalise import sought
from serve_apps.blocks.cases.cards import CARDS, card_filter
from serve_apps.blocks.cases.finding import search_cases
from serve_apps.blocks.cases.listings import WAITING_IN_FULL, waiting_for
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import Officer, staff_with
from serve_apps.front.wiring import Wired
from serve_apps.pages.listing import Listed
from serve_apps.pages.records import Records

router = APIRouter(tags=["office"])
oversees = staff_with(SUPERVISOR)
Cursor = Annotated[str, Query(max_length=1_000, description="`after` or `before` of a page")]


class Rows(msgspec.Struct, frozen=True):
    """One page of rows. `after` and `before` are the cursors of the pages beside it, "" if there is
    none. `total` is how many there are, and there are more if it is not `whole`; null: that is not
    known, since only so many rows are compared with what is searched for."""

    rows: tuple[dict[str, Any], ...]
    after: str
    before: str
    total: int | None
    whole: bool


@router.get("/inbox", **operation(gives=Rows))
async def show_inbox(
    visitor: Officer,
    services: Wired,
    stage: Annotated[str, Query(max_length=64)] = "",
    level: Literal["", "warning", "yellow", "red"] = "",
    search: Annotated[str, Query(max_length=200)] = "",
    cursor: Cursor = "",
) -> Response:
    """List the cases that wait for your unit and roles, the most urgent first, or those that fit
    what is searched for, the best first."""
    records = services[Records]
    where = waiting_for(visitor.identity, services.library, stage=stage, level=level)
    if search:
        return _answer(await search_cases(records, sought(search), where, cursor, fields=()))
    return _answer(await WAITING_IN_FULL.page(records.database, where, cursor=cursor))


@router.get("/cards", dependencies=[Depends(oversees)], **operation(gives=Rows))
async def list_cards(
    services: Wired,
    level: Literal["", "warning", "yellow", "red"] = "",
    unit: Annotated[str, Query(max_length=64)] = "",
    cursor: Cursor = "",
) -> Response:
    """List the cards that were raised, and the warnings, on clocks that run: red first, then the
    latest."""
    where = card_filter(level=level, unit=unit)
    return _answer(await CARDS.page(services[Records].database, where, cursor=cursor))


def _answer(found: Listed) -> Response:
    rows = tuple(map(plain, found.rows))
    return answer(Rows(rows, found.after, found.before, found.total, found.whole))


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a view with `id` instead of the database's name of it."""
    return {"id": str(row["_id"])} | {name: row[name] for name in row if name != "_id"}
