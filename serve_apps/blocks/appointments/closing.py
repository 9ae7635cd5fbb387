"""What is set for the halls, and days that are closed at short notice (临时停办)."""

from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.appointments.places import Places, window_id
from actors.blocks.appointments.window_day import WINDOW_DAY, CloseDay, OpenDay, day_id
from actors.blocks.forms import normalise
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.appointments.booking import Key
from serve_apps.blocks.appointments.offered import hall_of, window_of
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.records import Records

router = APIRouter(prefix="/admin/halls", include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]
MOST = 200  # closed days that are listed
_NOTHING = {"hall": "", "on": "", "reason": ""}


@router.get("")
async def show_halls(
    request: Request,
    _: Administrator,
    services: Wired,
    told: Annotated[int, Query(ge=-1, le=10**6)] = -1,
) -> Response:
    """Show what is set for each hall and which days are closed; `told` is how many people have just
    lost a booking."""
    return await _halls(request, services, _NOTHING, Faults(), told=told)


@router.post("/close")
async def close(
    request: Request,
    visitor: Administrator,
    services: Wired,
    key: Key,
    hall: Annotated[str, Form(max_length=60)] = "",
    on: Annotated[str, Form(max_length=40)] = "",
    reason: Annotated[str, Typed, Form(max_length=200)] = "",
) -> Response:
    """Close all windows of a hall for a day; whoever has booked is told."""
    typed = {"hall": hall, "on": on, "reason": reason}
    try:
        day = _read(on, reason)
        there = hall_of(services, hall)
        told = 0
        for group in there.windows:
            window = window_id(there, group)
            told += await _close(services, visitor, f"{key}{group.code}", window, day, reason)
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        language = language_of(request)
        names = {name: word(f"visitor.fields.{name}", language) for name in ("on",)}
        names["reason"] = word("window_day.fields.reason", language)
        faults = tell(refusal.reasons, language, names=names)
        return await _halls(request, services, typed, faults, status=422)
    return RedirectResponse(f"/admin/halls?told={told}", 303)


@router.post("/open")
async def reopen(
    visitor: Administrator,
    services: Wired,
    key: Key,
    window: Annotated[str, Form(max_length=100)],
    on: Annotated[date, Form()],
) -> Response:
    """Take bookings again at a group of windows for a day."""
    window_of(services, window)
    await _send(services, visitor, key, window, on, OpenDay())
    return RedirectResponse("/admin/halls", 303)


def _read(on: str, reason: str) -> date:
    """Return the day that was typed.

    Raises:
        Refusal: something lacks, or is no day.
    """
    day = normalise.day(on)
    wrong = [] if day else [Reason("form.format" if on.strip() else "form.required", "/on")]
    if not reason.strip():
        wrong.append(Reason("form.required", "/reason"))
    if wrong or day is None:
        raise Refusal(*wrong)
    return day


async def _close(
    services: Services, visitor: Visitor, key: str, window: str, on: date, reason: str
) -> int:
    """Close one group of windows, and return how many people are told; one that is closed already
    stays so."""
    try:
        return await _send(services, visitor, key, window, on, CloseDay(reason=reason.strip()))
    except Refusal as refusal:
        if refusal.kind == "not_now":
            return 0
        if refusal.reasons[0].code.startswith("window_day."):
            raise Refusal(Reason(refusal.reasons[0].code, "/on")) from refusal
        raise


async def _send(
    services: Services, visitor: Visitor, key: str, window: str, on: date, wish: Command
) -> Any:
    by = visitor.identity
    of = f"{WINDOW_DAY}:{day_id(window, on)}"
    receipt = await services.sender.send(of, wish, id=command_id(by.owner, key, wish), by=by)
    return receipt.reply


async def _halls(
    request: Request,
    services: Services,
    typed: dict[str, str],
    faults: Faults,
    *,
    told: int = -1,
    status: int = 200,
) -> Response:
    places, today = services.library[Places], local_day(services.clock.now())
    where = {"closed": True, "on": {"$gte": today.isoformat()}}
    closed = services[Records].database["window_days"].find(where).sort([("on", 1), ("_id", 1)])
    rows = await closed.limit(MOST).to_list()
    districts = services.library[Organisation].places
    context = {
        "halls": [(hall, districts[hall.place].title) for hall in places.halls],
        "rule": places.absence_rule,
        "closed": [(row, places.window(row["window"])) for row in rows],
        "typed": typed,
        "told": told,
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "appointments/closing.html", context, status=status)
