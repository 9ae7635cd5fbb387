"""Signing in by the identity service of the place, on pages; who comes first gets an account."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.commands import Register
from actors.blocks.accounts.state import AccountState
from actors.blocks.security import sorts
from actors.kernel.errors import Refusal
from actors.kernel.identifiers import mask_name
from actors.kernel.identity import PLATFORM
from serve_apps.blocks.accounts.entering import calling, entered, inside, shown_again
from serve_apps.front.cookies import Cookie
from serve_apps.front.identity_service import COOKIE, VISIT_LASTS, Vouched
from serve_apps.front.limits import TooManyTries
from serve_apps.front.passkeys import party_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.ways_in import Found
from serve_apps.front.wiring import Services, Wired

router = APIRouter(include_in_schema=False)


@router.get("/sign-in/identity")
async def go_there(request: Request, _: AnyVisitor, services: Wired, next: str = "") -> Response:
    """Send the visitor to the service."""
    try:
        address, visit = await services.identity_service.begin(
            _back(request, services), inside(next), services.sessions.clock.now()
        )
    except Refusal as refusal:
        return _not_in(request, refusal)
    response = RedirectResponse(address, 303)
    seconds = int(VISIT_LASTS.total_seconds())
    Cookie(services.settings).set(response, COOKIE, visit, seconds=seconds)
    return response


@router.get("/sign-in/identity/back")
async def come_back(request: Request, visitor: AnyVisitor, services: Wired) -> Response:
    """Open a session of whomever the service vouches for."""
    caller = calling(request, services)
    try:
        vouched = await services.identity_service.finish(
            _back(request, services),
            str(request.url),
            request.cookies.get(COOKIE, ""),
            services.sessions.clock.now(),
        )
        found = Found(await _account_of(services, vouched), (vouched.proof,))
        if found.state.authenticator is not None and vouched.proof == "identity":
            shown = {"step": services.ways_in.step(found), "next": vouched.next, "late": ""}
            response: Response = page(request, "account/second.html", shown)
        else:
            opened = await services.ways_in.enter(found, caller)
            response = await entered(request, services, opened, before=visitor, next=vouched.next)
    except (Refusal, TooManyTries) as refused:
        if isinstance(refused, Refusal):
            why = refused.reasons[0].code
            await services.security.record(sorts.SIGN_IN_REFUSED, outcome=f"identity {why}")
        response = _not_in(request, refused)
    Cookie(services.settings).remove(response, COOKIE)
    return response


async def _account_of(services: Services, vouched: Vouched) -> AccountState:
    """Return the account of somebody, which is made when he comes for the first time.

    Raises:
        Overloaded, Unavailable: it could not be asked.
    """
    key, person = f"account:{vouched.account}", vouched.person
    state: AccountState = (await services.sender.show(key)).state
    if state.kind:
        return state
    natural = person.id_type == "resident_id"
    wish = Register(
        kind="resident",
        display=mask_name(person.name) if natural else person.name,
        person=person,
        password_hash="",
    )
    await services.sender.send(key, wish, id=f"identity:{vouched.account}", by=PLATFORM)
    return (await services.sender.show(key)).state


def _not_in(request: Request, refused: Refusal | TooManyTries) -> Response:
    shown = {"next": "", "account": "", "late": "", "lost": False}
    return shown_again(request, "sign_in.html", shown, refused, "account")


def _back(request: Request, services: Services) -> str:
    origin = party_of(request, services.settings.public_address).origin
    return f"{origin}/sign-in/identity/back"
