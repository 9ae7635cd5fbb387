"""The operators' page of outside parties, and the same for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.operations.roles import OPERATOR
from serve_apps.blocks.calls.standing import Standing, open_differences, standings
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
api = APIRouter()
Operator = Annotated[Visitor, Depends(staff_with(OPERATOR))]
DIFFERENCES = 50  # on the page


@router.get("/parties")
async def show_parties(request: Request, _: Operator, services: Wired) -> Response:
    """Show how every party is, what waits for it, and what is to be looked into."""
    context = {
        "parties": await standings(services),
        "differences": await open_differences(services, DIFFERENCES),
    }
    return page(request, "parties/parties.html", context)


@api.get("/parties")
async def list_parties(_: Operator, services: Wired) -> dict[str, Any]:
    """Tell how every outside party is, and how many calls of it are in which state."""
    return {"parties": [_told(each) for each in await standings(services)]}


def _told(one: Standing) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": {"zh": one.title.zh, "en": one.title.en},
        "state": one.state,
        "wrong": one.wrong,
        "reason": one.reason,
        "until": one.until.isoformat() if one.until else None,
        "wanted": list(one.wanted),
        "compared": one.compared,
        "open_differences": one.differences,
        "calls": dict(one.counts),
    }
