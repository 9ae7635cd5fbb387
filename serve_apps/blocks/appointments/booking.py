"""Booking a visit (预约): hall, day, slot, check; the same pages change one that is booked."""

import asyncio
from datetime import date
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.appointments.places import Hall, Places, WindowGroup, window_id
from actors.blocks.appointments.visitor_records import (
    VISITOR,
    Booking,
    BookVisit,
    ChangeVisit,
    Visitor,
)
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.appointments.offered import FreeDay, free_days, window_of
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import AnyVisitor, Resident
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor as Who
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell

router = APIRouter(prefix="/appointments", include_in_schema=False)
PATIENCE = 4.0  # seconds that a page waits for the answer of a day
PAUSE = 0.1
Code = Annotated[str, Query(max_length=40)]
Window = Annotated[str, Query(max_length=100)]
Number = Annotated[int, Query(ge=0, le=10**6)]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
_FIELDS = ("item", "window", "on", "slot")


@router.get("/halls")
async def choose_hall(
    request: Request, _: AnyVisitor, services: Wired, item: Code, change: Number = 0
) -> Response:
    """Show the halls that take the item in, with their addresses and the first free day."""
    of = services.library[Catalogue].item(item)
    places = services.library[Organisation].places
    halls = [
        {
            "hall": hall,
            "window": window_id(hall, group),
            "district": places[hall.place].title,
            "first": next((d.on for d in await free_days(services, hall, group) if d.free), None),
        }
        for hall, group in services.library[Places].serving(of.theme)
    ]
    context = {"item": of, "halls": halls, "change": change}
    return page(request, "appointments/halls.html", context)


@router.get("/days")
async def choose_day(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    item: Code,
    window: Window,
    change: Number = 0,
) -> Response:
    """Show the days that can be booked, each with its free places."""
    of, (hall, group) = _known(services, item, window)
    context = {
        "item": of,
        "hall": hall,
        "window": window,
        "days": await free_days(services, hall, group),
        "change": change,
    }
    return page(request, "appointments/days.html", context)


@router.get("/slots")
async def choose_slot(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    item: Code,
    window: Window,
    on: date,
    change: Number = 0,
) -> Response:
    """Show the slots of a day, each with its free places."""
    return await _slots(request, services, item, window, on, change, Faults())


@router.get("/check")
async def check(
    request: Request,
    visitor: Resident,
    services: Wired,
    item: Code,
    window: Window,
    on: date,
    slot: Annotated[str, Query(max_length=5)] = "",
    change: Number = 0,
) -> Response:
    """Show what is about to be booked, to be looked over."""
    of, (hall, group) = _known(services, item, window)
    days = await free_days(services, hall, group)
    chosen = next(
        (s.slot for d in days if d.on == on for s in d.slots if s.slot.name == slot), None
    )
    if chosen is None:
        code = "form.required" if not slot else "visitor.slot_unknown"
        told = _told(request, Refusal(Reason(code, "/slot")))
        return await _slots(request, services, item, window, on, change, told, status=422)
    context = {
        "item": of,
        "hall": hall,
        "window": window,
        "on": on,
        "slot": chosen,
        "change": change,
        "before": await _before(services, visitor, change),
        "key": uuid4().hex,
    }
    return page(request, "appointments/check.html", context)


@router.post("")
async def book(
    request: Request,
    visitor: Resident,
    services: Wired,
    key: Key,
    item: Annotated[str, Form(max_length=40)],
    window: Annotated[str, Form(max_length=100)],
    on: Annotated[date, Form()],
    slot: Annotated[str, Form(pattern=r"^[0-2][0-9]:[0-5][0-9]$")],
    change: Annotated[int, Form(ge=0, le=10**6)] = 0,
) -> Response:
    """Book, or change what is booked; what is not to be had is said on the page of the slots."""
    try:
        booking = await _send(services, visitor, key, item, window, on, slot, change)
        if booking.why and not booking.wanted:
            raise Refusal(Reason(booking.why, "/slot"))
    except Refusal as refusal:
        if refusal.kind not in ("invalid", "not_now"):
            raise
        told = _told(request, refusal)
        return await _slots(request, services, item, window, on, change, told, status=422)
    return RedirectResponse(f"/appointments/{booking.n}", 303)


async def _send(
    services: Services,
    visitor: Who,
    key: str,
    item: str,
    window: str,
    on: date,
    slot: str,
    change: int,
) -> Booking:
    by = visitor.identity
    wish = (
        ChangeVisit(booking=change, window=window, on=on, slot=slot)
        if change
        else BookVisit(item=item, window=window, on=on, slot=slot)
    )
    of = f"{VISITOR}:{visitor.represents}"
    receipt = await services.sender.send(of, wish, id=command_id(by.owner, key, wish), by=by)
    return await answered(services, visitor.represents, change or receipt.reply)


async def answered(services: Services, account: str, n: int) -> Booking:
    """Return booking `n` once its day has answered, or as it stands after some seconds.

    Raises:
        Refusal: there is no such booking.
        Overloaded, Unavailable: it could not be asked.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    while True:
        booking = await booking_of(services, account, n)
        if not booking.wanted or loop.time() > until:
            return booking
        await asyncio.sleep(PAUSE)


async def booking_of(services: Services, account: str, n: int) -> Booking:
    """Return booking `n` of `account`.

    Raises:
        Refusal: kind "unknown", there is none.
        Overloaded, Unavailable: it could not be asked.
    """
    state: Visitor = (await services.sender.show(f"{VISITOR}:{account}")).state
    booking = state.booking(n)
    if booking is None:
        raise Refusal(Reason("visitor.no_booking"), kind="unknown")
    return booking


async def _before(services: Services, visitor: Who, change: int) -> Booking | None:
    return await booking_of(services, visitor.represents, change) if change else None


async def _slots(
    request: Request,
    services: Services,
    item: str,
    window: str,
    on: date,
    change: int,
    faults: Faults,
    status: int = 200,
) -> Response:
    of, (hall, group) = _known(services, item, window)
    days = await free_days(services, hall, group)
    context = {
        "item": of,
        "hall": hall,
        "window": window,
        "day": next((each for each in days if each.on == on), FreeDay(on, ())),
        "change": change,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "appointments/slots.html", context, status=status)


def _known(
    services: Services, item: str, window: str
) -> tuple[ServiceItem, tuple[Hall, WindowGroup]]:
    """Return the item and the windows.

    Raises:
        Refusal: kind "unknown", there is no such item or no such windows.
    """
    return services.library[Catalogue].item(item), window_of(services, window)


def _told(request: Request, refusal: Refusal) -> Faults:
    language = language_of(request)
    names = {"slot": word("visitor.fields.slot", language)}
    return tell(refusal.reasons, language, names=names)
