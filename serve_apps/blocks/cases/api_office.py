"""The offices' views by program: inbox and cards. Masked rows only."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.organisation.units import Organisation
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import Officer, staff_with
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["office"])
oversees = staff_with(SUPERVISOR)
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


class Rows(msgspec.Struct, frozen=True):
    """One page of rows; `total` counts all of them."""

    total: int
    rows: tuple[dict[str, Any], ...]


@router.get("/inbox", **operation(gives=Rows))
async def show_inbox(
    visitor: Officer,
    services: Wired,
    stage: Annotated[str | None, Query(max_length=64)] = None,
    level: Literal["warning", "yellow", "red"] | None = None,
    search: Annotated[str | None, Query(max_length=100)] = None,
    page: PageNumber = 1,
) -> Response:
    """List the cases that wait for your unit and roles, the most urgent first."""
    unit = services.library[Organisation].units.get(visitor.unit)
    found = await services.views.inbox(
        visitor.unit,
        visitor.identity.roles,
        stage=stage,
        level=level,
        search=search,
        all_windows=unit is not None and unit.integrated_window,
        page=page,
    )
    return answer(Rows(found.total, tuple(map(plain, found.rows))))


@router.get("/cards", dependencies=[Depends(oversees)], **operation(gives=Rows))
async def list_cards(
    services: Wired,
    level: Literal["warning", "yellow", "red"] | None = None,
    unit: Annotated[str | None, Query(max_length=64)] = None,
    page: PageNumber = 1,
) -> Response:
    """List the cards that were raised, and the warnings."""
    found = await services.views.cards(level=level, unit=unit, page=page)
    return answer(Rows(found.total, tuple(map(plain, found.rows))))


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a view with `id` instead of the database's name of it."""
    return {"id": str(row["_id"])} | {name: row[name] for name in row if name != "_id"}
