"""Signing in and out by program."""

import msgspec
from fastapi import APIRouter, Request, Response

from serve_apps.front.activation_codes import read_code
from serve_apps.front.bodies import answer, operation, read
from serve_apps.front.policies import ProvesItself, SignedIn
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["sessions"])


class Credentials(msgspec.Struct, frozen=True):
    """An account and its password."""

    account: str
    password: str


class ActivationWish(msgspec.Struct, frozen=True):
    """An account, the one-time code that its owner was given, and the password that is to be."""

    account: str
    code: str
    new_password: str


class SessionOut(msgspec.Struct, frozen=True):
    """An open session. Send `token` as `Authorization: Bearer <token>`."""

    account: str
    kind: str
    name: str
    roles: tuple[str, ...]
    unit: str
    token: str = ""


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
    """Sign in. The same answer for an unknown account, a wrong password and a locked account."""
    credentials = await read(request, Credentials)
    visitor = await services.sessions.sign_in(credentials.account, credentials.password)
    return answer(_told(visitor, visitor.token), 201)


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
    code = read_code(wish.code)
    visitor = await services.sessions.activate(wish.account, code, wish.new_password)
    return answer(_told(visitor, visitor.token), 201)


@router.get("/sessions/current", **operation(gives=SessionOut))
async def show_session(visitor: SignedIn) -> Response:
    """Tell whose session this is."""
    return answer(_told(visitor))


@router.delete("/sessions/current", **operation(status=204))
async def close_session(visitor: SignedIn, services: Wired) -> Response:
    """Sign out."""
    await services.sessions.sign_out(visitor)
    return Response(status_code=204)


def _told(visitor: Visitor, token: str = "") -> SessionOut:
    roles, unit = visitor.identity.roles, visitor.unit
    return SessionOut(visitor.account, visitor.kind, visitor.name, roles, unit, token)
