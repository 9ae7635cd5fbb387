"""Where kiosks reach the platform: enrolment once, and the link."""

from base64 import b64decode
from hashlib import sha256
from typing import Any

import msgspec
from fastapi import APIRouter, Request, WebSocket

from actors.blocks.terminals.commands import Enrol
from actors.blocks.terminals.decide import terminal_identity
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.terminals.gateway import TerminalGateway
from serve_apps.front.bodies import decoded
from serve_apps.front.policies import ProvesItself
from serve_apps.front.wiring import Services, Wired, services_of

router = APIRouter(prefix="/api/v1/terminals", include_in_schema=False)


class EnrolBody(msgspec.Struct, frozen=True):
    """What a kiosk sends once: the one-time code and its raw public key in base64."""

    code: str
    public_key: str


_enrol_body = msgspec.json.Decoder(EnrolBody)


@router.post("/enrol")
async def enrol(request: Request, _: ProvesItself, services: Wired) -> dict[str, Any]:
    """Take the kiosk's public key in exchange for its one-time code.

    Raises:
        Refusal: the code is wrong, used or too old.
    """
    body = await decoded(request, _enrol_body)
    terminal = body.code.partition(".")[0]
    try:
        public_key = b64decode(body.public_key, validate=True)
    except ValueError:
        raise Refusal(Reason("terminal.key_malformed", "/public_key")) from None
    code_hash = sha256(body.code.encode()).hexdigest()
    receipt = await services.sender.send(
        f"terminal:{terminal}",
        Enrol(code_hash=code_hash, public_key=public_key),
        id=f"enrol/{code_hash}/{sha256(public_key).hexdigest()}",
        by=terminal_identity(terminal),
    )
    return {"terminal": terminal, **receipt.reply}


@router.websocket("/link")
async def link(socket: WebSocket, _: ProvesItself) -> None:
    """Serve the link of a kiosk, which proves itself in its first frame."""
    services: Services = services_of(socket)
    await TerminalGateway(socket, services).serve()
