"""Live progress: server-sent events of one case."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from serve_apps.blocks.cases.progress import has_proved, row_of
from serve_apps.blocks.cases.visibility import UNKNOWN, may_follow
from serve_apps.front.acting import still_acts
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired

router = APIRouter(include_in_schema=False)
RETRY_MILLISECONDS = 2000  # when a browser comes again after the connection broke


class Step(msgspec.Struct, frozen=True):
    """What the page is told: enough to know whether to look anew. No personal data."""

    seq: int
    phase: str
    stage: str


@router.get("/cases/{number}/events")
async def follow_case(
    number: str, request: Request, visitor: AnyVisitor, services: Wired
) -> StreamingResponse:
    """Stream an event "step" whenever the case changes, the first at once.

    The id of an event is the version of the row, so that a page that comes again misses nothing.
    """
    row = await row_of(services, number)
    if row is None or not (
        may_follow(visitor, row, services.library) or has_proved(request, services, row["number"])
    ):
        raise UNKNOWN
    return StreamingResponse(
        _events(services, visitor, str(row["_id"])),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _events(services: Services, visitor: Visitor, case: str) -> AsyncIterator[bytes]:
    async with services.live.subscribe(case) as changes:
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        row = await services.views.case(case)  # after subscribing: nothing falls between
        if row is not None:
            yield _step(row)
        async for change in changes:
            if not await still_acts(services, visitor):
                return  # the mandate was revoked while the page was open
            yield b": nothing changed\n\n" if change is None else _step(change)


def _step(row: Mapping[str, Any]) -> bytes:
    step = Step(row["seq"], row["phase"], row.get("stage", ""))
    return b"id: %d\nevent: step\ndata: %s\n\n" % (step.seq, msgspec.json.encode(step))
