"""One's own account (我的账号): where it is signed in, and what it is proved by."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.accounts.tries import REMEMBERED, strange
from serve_apps.front.policies import OwnAccount
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired

router = APIRouter(include_in_schema=False)


async def own(services: Services, visitor: Visitor) -> AccountState:
    """Return the visitor's account as it stands.

    Raises:
        Overloaded, Unavailable: it could not be asked.
    """
    return (await services.sender.show(f"account:{visitor.account}")).state


@router.get("/account")
async def show_account(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Show where the visitor is signed in, and what he proves himself by."""
    account = await own(services, visitor)
    context = {
        "account": account,
        "sessions": sorted(account.sessions, key=lambda session: session.seen_at, reverse=True),
        "wrong": strange(account, services.clock.now(), REMEMBERED),
    }
    return page(request, "account/overview.html", context)


@router.post("/account/sessions/end")
async def end_session(
    visitor: OwnAccount, services: Wired, session: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """End one other session of the visitor's; one that is over is no mistake."""
    if session != visitor.session:
        await services.sessions.end(visitor, session)
    return RedirectResponse("/account", 303)


@router.post("/account/sessions/end-others")
async def end_others(visitor: OwnAccount, services: Wired) -> Response:
    """End all sessions of the visitor's but this."""
    await services.sessions.end_others(visitor)
    return RedirectResponse("/account", 303)
