"""Public verification by program."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.verification.finding import Found, by_code, by_digest, count
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["verification"])
UNKNOWN = Refusal(Reason("verification.unknown"), kind="unknown")


@router.get("/verifications/{code}", **operation(gives=Found))
async def show_paper(request: Request, _: AnyVisitor, services: Wired, code: str) -> Response:
    """Tell what the public may know of the paper with this code, and nothing else.

    Raises:
        Refusal: kind "unknown", there is none.
        TooManyTries: this address has asked too often.
    """
    count(services, request)
    found = await by_code(services, code[:100])
    if found is None:
        raise UNKNOWN
    return answer(found)


@router.get("/verifications", **operation(gives=Found))
async def find_paper(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    sha256: Annotated[str, Query(pattern="^[0-9a-f]{64}$")],
) -> Response:
    """Tell what the public may know of the paper whose file has this digest.

    Raises:
        Refusal: kind "unknown", no such file was issued here, or it was altered.
        TooManyTries: this address has asked too often.
    """
    count(services, request)
    found = await by_digest(services, sha256)
    if found is None:
        raise UNKNOWN
    return answer(found)
