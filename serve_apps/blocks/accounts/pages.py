"""Signing in, signing out, and setting or changing a password, on pages."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.state import Capacity
from actors.kernel.errors import Refusal
from serve_apps.front.activation_codes import read_code
from serve_apps.front.cookies import Cookie
from serve_apps.front.faces import entries, served
from serve_apps.front.late_forms import unseal
from serve_apps.front.policies import AnyVisitor, Officer, SignedIn, SigningIn
from serve_apps.front.rendering import page
from serve_apps.front.visitor import COOKIE, Visitor
from serve_apps.front.wiring import Wired
from serve_apps.pages.late_form import show_again

router = APIRouter(include_in_schema=False)


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
    account: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=2000)] = "",
    late: Annotated[str, Form()] = "",
) -> Response:
    """Open a session, or show the form again with one sentence for every cause.

    `late` is what was typed when the last session had ended, sealed; it is shown to be sent again.
    """
    try:
        opened = await services.sessions.sign_in(account.strip().lower(), password)
    except Refusal as refusal:
        again = {
            "next": inside(next),
            "account": account,
            "errors": refusal.reasons,
            "late": late,
            "lost": False,
        }
        return page(request, "sign_in.html", again, status=422)
    await services.sessions.sign_out(visitor)
    response: Response = RedirectResponse(inside(next) or start_of(opened), 303)
    if late:
        request.state.visitor = opened
        entries = unseal(services.secrets.signing_key, late, opened.account)
        response = show_again(request, entries)
    Cookie(services.settings).set(response, COOKIE, opened.token)
    return response


@router.get("/activate")
async def show_activation(request: Request, _: AnyVisitor, account: str = "") -> Response:
    """Show the form that sets a password by an activation code."""
    return page(request, "activate.html", {"account": account[:40]})


@router.post("/activate")
async def activate(
    request: Request,
    visitor: SigningIn,
    services: Wired,
    account: Annotated[str, Form(max_length=100)] = "",
    code: Annotated[str, Form(max_length=100)] = "",
    new_password: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Set the password and sign in, or show the form again; the code is not shown again."""
    name = account.strip().lower()
    try:
        opened = await services.sessions.activate(name, read_code(code), new_password)
    except Refusal as refusal:
        again = {"account": account, "errors": refusal.reasons}
        return page(request, "activate.html", again, status=422)
    await services.sessions.sign_out(visitor)
    response = RedirectResponse(start_of(opened), 303)
    Cookie(services.settings).set(response, COOKIE, opened.token)
    return response


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


@router.get("/password")
async def show_password(request: Request, _: SignedIn) -> Response:
    """Show the form that changes the password."""
    return page(request, "password.html", {"changed": False})


@router.post("/password")
async def change_password(
    request: Request,
    visitor: SignedIn,
    services: Wired,
    old_password: Annotated[str, Form(max_length=200)] = "",
    new_password: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Change the password; every other session of the account ends."""
    try:
        await services.sessions.change_password(visitor, old_password, new_password)
    except Refusal as refusal:
        again = {"changed": False, "errors": refusal.reasons}
        return page(request, "password.html", again, status=422)
    return page(request, "password.html", {"changed": True})


def inside(address: str) -> str:
    """Return `address` if it is a path of ours, else "": no redirect leaves the platform."""
    ours = address.startswith("/") and address[1:2] not in ("/", "\\")
    return address if ours and address.isprintable() else ""  # browsers drop tabs and line ends


def start_of(visitor: Visitor) -> str:
    """Return where whoever has signed in begins: staff at the first place of the navigation that
    is for one of their roles; without one at the inbox, if there is one."""
    if visitor.kind != "staff":
        return "/"
    own = (each.href for each in entries() if each.of != "resident" and visitor.has(*each.roles))
    return next(own, "/staff" if "/staff" in served() else "/")
