"""Signing in and out by program."""

import msgspec
from fastapi import APIRouter, Request, Response

from serve_apps.front.activation_codes import read_code
from serve_apps.front.bodies import answer, operation, read
from serve_apps.front.caller import Caller, caller_of
from serve_apps.front.policies import ProvesItself, SignedIn
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired

router = APIRouter(tags=["sessions"])


class Credentials(msgspec.Struct, frozen=True):
    """An account and its password; with a `code` of its authenticator or a recovery code where it
    has these. `device` is what an earlier answer gave: wrong tries of others do not keep it out."""

    account: str
    password: str
    code: str = ""
    device: str = ""


class ActivationWish(msgspec.Struct, frozen=True):
    """An account, the one-time code that its owner was given, and the password that is to be. Where
    the account has an authenticator, `second` is a code of that, or a recovery code."""

    account: str
    code: str
    new_password: str
    second: str = ""


class RecoveryWish(msgspec.Struct, frozen=True):
    """An account, a code of its authenticator, one of its recovery codes, and the password that is
    to be."""

    account: str
    code: str
    recovery: str
    new_password: str


class SessionOut(msgspec.Struct, frozen=True):
    """An open session. Send `token` as `Authorization: Bearer <token>`. `assurance` is how well it
    was proved who it is: "plain", "basic", "high", "fresh". Keep `device` for the next time."""

    account: str
    kind: str
    name: str
    roles: tuple[str, ...]
    unit: str
    token: str = ""
    assurance: str = ""
    device: str = ""


@router.post(
    "/sessions",
    **operation(
        gives=SessionOut,
        status=201,
        takes=Credentials,
        example={"account": "resident-zhang", "password": "correct-horse-battery"},
    ),
)
async def open_session(request: Request, _: ProvesItself, services: Wired) -> Response:
    """Sign in. The same answer for an unknown account and a wrong password: 401. Where too many
    wrong ones came from, and there alone, the answer is 429 for a while."""
    wish = await read(request, Credentials)
    caller = _caller(request, services, wish.device)
    visitor = await services.ways_in.by_password(wish.account, wish.password, caller, wish.code)
    return _signed_in(services, visitor, caller)


@router.post(
    "/activations",
    **operation(
        gives=SessionOut,
        status=201,
        takes=ActivationWish,
        example={
            "account": "fang",
            "code": "7KQ2-MX9D-RT4H",
            "new_password": "Correct-horse-battery-9",
        },
    ),
)
async def activate(request: Request, _: ProvesItself, services: Wired) -> Response:
    """Set a password by an activation code, and sign in. The same answer for an unknown account, a
    wrong code and one that has expired or was used."""
    wish = await read(request, ActivationWish)
    code, caller = read_code(wish.code), _caller(request, services, "")
    visitor = await services.new_passwords.activate(
        wish.account, code, wish.second, wish.new_password, caller
    )
    return _signed_in(services, visitor, caller)


@router.post(
    "/recoveries",
    **operation(
        gives=SessionOut,
        status=201,
        takes=RecoveryWish,
        example={
            "account": "resident-zhang",
            "code": "492039",
            "recovery": "7KQ2-MX9D-RT4H",
            "new_password": "correct-horse-battery",
        },
    ),
)
async def recover(request: Request, _: ProvesItself, services: Wired) -> Response:
    """Set a password by a code of the authenticator and a recovery code, and sign in."""
    wish = await read(request, RecoveryWish)
    caller = _caller(request, services, "")
    visitor = await services.new_passwords.recover(
        wish.account, wish.code, wish.recovery, wish.new_password, caller
    )
    return _signed_in(services, visitor, caller)


@router.get("/sessions/current", **operation(gives=SessionOut))
async def show_session(visitor: SignedIn) -> Response:
    """Tell whose session this is."""
    return answer(_told(visitor))


@router.delete("/sessions/current", **operation(status=204))
async def close_session(visitor: SignedIn, services: Wired) -> Response:
    """Sign out."""
    await services.sessions.sign_out(visitor)
    return Response(status_code=204)


def _caller(request: Request, services: Services, device: str) -> Caller:
    """Return who asks; what cookies say is no matter here."""
    return caller_of(request, services.secrets.signing_key, services.settings, device)


def _signed_in(services: Services, visitor: Visitor, caller: Caller) -> Response:
    key = services.secrets.signing_key
    device = caller.device.with_account(key, visitor.account).text(key)
    return answer(_told(visitor, visitor.token, device), 201)


def _told(visitor: Visitor, token: str = "", device: str = "") -> SessionOut:
    by = visitor.identity
    return SessionOut(
        visitor.account,
        visitor.kind,
        visitor.name,
        by.roles,
        visitor.unit,
        token,
        by.assurance,
        device,
    )
