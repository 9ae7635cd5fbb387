"""Live lists: that something changed, never what; the page then fetches what it may show."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.organisation.units import Organisation
from serve_apps.blocks.cases.live_case import RETRY_MILLISECONDS
from serve_apps.front.policies import Officer, staff_with
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.live import EVERY_CASE

router = APIRouter(include_in_schema=False)
Supervisor = Annotated[Visitor, Depends(staff_with(SUPERVISOR))]
Row = Mapping[str, Any]
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


@router.get("/live/inbox")
async def follow_inbox(visitor: Officer, services: Wired) -> StreamingResponse:
    """Tell of changes of cases in which the visitor's unit takes part."""
    unit = services.library[Organisation].units.get(visitor.unit)
    everywhere = unit is not None and unit.integrated_window

    def concerns(row: Row) -> bool:
        return everywhere or visitor.unit in row.get("units", ())

    return _stream(services, concerns)


@router.get("/live/oversight")
async def follow_city(_: Supervisor, services: Wired) -> StreamingResponse:
    """Tell of changes of any case of the city."""
    return _stream(services, lambda _: True)


def _stream(services: Services, concerns: Callable[[Row], bool]) -> StreamingResponse:
    async def events() -> AsyncIterator[str]:
        async with services.live.subscribe(EVERY_CASE) as changes:
            yield f"retry: {RETRY_MILLISECONDS}\n\n"
            async for row in changes:
                if row is None:
                    yield ": still here\n\n"
                elif row["phase"] != "draft" and concerns(row):
                    yield "event: changed\ndata: \n\n"

    return StreamingResponse(events(), media_type="text/event-stream", headers=HEADERS)
