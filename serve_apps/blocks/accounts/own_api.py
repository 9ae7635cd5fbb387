"""One's own account by program: sessions, the password, and proving once more who it is."""

import msgspec
from fastapi import APIRouter, Request, Response

from serve_apps.blocks.accounts.account_pages import own
from serve_apps.blocks.accounts.entering import calling
from serve_apps.front.bodies import answer, operation, read
from serve_apps.front.policies import OwnAccount, RenewsPassword
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["sessions"])


class OpenSessionOut(msgspec.Struct, frozen=True):
    """Where the account is signed in. The instants are UTC; `proofs` are what was proved there."""

    id: str
    browser: str
    opened_at: str
    seen_at: str
    proofs: tuple[str, ...]
    current: bool


class Proving(msgspec.Struct, frozen=True):
    """A code of the authenticator, or a recovery code."""

    code: str


class NewPassword(msgspec.Struct, frozen=True):
    """The password that there is, and the one that is to be."""

    old_password: str
    new_password: str


@router.get("/sessions", **operation(gives=tuple[OpenSessionOut, ...]))
async def show_sessions(visitor: OwnAccount, services: Wired) -> Response:
    """Tell where the account is signed in, the one used last first."""
    account = await own(services, visitor)
    sessions = sorted(account.sessions, key=lambda session: session.seen_at, reverse=True)
    told = [
        OpenSessionOut(
            id=each.key,
            browser=each.browser,
            opened_at=each.opened_at.isoformat(),
            seen_at=each.seen_at.isoformat(),
            proofs=each.proofs,
            current=each.key == visitor.session,
        )
        for each in sessions
    ]
    return answer(told)


@router.delete("/sessions", **operation(status=204))
async def close_other_sessions(visitor: OwnAccount, services: Wired) -> Response:
    """Sign out everywhere but here."""
    await services.sessions.end_others(visitor)
    return Response(status_code=204)


@router.delete("/sessions/{id}", **operation(status=204))
async def close_other_session(id: str, visitor: OwnAccount, services: Wired) -> Response:
    """Sign out in one session of the account; one that is over is no mistake."""
    await services.sessions.end(visitor, id)
    return Response(status_code=204)


@router.post(
    "/sessions/current/proofs",
    **operation(status=204, takes=Proving, example={"code": "492039"}),
)
async def prove(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Prove once more who it is, where a problem of the type `proof_needed` asked for it."""
    proving = await read(request, Proving)
    await services.ways_in.prove(visitor, proving.code, calling(request, services))
    return Response(status_code=204)


@router.put(
    "/password",
    **operation(
        status=204,
        takes=NewPassword,
        example={
            "old_password": "Correct-horse-battery-8",
            "new_password": "Correct-horse-battery-9",
        },
    ),
)
async def change_password(request: Request, visitor: RenewsPassword, services: Wired) -> Response:
    """Change the password; every other session of the account ends."""
    wish = await read(request, NewPassword)
    await services.new_passwords.change(
        visitor, wish.old_password, wish.new_password, calling(request, services)
    )
    return Response(status_code=204)
