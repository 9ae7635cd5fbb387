"""The code of a reset by program. Proposing and agreeing are commands like all others."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from actors.blocks.cases.roles import WINDOW_CLERK
from serve_apps.blocks.factor_resets.resetting import issue
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import staff_with
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["factor_resets"])


class ResetCodeOut(msgspec.Struct, frozen=True):
    """The code, told this once. It sets a password one time, within two hours; what the account was
    proved by before ends with its use."""

    code: str


@router.post("/factor_resets/{id}/code", **operation(gives=ResetCodeOut, status=201))
async def issue_code(
    visitor: Annotated[Visitor, Depends(staff_with(WINDOW_CLERK))],
    services: Wired,
    id: Annotated[str, Path(pattern="^[0-9a-f]{32}$")],
) -> Response:
    """Make the one-time code of a reset that a second clerk agreed to, for whoever proposed it."""
    return answer(ResetCodeOut(await issue(services, visitor, id)), 201)
