"""The waiting room on pages: one's place in line, kept on every reload and every device."""

import hashlib
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.waiting.state import HALL, Place
from serve_apps.blocks.accounts.entering import inside
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.csrf import visitor_of
from serve_apps.front.limits import address_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired

router = APIRouter(include_in_schema=False)
RoomId = Annotated[str, Path(max_length=64)]
Next = Annotated[str, Query(max_length=2000)]
NEAR, FAR = 120, 900  # seconds to wait


@router.get("/waiting/{room}")
async def show_room(
    request: Request, visitor: AnyVisitor, services: Wired, room: RoomId, next: Next = ""
) -> Response:
    """Take a place, or show the one that the visitor has; lead on when there is nothing to wait
    for."""
    return await _show(request, visitor, services, room, next, "waiting/room.html")


@router.get("/waiting/{room}/place")
async def show_place(
    request: Request,
    visitor: AnyVisitor,
    services: Wired,
    room: RoomId,
    next: Next = "",
    told: str = "",
) -> Response:
    """Show the part of the page that changes. `told` is what was last said aloud: it is said anew
    only when it has changed."""
    return await _show(request, visitor, services, room, next, "waiting/update.html", told)


async def _show(
    request: Request,
    visitor: Visitor,
    services: Services,
    room: str,
    next: str,
    template: str,
    told: str = "",
) -> Response:
    item = services.library[Catalogue].item(room) if room != HALL else None
    onward = inside(next) or (f"/items/{room}/apply" if item else "/")
    who, before = _names(request, visitor, services.secrets.signing_key)
    address = "" if visitor.kind else address_of(request, services.settings.proxies)
    place = await services[WaitingRooms].place(room, who, before, address) if who else None
    if visitor.kind == "staff" or (place and place.status == "open"):
        if template == "waiting/room.html":
            return RedirectResponse(onward, 303)
        place = Place(status="open")
    here = f"/waiting/{room}?{urlencode({'next': onward})}"
    context = {
        "room": room,
        "item": item,
        "place": place,
        "admission_minutes": (await services[WaitingRooms].board(room)).minutes,
        "onward": onward,
        "sign_in": f"/sign-in?next={quote(here)}",
        "here": here,
        "seconds": _seconds(place),
        "told": told,
        "saying": _saying(place),
    }
    return page(request, template, context)


def _names(request: Request, visitor: Visitor, key: bytes) -> tuple[str, str]:
    """Return as whom the visitor waits, "" while the browser has no name yet, and as whom he may
    have waited before signing in. The name of a browser is not in the journal, its digest is."""
    cookie = visitor_of(key, request)
    unnamed = f"visitor:{hashlib.sha256(cookie.encode()).hexdigest()[:32]}" if cookie else ""
    return (visitor.identity.id, unnamed) if visitor.kind else (unnamed, "")


def _seconds(place: Place | None) -> int:
    """Return after how long the page asks again: the farther back, the later."""
    if place is None:
        return 1
    return 5 if place.wait_seconds <= NEAR else 15 if place.wait_seconds <= FAR else 30


def _saying(place: Place | None) -> str:
    """Return what decides whether a page has anything new to say aloud."""
    return f"{place.status}-{-(-place.wait_seconds // 60)}" if place else ""
