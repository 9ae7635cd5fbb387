"""Setting, changing and recovering a password, on pages."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from actors.blocks.accounts.passwords import profile_of
from actors.kernel.errors import Refusal
from serve_apps.blocks.accounts.entering import calling, entered, shown_again
from serve_apps.front.activation_codes import read_code
from serve_apps.front.limits import TooManyTries
from serve_apps.front.policies import AnyVisitor, RenewsPassword, SigningIn
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
Typed = Annotated[str, Form(max_length=200)]


@router.get("/activate")
async def show_activation(request: Request, _: AnyVisitor, account: str = "") -> Response:
    """Show the form that sets a password by an activation code."""
    return page(request, "activate.html", {"account": account[:40]})


@router.post("/activate")
async def activate(
    request: Request,
    visitor: SigningIn,
    services: Wired,
    account: Typed = "",
    code: Typed = "",
    second: Typed = "",
    new_password: Typed = "",
) -> Response:
    """Set the password and sign in, or show the form again; the codes are not shown again."""
    name, caller = account.strip().lower(), calling(request, services)
    try:
        opened = await services.new_passwords.activate(
            name, read_code(code), second, new_password, caller
        )
        return await entered(request, services, opened, before=visitor)
    except (Refusal, TooManyTries) as refused:
        return shown_again(request, "activate.html", {"account": account}, refused, "code")


@router.get("/recover")
async def show_recovery(request: Request, _: AnyVisitor) -> Response:
    """Show the form that sets a password by two other factors."""
    return page(request, "account/recover.html", {"account": ""})


@router.post("/recover")
async def recover(
    request: Request,
    visitor: SigningIn,
    services: Wired,
    account: Typed = "",
    code: Typed = "",
    recovery: Typed = "",
    new_password: Typed = "",
) -> Response:
    """Set the password by a code of the authenticator and a recovery code, and sign in."""
    name, caller = account.strip().lower(), calling(request, services)
    try:
        opened = await services.new_passwords.recover(name, code, recovery, new_password, caller)
        return await entered(request, services, opened, before=visitor)
    except (Refusal, TooManyTries) as refused:
        return shown_again(request, "account/recover.html", {"account": account}, refused, "code")


@router.get("/password")
async def show_password(request: Request, visitor: RenewsPassword) -> Response:
    """Show the form that changes the password."""
    profile = profile_of(visitor.kind)
    return page(request, "password.html", {"changed": False, "profile": profile})


@router.post("/password")
async def change_password(
    request: Request,
    visitor: RenewsPassword,
    services: Wired,
    old_password: Typed = "",
    new_password: Typed = "",
) -> Response:
    """Change the password; every other session of the account ends."""
    shown = {"changed": False, "profile": profile_of(visitor.kind)}
    try:
        await services.new_passwords.change(
            visitor, old_password, new_password, calling(request, services)
        )
    except (Refusal, TooManyTries) as refused:
        return shown_again(request, "password.html", shown, refused, "old_password")
    request.state.visitor = await services.sessions.visitor(request)
    return page(request, "password.html", shown | {"changed": True})
