"""Pages of the residents' register: entering, looking somebody up, one's own entry."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.asked import form_of
from actors.blocks.forms.sent import Entries
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.register.resident_records import (
    RESIDENT,
    ChangeResident,
    EnterResident,
    Entry,
    Resident,
)
from serve_apps.front.bodies import (
    IdempotencyKey,
    answer,
    command_id,
    decoded,
    operation,
    require_json,
    sent_by,
)
from serve_apps.front.face import Preparation
from serve_apps.front.language import language_of
from serve_apps.front.policies import signed_in_resident, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.strict import StrictDecoder
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import sentence
from serve_apps.pages.acting import Acting
from serve_apps.pages.drawing import Drawing
from serve_apps.pages.own_change import remember
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.records import Records
from serve_apps.systems.community_service.registers.entering import (
    Entered,
    claim,
    enter,
    find,
    standing_house,
)
from serve_apps.systems.community_service.registers.lists import MY_REGISTER
from serve_apps.systems.community_service.rows import offered
from storage.secrecy.rows import opened_in

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["community_service"])
Clerk = Annotated[Visitor, Depends(staff_with(VILLAGE_CLERK))]
Own = Annotated[Visitor, Depends(signed_in_resident)]
FORM = form_of(
    EnterResident, RESIDENT, unasked=("person",), first=("name", "id_number", "registration")
)
_ACTING = Acting(kind=RESIDENT)
_MOST = 50  # of those who live in one house


class Entering(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody as he is entered: `house` is the code of a house of the place."""


EXAMPLE = Entering(
    name="何志远",
    id_number="440602196304020110",
    registration="01",
    relation="child",
    living_at="禅城区祖庙街道示例村道 1 号",
    source="visit",
    reason="上门核实",
)
_DECODER = StrictDecoder(Entering)


@api.post(
    "/residents", **operation(gives=Entered, status=201, takes=Entering, example=sent_by(EXAMPLE))
)
async def enter_resident(
    request: Request, visitor: Clerk, services: Wired, idempotency_key: IdempotencyKey
) -> Response:
    """Enter somebody into the register of one's own place."""
    require_json(request)
    wish = await decoded(request, _DECODER)
    once = command_id(visitor.identity.owner, idempotency_key, wish, "EnterResident")
    entered = await enter(services, visitor, wish, once)
    return answer(entered, 201, {"location": f"/api/v1/residents/{entered.id}"})


@router.get("/residents/new")
async def show_form(request: Request, visitor: Clerk) -> Response:
    """Show the form of an entry."""
    return _form(request, {}, uuid4().hex)


@router.post("/residents/new")
async def enter_typed(request: Request, visitor: Clerk, services: Wired) -> Response:
    """Enter somebody; show the form again with every entry if the rules refuse it.

    Raises:
        Refusal: the visitor may not.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    whole = await request.form()
    typed = [(k, v) for k, v in whole.multi_items() if isinstance(v, str)]
    sent = _ACTING.wish(FORM, typed)
    key = sent.key or uuid4().hex
    try:
        wish = sent.command()
        assert isinstance(wish, EnterResident)
        once = command_id(visitor.identity.owner, key, wish)
        entered = await enter(services, visitor, wish, once)
    except Refusal as refused:
        if refused.kind not in ("invalid", "not_now"):
            raise
        status = 422 if refused.kind == "invalid" else 409
        return _form(request, sent.entries, key, refused.reasons, status)
    onward = RedirectResponse(f"/residents/{entered.id}", 303)
    return remember(services, onward, f"{RESIDENT}:{entered.id}", entered.seq)


@router.post("/residents/find")
async def look_up(
    request: Request,
    visitor: Clerk,
    services: Wired,
    id_number: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Lead to the entry of one's own place with an identity number.

    Raises:
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    found = await find(services, visitor.identity.unit, id_number) if id_number.strip() else ""
    if found:
        return RedirectResponse(f"/residents/{found}", 303)
    code = "resident.unknown" if id_number.strip() else "resident.no_number"
    said = sentence(code, language_of(request), {})
    context = {"errors": (("id_number", said),), "said": said, "typed": id_number}
    return page(request, "community_service/find_resident.html", context, status=422)


@router.get("/my/register")
async def show_own(request: Request, visitor: Own, services: Wired) -> Response:
    """Show a resident what registers hold of him.

    Raises:
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    await claim(services, visitor)
    return await MY_REGISTER.respond(request, visitor, services)


def _form(
    request: Request,
    entries: Entries,
    key: str,
    reasons: tuple[Reason, ...] = (),
    status: int = 200,
) -> Response:
    drawn = Drawing(FORM, language_of(request), "enter", entries=entries, reasons=reasons).draw()
    context = {"form": drawn, "key": key, "errors": drawn.summary}
    return page(request, "community_service/enter_resident.html", context, status=status)


async def _around(
    services: Services, visitor: Visitor, id: str, state: Resident, shows: Shows
) -> dict[str, Any] | None:
    """Return who lives in the same house, masked, and what the place does for residents; None for
    who may not see others of the place."""
    if not shows("masked_name") or visitor.kind != "staff":
        return None
    database = services[Records].database
    where = {"house": state.house, "unit": state.unit, "state": "registered", "_id": {"$ne": id}}
    rows = await database["residents"].find(where).limit(_MOST).to_list() if state.house else []
    return {
        "family": await opened_in(database, rows),
        "house": state.house,
        "items": [row["item"] for row in await offered(services, {"unit": state.unit})],
        "unit": state.unit,
        "plan": f"/care-visits/plan/{id}" if state.marks and not state.cared else "",
    }


async def _changed(
    services: Services, visitor: Visitor, id: str, sent: ChangeResident
) -> ChangeResident:
    """Return the change as it was sent, if its house is one.

    Raises:
        Refusal: there is no such house.
    """
    await standing_house(services, sent.house)
    return sent


AROUND = Panel(template="community_service/person.html", made=_around)
CHANGED = Preparation(command=ChangeResident, prepare=_changed)
