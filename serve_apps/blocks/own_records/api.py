"""A copy of one's own data by program: ask, look how far it is, fetch it."""

import msgspec
from fastapi import APIRouter, Request, Response

from actors.blocks.own_records.copy import SCHEMA, AskCopy, OwnCopy
from serve_apps.blocks.own_records.asking import ask, hand_out, stands
from serve_apps.front.bodies import IdempotencyKey, answer, command_id, operation
from serve_apps.front.language import language_of
from serve_apps.front.policies import InPerson
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["own records"])
AT = "/api/v1/own-copy"


class CopyOut(msgspec.Struct, frozen=True):
    """How the copy stands: `phase` is "" (none was asked for), "making", "ready", "failed" or
    "lapsed"; `done` of `most` records are in it. One that is ready has `bytes` bytes, lies at
    `content` until `until`, and has the form of `version`."""

    phase: str
    done: int
    most: int
    version: int
    bytes: int = 0
    until: str = ""
    content: str = ""


@router.post("/own-copy", **operation(gives=CopyOut, status=202))
async def ask_copy(
    request: Request, visitor: InPerson, services: Wired, idempotency_key: IdempotencyKey
) -> Response:
    """Ask for a copy of everything that is held of this account (PIPL Art. 45). It is made in the
    background; look at it with GET. The sentences in it are in the language of this request."""
    language = language_of(request)
    id = command_id(visitor.identity.owner, idempotency_key, AskCopy(language=language))
    state = await ask(services, visitor, language, id)
    return answer(_told(state), 202, {"location": AT})


@router.get("/own-copy", **operation(gives=CopyOut))
async def show_copy(visitor: InPerson, services: Wired) -> Response:
    """Tell how far the copy is."""
    return answer(_told(await stands(services, visitor)))


@router.get(
    "/own-copy/content",
    responses={200: {"description": "A ZIP archive", "content": {"application/zip": {}}}},
    response_class=Response,
)
async def fetch_copy(visitor: InPerson, services: Wired) -> Response:
    """Fetch the copy that is ready; each time it is recorded first."""
    return await hand_out(services, visitor)


def _told(state: OwnCopy) -> CopyOut:
    ready = state.phase == "ready"
    return CopyOut(
        phase=state.phase,
        done=state.done,
        most=state.most,
        version=SCHEMA,
        bytes=state.size,
        until=state.until.isoformat() if ready and state.until else "",
        content=f"{AT}/content" if ready else "",
    )
