"""Accounts of people and firms, as administrators see them: who is disabled, and why."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.organisation.decide import ACCOUNT
from actors.blocks.organisation.roles import ADMINISTRATOR
from serve_apps.blocks.organisation.administration import Administration
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]


@router.get("/admin/residents")
async def show_residents(
    request: Request,
    _: Administrator,
    services: Wired,
    account: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show the accounts that are disabled, and the one that is asked for by its whole name; by the
    masked name of its owner, and nothing else of him."""
    state = (await services[Administration].look()).state
    account = account.strip().lower()
    found: AccountState | None = None
    if ACCOUNT.fullmatch(account):
        found = (await services.sender.show(f"account:{account}")).state
    context = {
        "asked": account,
        "found": found if found and found.kind == "resident" else None,
        "disabled": state.residents[::-1],
        "is_disabled": state.disabled(account),
    }
    return page(request, "admin/residents.html", context)
