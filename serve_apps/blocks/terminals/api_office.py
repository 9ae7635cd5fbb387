"""The offices' views of terminals by program."""

from typing import Any

from fastapi import APIRouter, Depends, Response

from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.cases.api_office import Rows, plain
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import staff_with
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["office"])
runs_terminals = staff_with(OPERATOR, WINDOW_CLERK, SUPERVISOR)


@router.get("/terminals", dependencies=[Depends(runs_terminals)], **operation(gives=Rows))
async def list_terminals(services: Wired) -> Response:
    """List the terminals (自助终端) with their devices."""
    rows = tuple(map(plain, await services.views.terminals()))
    return answer(Rows(rows, "", "", len(rows), whole=True))


@router.get(
    "/terminals/{terminal}",
    dependencies=[Depends(runs_terminals)],
    **operation(gives=dict[str, Any]),
)
async def show_terminal(terminal: str, services: Wired) -> Response:
    """Show one terminal with its last events."""
    row = await services.views.terminal(terminal)
    if row is None:
        raise Refusal(Reason("terminal.unknown"), kind="unknown")
    return answer(plain(row))
