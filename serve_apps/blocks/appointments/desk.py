"""The clerk's desk in a hall: who has booked for today, arrivals, tickets, calling (叫号)."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.appointments.hall_records import (
    HALL_DAY,
    CallAgain,
    CallNext,
    EndTicket,
    HallDay,
    TakeTicket,
    hall_day_id,
)
from actors.blocks.appointments.places import Hall, Places, window_id
from actors.blocks.appointments.visitor_records import VISITOR, RegisterArrival, Visitor
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.forms import normalise
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.appointments.booking import PATIENCE, PAUSE, Key, booking_of
from serve_apps.front.bodies import command_id
from serve_apps.front.disclosing import disclose
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor as Who
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.records import Records

router = APIRouter(prefix="/staff/hall", include_in_schema=False)
Clerk = Annotated[Who, Depends(staff_with(WINDOW_CLERK))]
PURPOSE = "window_service"
AT_ONCE = 20  # accounts that are asked for their names
MOST = 500  # bookings of a hall and day
Window = Annotated[str, Form(max_length=10)]


@router.get("")
async def show_desk(
    request: Request,
    visitor: Clerk,
    services: Wired,
    at: Annotated[str, Query(max_length=10)] = "",
    given: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show the line of the hall that the clerk's unit runs, from the window with the number `at`;
    `given` is a ticket that was just given."""
    return await _desk(request, services, visitor, at, given=given)


@router.post("/arrive")
async def arrive(
    request: Request,
    visitor: Clerk,
    services: Wired,
    key: Key,
    at: Window = "",
    code: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Note that whoever has booked is there, and give the ticket."""
    hall = _hall(services, visitor)
    try:
        row = await _row(services, hall, code)
        wish, by = RegisterArrival(booking=row["n"]), visitor.identity
        of = f"{VISITOR}:{row['owner']}"
        await services.sender.send(of, wish, id=command_id(by.owner, key, wish), by=by)
        given = await _ticket(services, row["owner"], row["n"])
    except Refusal as refusal:
        return await _again(request, services, visitor, at, refusal)
    return _back(at, given)


@router.post("/find")
async def find(
    request: Request,
    visitor: Clerk,
    services: Wired,
    at: Window = "",
    name: Annotated[str, Typed, Form(max_length=100)] = "",
) -> Response:
    """Find the bookings of today by the name of who is present; whoever is found can see that he
    was looked up."""
    hall = _hall(services, visitor)
    sought = normalise.person_name(name)
    if not sought:
        refusal = Refusal(Reason("form.required", "/name"))
        return await _again(request, services, visitor, at, refusal)
    rows = [row for row in await _today(services, hall) if row["status"] == "booked"]
    found = await _of_name(services, visitor, rows, sought)
    return await _desk(request, services, visitor, at, found=found)


@router.post("/ticket")
async def give_ticket(
    request: Request,
    visitor: Clerk,
    services: Wired,
    key: Key,
    window: Annotated[str, Form(max_length=100)],
    at: Window = "",
) -> Response:
    """Give a ticket to somebody without a booking."""
    return await _send(request, services, visitor, key, at, TakeTicket(window=window))


@router.post("/call")
async def call(request: Request, visitor: Clerk, services: Wired, key: Key, at: Window) -> Response:
    """Call who is next."""
    return await _send(request, services, visitor, key, at, CallNext(at=at))


@router.post("/again")
async def call_again(
    request: Request,
    visitor: Clerk,
    services: Wired,
    key: Key,
    at: Window,
    ticket: Annotated[str, Form(max_length=10)],
) -> Response:
    """Call the same ticket once more."""
    return await _send(request, services, visitor, key, at, CallAgain(ticket=ticket))


@router.post("/end")
async def end(
    request: Request,
    visitor: Clerk,
    services: Wired,
    key: Key,
    at: Window,
    ticket: Annotated[str, Form(max_length=10)],
    outcome: Annotated[Literal["served", "left"], Form()],
) -> Response:
    """Be done with a ticket: served, or not there."""
    wish = EndTicket(ticket=ticket, outcome=outcome)
    return await _send(request, services, visitor, key, at, wish)


async def _send(
    request: Request, services: Services, visitor: Who, key: str, at: str, wish: Command
) -> Response:
    hall, by = _hall(services, visitor), visitor.identity
    of = f"{HALL_DAY}:{hall_day_id(hall.code, local_day(services.clock.now()))}"
    try:
        sent = command_id(by.owner, key, wish)
        receipt = await services.sender.send(of, wish, id=sent, by=by)
    except Refusal as refusal:
        return await _again(request, services, visitor, at, refusal)
    return _back(at, receipt.reply if isinstance(wish, TakeTicket) else "")


def _back(at: str, given: str = "") -> Response:
    asked = {name: value for name, value in (("at", at), ("given", given)) if value}
    return RedirectResponse(f"/staff/hall?{urlencode(asked)}" if asked else "/staff/hall", 303)


async def _again(
    request: Request, services: Services, visitor: Who, at: str, refusal: Refusal
) -> Response:
    """Show the desk with what was refused.

    Raises:
        Refusal: it is of another sort.
    """
    if refusal.kind == "forbidden":
        raise refusal
    language = language_of(request)
    names = {
        "name": word("appointments.name", language),
        "code": word("appointments.code", language),
    }
    return await _desk(
        request,
        services,
        visitor,
        at,
        faults=tell(refusal.reasons, language, names=names),
        status=422,
    )


async def _desk(
    request: Request,
    services: Services,
    visitor: Who,
    at: str,
    *,
    given: str = "",
    found: Sequence[Mapping[str, Any]] | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    hall = services.library[Places].hall_of(visitor.unit)
    if hall is None:
        return page(request, "appointments/desk_none.html")
    today = local_day(services.clock.now())
    state: HallDay = (
        await services.sender.show(f"{HALL_DAY}:{hall_day_id(hall.code, today)}")
    ).state
    rows = await _today(services, hall)
    numbers = hall.numbers()
    at = at if at in numbers else ""
    there = state.at(at) if at else None
    context = {
        "hall": hall,
        "today": today,
        "at": at,
        "numbers": numbers,
        "there": there,
        "wanted": next(
            (row["item"] for row in rows if there and row["ticket"] == there.number), ""
        ),
        "waiting": [ticket for ticket in state.tickets if ticket.status == "waiting"],
        "called": [ticket for ticket in state.tickets if ticket.status == "called"],
        "windows": [(window_id(hall, group), group) for group in hall.windows],
        "booked": [row for row in rows if row["status"] == "booked"],
        "found": found,
        "given": given,
        "titles": {i.code: i.title for i in services.library[Catalogue].current_items()},
        "key": uuid4().hex,
        "errors": faults.summary if faults else (),
        "beside": faults.beside if faults else {},
    }
    return page(request, "appointments/desk.html", context, status=status)


def _hall(services: Services, visitor: Who) -> Hall:
    """Return the hall that the clerk's unit runs.

    Raises:
        Refusal: it runs none.
    """
    hall = services.library[Places].hall_of(visitor.unit)
    if hall is None:
        raise Refusal(Reason("hall_day.forbidden"), kind="forbidden")
    return hall


async def _today(services: Services, hall: Hall) -> Sequence[Mapping[str, Any]]:
    today = local_day(services.clock.now()).isoformat()
    found = services[Records].database["appointments"].find({"hall": hall.code, "on": today})
    return await found.sort([("slot", 1), ("_id", 1)]).limit(MOST).to_list()


async def _row(services: Services, hall: Hall, code: str) -> Mapping[str, Any]:
    """Return the booking with this code, as people type it.

    Raises:
        Refusal: there is none.
    """
    typed = normalise.identifier(code).replace("-", "").replace(" ", "").upper()
    row = await services[Records].database["appointments"].find_one({"code": typed})
    if row is None:
        raise Refusal(Reason("visitor.no_booking", "/code"))
    if row["hall"] != hall.code:
        raise Refusal(Reason("visitor.elsewhere", "/code"))
    return row


async def _ticket(services: Services, account: str, n: int) -> str:
    """Return the number of the ticket, "" if it is not known within some seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    while not (ticket := (await booking_of(services, account, n)).ticket) and loop.time() < until:
        await asyncio.sleep(PAUSE)
    return ticket


async def _of_name(
    services: Services, visitor: Who, rows: Sequence[Mapping[str, Any]], sought: str
) -> Sequence[Mapping[str, Any]]:
    """Return those of `rows` whose visitor is called so; each of them is told of it."""
    room = asyncio.Semaphore(AT_ONCE)

    async def called_so(row: Mapping[str, Any]) -> bool:
        async with room:
            account: AccountState = (await services.sender.show(f"account:{row['owner']}")).state
        person = account.person
        return person is not None and normalise.person_name(person.name) == sought

    answers = await asyncio.gather(*map(called_so, rows))
    found = [row for row, answer in zip(rows, answers, strict=True) if answer]
    for row in found:
        owner = row["owner"]
        state: Visitor = (await services.sender.show(f"{VISITOR}:{owner}")).state
        await disclose(services, visitor, VISITOR, owner, state, PURPOSE, full=False)
    return found
