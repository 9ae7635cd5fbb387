"""The operators' page of departments' systems, and the same for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.operations.roles import OPERATOR
from serve_apps.blocks.exchanges.standing import Connected, connected, troubled
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
api = APIRouter()
Operator = Annotated[Visitor, Depends(staff_with(OPERATOR))]


@router.get("/departments")
async def show_departments(request: Request, _: Operator, services: Wired) -> Response:
    """Show how every department's system is, and which exchanges wait for somebody."""
    context = {"systems": await connected(services), "troubled": await troubled(services)}
    return page(request, "exchanges/departments.html", context)


@api.get("/departments")
async def list_departments(_: Operator, services: Wired) -> dict[str, Any]:
    """Tell how every department's system is, and how many cases are exchanged with it, by state."""
    return {"systems": [_told(each) for each in await connected(services)]}


def _told(one: Connected) -> dict[str, Any]:
    party = one.party
    return {
        "name": one.system.name,
        "title": {"zh": one.system.title.zh, "en": one.system.title.en},
        "unit": one.system.unit,
        "items": list(one.system.items),
        "state": party.state if party else "unset",
        "exchanges": one.phases,
        "found_in_lists": one.listed,
        "open_differences": party.differences if party else 0,
        "compared": party.compared if party else "",
    }
