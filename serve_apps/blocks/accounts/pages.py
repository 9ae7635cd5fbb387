"""Signing in and out, on pages."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.state import Capacity
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.accounts.entering import (
    calling,
    entered,
    inside,
    shown_again,
    start_of,
)
from serve_apps.front.cookies import Cookie
from serve_apps.front.limits import TooManyTries
from serve_apps.front.policies import AnyVisitor, Officer, SigningIn
from serve_apps.front.rendering import page
from serve_apps.front.visitor import COOKIE, Visitor
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
Typed = Annotated[str, Form(max_length=200)]
Next = Annotated[str, Form(max_length=2000)]
Late = Annotated[str, Form()]


@router.get("/sign-in")
async def show_sign_in(request: Request, visitor: AnyVisitor, next: str = "") -> Response:
    """Show the form, or go on if somebody is signed in already."""
    if visitor.kind:
        return RedirectResponse(inside(next) or start_of(visitor), 303)
    return page(request, "sign_in.html", {"next": inside(next), "account": "", "late": ""})


@router.post("/sign-in")
async def sign_in(
    request: Request,
    visitor: SigningIn,
    services: Wired,
    account: Typed = "",
    password: Typed = "",
    next: Next = "",
    late: Late = "",
) -> Response:
    """Open a session; or ask for the second factor, where the account has one; or show the form
    again.

    `late` is what was typed when the last session had ended, sealed; it is shown to be sent again.
    """
    caller, name = calling(request, services), account.strip().lower()
    try:
        found = await services.ways_in.check_password(name, password, caller)
        if found.state.authenticator is not None:
            shown = {"step": services.ways_in.step(found), "next": inside(next), "late": late}
            return page(request, "account/second.html", shown)
        opened = await services.ways_in.enter(found, caller)
    except (Refusal, TooManyTries) as refused:
        shown = {"next": inside(next), "account": account, "late": late, "lost": False}
        return shown_again(request, "sign_in.html", shown, refused, "account")
    return await entered(request, services, opened, before=visitor, next=next, late=late)


@router.post("/sign-in/second")
async def sign_in_by_second_factor(
    request: Request,
    visitor: SigningIn,
    services: Wired,
    step: Late = "",
    code: Typed = "",
    next: Next = "",
    late: Late = "",
) -> Response:
    """Open a session by the second factor, after the first; or ask for it again."""
    caller, shown = calling(request, services), {"step": step, "next": inside(next), "late": late}
    try:
        found = await services.ways_in.after_step(step)
    except Refusal as refusal:
        first = {"next": inside(next), "account": "", "late": late, "lost": False}
        return shown_again(request, "sign_in.html", first, refusal, "account")
    try:
        if not code.strip():
            raise Refusal(Reason("sign_in.code_missing", "/code"))
        opened = await services.ways_in.enter(found, caller, code)
    except (Refusal, TooManyTries) as refused:
        return shown_again(request, "account/second.html", shown, refused, "code")
    return await entered(request, services, opened, before=visitor, next=next, late=late)


@router.get("/capacity")
async def show_capacities(request: Request, visitor: Officer) -> Response:
    """Show in what the visitor may act."""
    return page(request, "capacity.html", {"chosen": _chosen(visitor)})


@router.post("/capacity")
async def choose_capacity(
    request: Request,
    visitor: Officer,
    services: Wired,
    capacity: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Go on in another capacity, in this session alone."""
    try:
        await services.sessions.choose(visitor, capacity)
    except Refusal as refusal:
        again = {"chosen": capacity, "errors": refusal.reasons}
        return page(request, "capacity.html", again, status=422)
    return RedirectResponse(start_of(await services.sessions.visitor(request)), 303)


def _chosen(visitor: Visitor) -> str:
    """Return the name of the capacity that the visitor acts in."""
    by = visitor.identity
    return Capacity(by.unit, by.roles, by.acting_for).name


@router.post("/sign-out")
async def sign_out(visitor: AnyVisitor, services: Wired) -> Response:
    """Close the session and forget it."""
    await services.sessions.sign_out(visitor)
    response = RedirectResponse("/", 303, {"clear-site-data": '"cache", "storage"'})
    Cookie(services.settings).remove(response, COOKIE)
    return response
