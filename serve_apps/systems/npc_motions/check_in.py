"""Checking in to a sitting by a code (扫码签到): the secretariat shows it in the room, and a deputy
whose telephone reads it checks in as who is signed in there.

The code is signed and holds for ten minutes, so that a picture of it is of no use tomorrow. It
names the sitting and nobody. The page that shows it has a new one every minute.
"""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

import msgspec
import segno
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from itsdangerous import BadSignature

from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command
from actors.systems.npc_motions.congress_session import CONGRESS_SESSION
from actors.systems.npc_motions.congress_session_records import CheckIn
from actors.systems.npc_motions.congress_session_state import SessionState, Sitting
from serve_apps.front.bodies import command_id
from serve_apps.front.face import Preparation
from serve_apps.front.policies import signed_in_resident, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.signing import signer
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)


class CheckingIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check-in as programs send it. `code` is what the code of the room says after "code=";
    members of staff need none."""

    sitting: str
    account: str
    code: str = ""


PURPOSE = "npc check-in"
HOLDS_SECONDS = 600
_HALL = Annotated[Visitor, Depends(staff_with("session_secretariat"))]
_DEPUTY = Annotated[Visitor, Depends(signed_in_resident)]
_AT = "/sessions/{id}/sittings/{sitting}"


@router.get(f"{_AT}/code")
async def show_code(
    request: Request, visitor: _HALL, services: Wired, id: str, sitting: str
) -> Response:
    """Show the code of a sitting, for a screen in the room; for htmx the code alone.

    Raises:
        Refusal: there is no such sitting, or the session is not open.
    """
    state, there = await _sitting(services, visitor, id, sitting)
    if state.phase != "open":
        raise Refusal(Reason("congress_session.not_now", facts={"state": state.phase}))
    way = f"{_here(id, sitting)}/check-in?code={code(services, id, sitting)}"
    address = f"{_origin(request, services)}{way}"
    context = {
        "id": id,
        "session": state.title,
        "sitting": there,
        "here": f"{_here(id, sitting)}/code",
        "picture": segno.make(address, error="m").png_data_uri(scale=8, border=4),
    }
    fragment = request.headers.get("hx-request") == "true"
    template = "npc_motions/code_now.html" if fragment else "npc_motions/code.html"
    return page(request, template, context)


@router.get(f"{_AT}/check-in")
async def ask(
    request: Request, visitor: _DEPUTY, services: Wired, id: str, sitting: str, code: str = ""
) -> Response:
    """Show the sitting and the seat, with the button that checks in.

    Raises:
        Refusal: there is no such sitting.
    """
    state, there = await _sitting(services, visitor, id, sitting)
    context = {
        "id": id,
        "session": state.title,
        "sitting": there,
        "seat": there.seats.get(visitor.account, ""),
        "here": visitor.account in there.present,
        "valid": _holds(services, id, sitting, code),
        "code": code,
        "action": f"{_here(id, sitting)}/check-in",
        "key": uuid4().hex,
    }
    return page(request, "npc_motions/check_in.html", context)


@router.post(f"{_AT}/check-in")
async def check_in(
    visitor: _DEPUTY,
    services: Wired,
    id: str,
    sitting: str,
    code: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """Check in who is signed in.

    Raises:
        Refusal: the code does not hold, or the session refuses it.
    """
    if not _holds(services, id, sitting, code):
        raise Refusal(Reason("congress_session.code_over"), kind="not_now")
    wish = CheckIn(sitting=sitting, account=visitor.account)
    sent = command_id(visitor.identity.id, key[:64] or uuid4().hex, wish)
    await services.sender.send(f"{CONGRESS_SESSION}:{id}", wish, id=sent, by=visitor.identity)
    return RedirectResponse(f"{_here(id, sitting)}/check-in", 303)


async def checked(services: Services, visitor: Visitor, id: str, sent: CheckingIn) -> Command:
    """Return the check-in that a program sent.

    Raises:
        Refusal: a deputy sent it and the code does not hold.
    """
    if visitor.kind != "staff" and not _holds(services, id, sent.sitting, sent.code):
        raise Refusal(Reason("congress_session.code_over", "/code"), kind="not_now")
    return CheckIn(sitting=sent.sitting, account=sent.account)


CHECKED = Preparation(
    command=CheckIn,
    prepare=checked,
    takes=CheckingIn,
    example=CheckingIn(sitting="opening", account="deputy_01", code="1768698000.q8Hk"),
)


def code(services: Services, id: str, sitting: str) -> str:
    """Return a code of the sitting that holds from now on."""
    since = int(services.clock.now().timestamp())
    text = f"{id}/{sitting}/{since}"
    proof = signer(services.secrets.signing_key, PURPOSE).get_signature(text.encode()).decode()
    return f"{since}.{proof}"


def _holds(services: Services, id: str, sitting: str, code: str) -> bool:
    since, _, proof = code.partition(".")
    try:
        signer(services.secrets.signing_key, PURPOSE).unsign(f"{id}/{sitting}/{since}.{proof}")
    except BadSignature:
        return False
    return services.clock.now().timestamp() <= int(since) + HOLDS_SECONDS


async def _sitting(
    services: Services, visitor: Visitor, id: str, sitting: str
) -> tuple[SessionState, Sitting]:
    kind: EntityKind[Any] = services[Records].kinds[CONGRESS_SESSION]
    unknown = Refusal(Reason("congress_session.unknown"), kind="unknown")
    shown = await services.sender.show(f"{CONGRESS_SESSION}:{id}")
    state: SessionState = shown.state
    if not shown.seq or kind.rules is None or sitting not in state.sittings:
        raise unknown
    if not kind.rules.permitted("check_in", visitor.identity, state).allowed:
        raise unknown
    return state, state.sittings[sitting]


def _here(id: str, sitting: str) -> str:
    return f"/sessions/{quote(id)}/sittings/{quote(sitting)}"


def _origin(request: Request, services: Services) -> str:
    scheme = "https" if services.settings.https else request.url.scheme
    return f"{scheme}://{request.url.netloc}"
