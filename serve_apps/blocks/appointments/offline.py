"""The line of a hall where there is no line to the platform (断网叫号): a page that goes on by
itself in a browser, and tells what was done once the platform can be reached."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response

from actors.blocks.appointments.hall_records import HALL_DAY, HallDay, Ticket, hall_day_id
from actors.blocks.appointments.places import Places, window_id
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from serve_apps.front.app import STATIC
from serve_apps.front.bodies import answer
from serve_apps.front.language import language_of
from serve_apps.front.policies import anyone, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired

router = APIRouter(prefix="/staff/hall", include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(WINDOW_CLERK))]


class GroupNow(msgspec.Struct, frozen=True):
    """A group of windows: its id, what it is called, and the numbers of its windows."""

    id: str
    title: str
    numbers: tuple[str, ...]


class LineNow(msgspec.Struct, frozen=True):
    """The line of a hall as a machine keeps it: no account, nobody's name. `recorded` are the steps
    of each machine that are here, `token` lets its page send, `now` is the second since 1970."""

    hall: str
    id: str
    day: str
    now: float
    token: str
    groups: tuple[GroupNow, ...]
    tickets: tuple[Ticket, ...]
    recorded: dict[str, int]


@router.get("/offline")
async def show_offline_desk(request: Request, visitor: Clerk, services: Wired) -> Response:
    """Show the desk that works without a line."""
    hall = services.library[Places].hall_of(visitor.unit)
    if hall is None:
        return page(request, "appointments/desk_none.html")
    day = hall_day_id(hall.code, local_day(services.clock.now()))
    state: HallDay = (await services.sender.show(f"{HALL_DAY}:{day}")).state
    return page(request, "appointments/offline.html", {"hall": hall, "aside": state.aside})


@router.get("/offline/screen")
async def show_offline_screen(request: Request, visitor: Clerk, services: Wired) -> Response:
    """Show the screen for the hall, which follows the desk of the same machine."""
    hall = services.library[Places].hall_of(visitor.unit)
    if hall is None:
        return page(request, "appointments/desk_none.html")
    return page(request, "appointments/offline_screen.html", {"hall": hall})


@router.get("/worker.js", dependencies=[Depends(anyone)])
async def send_worker() -> Response:
    """Send the script that keeps the pages where there is no line. It stands here, and not below
    /static, since a worker serves no address above its own."""
    return FileResponse(STATIC / "hall_line" / "worker.js", media_type="text/javascript")


@router.get("/offline/now")
async def send_line(request: Request, visitor: Clerk, services: Wired) -> Response:
    """Send the line of the clerk's hall as it is now.

    Raises:
        Refusal: the clerk's unit runs no hall.
        Overloaded, Unavailable: see `Sender.show`.
    """
    hall = services.library[Places].hall_of(visitor.unit)
    if hall is None:
        raise Refusal(Reason("hall_day.forbidden"), kind="forbidden")
    now, language = services.clock.now(), language_of(request)
    day = local_day(now)
    id = hall_day_id(hall.code, day)
    state: HallDay = (await services.sender.show(f"{HALL_DAY}:{id}")).state
    line = LineNow(
        hall=hall.code,
        id=id,
        day=day.isoformat(),
        now=now.timestamp(),
        token=visitor.csrf,
        groups=tuple(
            GroupNow(window_id(hall, each), each.title[language], each.numbers)
            for each in hall.windows
        ),
        tickets=tuple(
            msgspec.structs.replace(each, visitor="", booking=0) for each in state.tickets
        ),
        recorded=state.recorded,
    )
    return answer(line)
