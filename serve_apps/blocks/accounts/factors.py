"""Second factors (双因子) of one's own account: authenticator, recovery codes, passkeys."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.commands import (
    AddPasskey,
    RemoveAuthenticator,
    RemovePasskey,
    RenewRecoveryCodes,
    SetAuthenticator,
)
from actors.blocks.accounts.state import AccountState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.accounts.account_pages import own
from serve_apps.blocks.accounts.entering import calling, shown_again
from serve_apps.front import authenticators
from serve_apps.front.bodies import answer
from serve_apps.front.limits import TooManyTries
from serve_apps.front.passkeys import party_of
from serve_apps.front.policies import OwnAccount
from serve_apps.front.proof import ProofNeeded
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired

router = APIRouter(include_in_schema=False)
Typed = Annotated[str, Form(max_length=200)]
Sealed = Annotated[str, Form(max_length=2000)]
Signed = Annotated[str, Form(max_length=20_000)]


async def require_owner(
    request: Request, services: Services, visitor: Visitor, password: str
) -> AccountState:
    """Check that it is the owner who is about to change what he proves himself by, and return his
    account: by his second factor just now, or by the password where he has none yet.

    Raises:
        ProofNeeded: the second factor was not asked for just now.
        Refusal: the password is wrong.
        TooManyTries, Overloaded, Unavailable: as for signing in.
    """
    account = await own(services, visitor)
    if account.has_second_factor or not account.password_hash:
        if visitor.identity.assurance != "fresh" and account.has_second_factor:
            raise ProofNeeded("fresh")
    else:
        await services.new_passwords.require(visitor, password, calling(request, services))
    return account


async def ask(services: Services, visitor: Visitor, command: Command) -> None:
    """Send `command` to the visitor's account, and look at it anew.

    Raises:
        Refusal: the account refuses it.
        Overloaded, Unavailable: it could not be asked.
    """
    key = f"account:{visitor.account}"
    await services.sender.send(key, command, id=uuid4().hex, by=visitor.identity)
    services.sessions.checks.forget(visitor.session, ended=False)


@router.get("/account/authenticator")
async def show_authenticator(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Show how to set up an authenticator, or what there is of one."""
    return page(request, "account/authenticator.html", await _to_set_up(services, visitor))


@router.post("/account/authenticator")
async def set_authenticator(
    request: Request,
    visitor: OwnAccount,
    services: Wired,
    secret: Sealed = "",
    code: Typed = "",
    password: Typed = "",
) -> Response:
    """Take codes of the application from now on, and show the recovery codes, this once."""
    key, now = services.secrets.signing_key, services.sessions.clock.now()
    shown = await _to_set_up(services, visitor, secret)
    try:
        step = authenticators.step_of(shown["plain"], code.strip().replace(" ", ""), now)
        if step is None:
            raise Refusal(Reason("sign_in.code_wrong", "/code"))
        await require_owner(request, services, visitor, password)
        codes = authenticators.new_recovery_codes()
        wish = SetAuthenticator(
            session=visitor.session,
            at=now,
            secret=shown["secret"],
            step=step,
            recovery=authenticators.recovery_digests(key, visitor.account, codes),
        )
        await ask(services, visitor, wish)
    except (Refusal, TooManyTries) as refused:
        return shown_again(request, "account/authenticator.html", shown, refused, "code")
    return page(request, "account/recovery_codes.html", {"codes": codes})


@router.post("/account/authenticator/remove")
async def remove_authenticator(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Take no codes any more."""
    await require_owner(request, services, visitor, "")
    await ask(services, visitor, RemoveAuthenticator())
    return RedirectResponse("/account", 303)


@router.post("/account/recovery-codes")
async def renew_recovery_codes(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Show new recovery codes, this once; the old ones are void."""
    await require_owner(request, services, visitor, "")
    codes, key = authenticators.new_recovery_codes(), services.secrets.signing_key
    digests = authenticators.recovery_digests(key, visitor.account, codes)
    await ask(services, visitor, RenewRecoveryCodes(recovery=digests))
    return page(request, "account/recovery_codes.html", {"codes": codes})


@router.get("/account/passkeys")
async def show_passkeys(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Show the passkeys that there are, and how to add one."""
    account = await own(services, visitor)
    return page(request, "account/passkeys.html", {"account": account, "name": ""})


@router.get("/account/passkeys/question")
async def ask_for_passkey(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Return what a script of ours has the browser make a key by."""
    asked = services.passkeys.ask_to_add(
        party_of(request, services.settings.public_address),
        await own(services, visitor),
        authenticators.ISSUER,
        visitor.csrf,
        services.sessions.clock.now(),
    )
    return answer({"options": asked.options, "challenge": asked.challenge})


@router.post("/account/passkeys")
async def add_passkey(
    request: Request,
    visitor: OwnAccount,
    services: Wired,
    answered: Signed = "",
    challenge: Sealed = "",
    name: Typed = "",
    password: Typed = "",
) -> Response:
    """Let the key that the browser has made sign in."""
    now, name = services.sessions.clock.now(), name.strip()
    shown = {"account": await own(services, visitor), "name": name}
    try:
        await require_owner(request, services, visitor, password)
        party = party_of(request, services.settings.public_address)
        made = services.passkeys.added(party, answered, challenge, visitor.csrf, name, now)
        if made is None:
            raise Refusal(Reason("account.passkey_failed", "/name"))
        await ask(services, visitor, AddPasskey(session=visitor.session, at=now, passkey=made))
    except (Refusal, TooManyTries) as refused:
        return shown_again(request, "account/passkeys.html", shown, refused, "name")
    return RedirectResponse("/account/passkeys", 303)


@router.post("/account/passkeys/remove")
async def remove_passkey(
    request: Request, visitor: OwnAccount, services: Wired, passkey: Sealed = ""
) -> Response:
    """Let a key sign in no more."""
    await require_owner(request, services, visitor, "")
    await ask(services, visitor, RemovePasskey(passkey=passkey))
    return RedirectResponse("/account/passkeys", 303)


async def _to_set_up(services: Services, visitor: Visitor, sealed: str = "") -> dict[str, Any]:
    """Return what the form that sets up an authenticator shows: a secret that waits for its first
    code, sealed for this account and, once, as people type it and as a picture."""
    key, account = services.secrets.signing_key, await own(services, visitor)
    plain = authenticators.opened_secret(key, account.id, sealed) if sealed else ""
    if not plain:
        plain = authenticators.new_secret()
        sealed = authenticators.sealed_secret(key, account.id, plain)
    return {
        "account": account,
        "secret": sealed,
        "plain": plain,
        "picture": authenticators.picture_of_secret(account.id, plain),
    }
