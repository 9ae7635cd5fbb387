"""Files by program: hand one in, then name it by its digest in a material."""

from fastapi import APIRouter, Request, Response

from serve_apps.blocks.files.handed_in import MEDIA_TYPES, hand_in
from serve_apps.front.bodies import IdempotencyKey, answer, operation
from serve_apps.front.policies import SignedIn
from serve_apps.front.wiring import Wired
from storage.files import Stored

router = APIRouter(tags=["files"])
_BODY = {
    "required": True,
    "content": {name: {"schema": {"type": "string", "format": "binary"}} for name in MEDIA_TYPES},
}


@router.post(
    "/uploads", **operation(gives=Stored, status=201) | {"openapi_extra": {"requestBody": _BODY}}
)
async def upload(
    request: Request, _: SignedIn, services: Wired, idempotency_key: IdempotencyKey
) -> Response:
    """Hand in one file as the body. Its type is told by its content; the same content is one file,
    so this may be repeated."""
    stored = await hand_in(services, request.stream())
    return answer(stored, 201)
