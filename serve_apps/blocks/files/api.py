"""Files by program: hand one in, then name it by its digest in a material."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from actors.blocks.files.formats import MEDIA_TYPES
from actors.blocks.files.shell.intake import Intake
from serve_apps.front.bodies import IdempotencyKey, answer, operation
from serve_apps.front.policies import SignedIn
from serve_apps.front.wiring import Wired
from storage.files import Stored

router = APIRouter(tags=["files"])
_OTHERWISE = "application/octet-stream"
_TAKEN = ("", _OTHERWISE, "image/jpg", "image/pjpeg", *MEDIA_TYPES.values())
_BODY = {
    "required": True,
    "content": {
        name: {"schema": {"type": "string", "format": "binary"}}
        for name in (*MEDIA_TYPES.values(), _OTHERWISE)
    },
}


@router.post(
    "/uploads", **operation(gives=Stored, status=201) | {"openapi_extra": {"requestBody": _BODY}}
)
async def upload(
    request: Request, visitor: SignedIn, services: Wired, idempotency_key: IdempotencyKey
) -> Response:
    """Hand in one file as the body, not as a form. Its type is told by its content, whatever it is
    declared to be; the same content is one file, so this may be repeated.

    Raises:
        Refusal: it cannot be kept; see `Intake.hand_in`.
        HTTPException: 415, the body is declared to be no file.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared not in _TAKEN:
        raise HTTPException(415)
    stored = await services[Intake].hand_in(request.stream(), visitor.identity)
    return answer(stored, 201)
