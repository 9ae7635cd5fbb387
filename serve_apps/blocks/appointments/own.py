"""My appointments (我的预约): what is booked, with code and way there; and giving it up."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.appointments.places import Places
from actors.blocks.appointments.visitor_records import VISITOR, Booking, CancelVisit
from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.appointments.booking import Key, booking_of
from serve_apps.front.bodies import command_id
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records

router = APIRouter(prefix="/appointments", include_in_schema=False)
MOST = 60  # that are listed


@router.get("")
async def show_appointments(request: Request, visitor: Resident, services: Wired) -> Response:
    """Show the bookings, those to come first."""
    rows = await own_rows(services, visitor)
    active = [row for row in rows if row["status"] in ("asked", "booked", "arrived")]
    context = {
        "coming": sorted(active, key=lambda row: row["begins"]),
        "over": [row for row in rows if row not in active],
        "halls": {hall.code: hall for hall in services.library[Places].halls},
        "titles": _titles(services),
    }
    return page(request, "appointments/list.html", context)


@router.get("/{n}")
async def show_booking(request: Request, visitor: Resident, services: Wired, n: int) -> Response:
    """Show a booking: code, what to bring, how to get there."""
    return page(request, "appointments/booked.html", await _context(services, visitor, n))


@router.get("/{n}/cancel")
async def ask_cancel(request: Request, visitor: Resident, services: Wired, n: int) -> Response:
    """Ask whether it is really to be given up."""
    context = await _context(services, visitor, n)
    if not context["open"]:
        return RedirectResponse(f"/appointments/{n}", 303)
    return page(request, "appointments/cancel.html", context | {"key": uuid4().hex})


@router.post("/{n}/cancel")
async def cancel(visitor: Resident, services: Wired, n: int, key: Key) -> Response:
    """Give it up; its place is free at once."""
    wish, by = CancelVisit(booking=n), visitor.identity
    of = f"{VISITOR}:{visitor.represents}"
    await services.sender.send(of, wish, id=command_id(by.owner, key, wish), by=by)
    return RedirectResponse(f"/appointments/{n}", 303)


async def own_rows(services: Services, visitor: Visitor) -> Sequence[Mapping[str, Any]]:
    """Return the rows of the bookings of whom the visitor acts for, the latest first; by a mandate
    those of its items."""
    where: dict[str, Any] = {"owner": visitor.represents}
    if visitor.identity.items:
        where["item"] = {"$in": list(visitor.identity.items)}
    found = services[Records].database["appointments"].find(where)
    return await found.sort([("begins", -1), ("_id", -1)]).limit(MOST).to_list()


async def _context(services: Services, visitor: Visitor, n: int) -> dict[str, Any]:
    booking = await booking_of(services, visitor.represents, n)
    items = visitor.identity.items
    if items and booking.item not in items:
        raise Refusal(Reason("visitor.no_booking"), kind="unknown")
    place = booking.place or booking.wanted
    found = services.library[Places].window(place.window) if place else None
    known = {item.code: item for item in services.library[Catalogue].current_items()}
    return {
        "booking": booking,
        "place": place,
        "hall": found[0] if found else None,
        "group": found[1] if found else None,
        "item": known.get(booking.item),
        "title": _titles(services).get(booking.item, booking.item),
        "open": _open(services, booking),
    }


def _open(services: Services, booking: Booking) -> bool:
    """Tell whether it may still be changed and given up."""
    now = services.clock.now()
    return booking.active and (booking.place is None or now < booking.place.begins)


def _titles(services: Services) -> dict[str, Any]:
    return {item.code: item.title for item in services.library[Catalogue].current_items()}
