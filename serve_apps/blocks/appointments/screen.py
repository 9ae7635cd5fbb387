"""The screen in a hall: called numbers and windows, for everybody; live."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from actors.blocks.appointments.hall_records import hall_day_id
from actors.blocks.appointments.places import Hall
from actors.kernel.deadlines import local_day
from serve_apps.blocks.appointments.offered import hall_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Services, Wired, Wiring
from serve_apps.pages.live import Live
from serve_apps.pages.records import Records

router = APIRouter(prefix="/halls", include_in_schema=False)
RETRY_MILLISECONDS = 2000  # when a browser comes again after the connection broke
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Lines(Live):
    """Tells subscribers that the line of a hall has moved on."""


def lines(wiring: Wiring) -> Lines:
    """Return the lines of this process, followed from now on."""
    made = Lines(wiring.database, "hall_days")
    made.start()
    return made


class Step(msgspec.Struct, frozen=True):
    """What the screen is told: enough to know whether to look anew."""

    seq: int


@router.get("/{hall}/screen")
async def show_screen(request: Request, _: AnyVisitor, services: Wired, hall: str) -> Response:
    """Show the numbers that are called; the page follows them live."""
    context = await _context(services, hall_of(services, hall))
    return page(request, "appointments/screen.html", context)


@router.get("/{hall}/screen/now")
async def show_now(request: Request, _: AnyVisitor, services: Wired, hall: str) -> Response:
    """Show the part of the page that changes."""
    context = await _context(services, hall_of(services, hall))
    return page(request, "appointments/screen_now.html", context)


@router.get("/{hall}/events")
async def follow(_: AnyVisitor, services: Wired, hall: str) -> StreamingResponse:
    """Stream an event "step" whenever the line moves on, the first at once; the stream ends with
    the day, and the browser comes again."""
    events = _events(services, hall_of(services, hall))
    return StreamingResponse(events, media_type="text/event-stream", headers=_HEADERS)


async def _events(services: Services, hall: Hall) -> AsyncIterator[bytes]:
    today = local_day(services.clock.now())
    day = hall_day_id(hall.code, today)
    async with services[Lines].subscribe(day) as changes:
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        yield _step(await _row(services, day))  # after subscribing: nothing falls between
        async for change in changes:
            if local_day(services.clock.now()) != today:
                return
            yield b": nothing changed\n\n" if change is None else _step(change)


def _step(row: dict[str, Any]) -> bytes:
    step = Step(row.get("seq", 0))
    return b"id: %d\nevent: step\ndata: %s\n\n" % (step.seq, msgspec.json.encode(step))


async def _context(services: Services, hall: Hall) -> dict[str, Any]:
    day = hall_day_id(hall.code, local_day(services.clock.now()))
    row = await _row(services, day)
    calls = row.get("calls", ())
    return {
        "hall": hall,
        "seq": row.get("seq", 0),
        "current": [call for call in calls if call["open"]],
        "before": [call for call in calls if not call["open"]],
        "waiting": row.get("waiting", 0),
    }


async def _row(services: Services, day: str) -> dict[str, Any]:
    return await services[Records].database["hall_days"].find_one({"_id": day}) or {}
