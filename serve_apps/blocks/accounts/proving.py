"""Proving once more who it is (再次核验), and signing in by a passkey, on pages."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.commands import Evidence
from actors.blocks.accounts.state import AccountState
from actors.blocks.security import sorts
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.accounts.account_pages import own
from serve_apps.blocks.accounts.entering import calling, entered, inside, shown_again, start_of
from serve_apps.front.bodies import answer
from serve_apps.front.late_forms import unseal
from serve_apps.front.limits import TooManyTries
from serve_apps.front.passkeys import account_of, party_of
from serve_apps.front.policies import AnyVisitor, OwnAccount, SigningIn
from serve_apps.front.rendering import page
from serve_apps.front.session import may_be_account
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.late_form import show_again

router = APIRouter(include_in_schema=False)
Typed = Annotated[str, Form(max_length=200)]
Next = Annotated[str, Form(max_length=2000)]
Sealed = Annotated[str, Form(max_length=2000)]
Signed = Annotated[str, Form(max_length=20_000)]
Late = Annotated[str, Form()]
_FAILED = Reason("account.passkey_failed", "/code")


@router.get("/prove")
async def show_proving(
    request: Request, visitor: OwnAccount, services: Wired, next: str = ""
) -> Response:
    """Ask for the second factor, to go on to `next`."""
    account = await own(services, visitor)
    shown = {"next": inside(next), "late": "", "lost": False, "account": account}
    return page(request, "account/prove.html", shown)


@router.post("/prove")
async def prove(
    request: Request,
    visitor: OwnAccount,
    services: Wired,
    code: Typed = "",
    answered: Signed = "",
    challenge: Sealed = "",
    next: Next = "",
    late: Late = "",
) -> Response:
    """Take the second factor, and go on; or show what was typed before, to be sent again."""
    account, caller = await own(services, visitor), calling(request, services)
    try:
        if answered:
            evidence = _signed(request, services, account, visitor, answered, challenge)
            if evidence is None:
                await services.security.record(
                    sorts.STEP_UP_FAILED, visitor.account, outcome="passkey"
                )
                raise Refusal(_FAILED)
            await services.ways_in.prove_by(visitor, evidence, caller)
        else:
            await services.ways_in.prove(visitor, code, caller)
    except (Refusal, TooManyTries) as refused:
        shown = {"next": inside(next), "late": late, "lost": False, "account": account}
        return shown_again(request, "account/prove.html", shown, refused, "code")
    if late:
        typed = unseal(services.secrets.signing_key, late, visitor.account)
        return show_again(request, typed, proved=True)
    return RedirectResponse(inside(next) or start_of(visitor), 303)


@router.get("/prove/question")
async def ask_to_prove(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Return what a script of ours has a key of the visitor's sign."""
    return await _question(request, services, visitor, await own(services, visitor))


@router.get("/sign-in/question")
async def ask_to_sign_in(request: Request, visitor: AnyVisitor, services: Wired) -> Response:
    """Return what a script of ours has any key of ours sign."""
    unnamed = services.sessions.unnamed(request)
    return await _question(request, services, unnamed, None)


@router.post("/sign-in/passkey")
async def sign_in_by_passkey(
    request: Request,
    visitor: SigningIn,
    services: Wired,
    answered: Signed = "",
    challenge: Sealed = "",
    next: Next = "",
    late: Late = "",
) -> Response:
    """Open a session of the account whose key has signed, without a password."""
    name = account_of(answered)
    account = AccountState(id="")
    if may_be_account(name):
        account = (await services.sender.show(f"account:{name}")).state
    unnamed, caller = services.sessions.unnamed(request), calling(request, services)
    evidence = _signed(request, services, account, unnamed, answered, challenge)
    try:
        if evidence is None:
            await _refused(services, account, name)
            raise Refusal(Reason("account.passkey_failed", "/account"))
        opened = await services.sessions.open(account, evidence, caller)
    except Refusal as refusal:
        shown = {"next": inside(next), "account": "", "late": late, "lost": False}
        return shown_again(request, "sign_in.html", shown, refusal, "account")
    return await entered(request, services, opened, before=visitor, next=next, late=late)


async def _refused(services: Services, account: AccountState, name: str) -> None:
    """Record that no key of the account with this name has signed."""
    security = services.security
    if account.kind:
        await security.record(sorts.SIGN_IN_REFUSED, account.id, outcome="passkey")
    else:
        await security.record(sorts.SIGN_IN_UNKNOWN, security.stranger(name), outcome="passkey")


async def _question(
    request: Request, services: Services, visitor: Visitor, account: AccountState | None
) -> Response:
    asked = services.passkeys.ask_to_sign(
        party_of(request, services.settings.public_address),
        account,
        visitor.csrf,
        services.sessions.clock.now(),
    )
    return answer({"options": asked.options, "challenge": asked.challenge})


def _signed(
    request: Request,
    services: Services,
    account: AccountState,
    visitor: Visitor,
    answered: str,
    challenge: str,
) -> Evidence | None:
    """Return what a key of `account` has signed for in the visitor's browser, None if none has."""
    return services.passkeys.signed(
        party_of(request, services.settings.public_address),
        answered,
        challenge,
        visitor.csrf,
        account,
        services.sessions.clock.now(),
    )
