"""Care visits (走访关爱): the list, the record, and the form that plans them from an entry of the
register."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from msgspec.structs import replace

from actors.blocks.forms.asked import form_of
from actors.blocks.forms.sent import Entries
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.care.records import (
    CARE_PLAN,
    EVERY,
    OUTCOMES,
    CarePlan,
    PlanVisits,
)
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.register.resident_records import RESIDENT, Resident
from serve_apps.front.bodies import command_id
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import signed_in, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.acting import Acting
from serve_apps.pages.asking import Asking
from serve_apps.pages.controls import Layout
from serve_apps.pages.drawing import Drawing
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.own_change import remember
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.systems.community_service.choosing import Titled

router = APIRouter(prefix="/care-visits", include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(VILLAGE_CLERK))]
Id = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,60}$")]
STATES = ("planned", "missed", "ended")
FORM = form_of(PlanVisits, CARE_PLAN, unasked=("party",))
_ACTING = Acting(kind=CARE_PLAN)


@router.get("/plan/{id}")
async def show_form(request: Request, visitor: Clerk, services: Wired, id: Id) -> Response:
    """Show the form that plans visits to the resident of an entry of the own place.

    Raises:
        Refusal: there is no such entry, or no mark of care on it.
        Overloaded, Unavailable: see `Sender.show`.
    """
    state = await _looked_after(services, visitor, id)
    return _form(request, services, visitor, id, state, {}, uuid4().hex)


@router.post("/plan/{id}")
async def plan(request: Request, visitor: Clerk, services: Wired, id: Id) -> Response:
    """Plan them; show the form again with every fault.

    Raises:
        Refusal: there is no such entry, or no mark of care on it.
        Overloaded, Unavailable: see `Sender.send`.
    """
    state, by = await _looked_after(services, visitor, id), visitor.identity
    typed = [(k, v) for k, v in (await request.form()).multi_items() if isinstance(v, str)]
    sent = _ACTING.wish(FORM, typed)
    key = sent.key or uuid4().hex
    try:
        wish = sent.command()
        assert isinstance(wish, PlanVisits)
        wish = replace(wish, party=state.masked_name)
        once = command_id(by.owner, key, wish)
        receipt = await services.sender.send(f"{CARE_PLAN}:{id}", wish, id=once, by=by)
    except Refusal as refused:
        if refused.kind not in ("invalid", "not_now"):
            raise
        status = 422 if refused.kind == "invalid" else 409
        return _form(
            request, services, visitor, id, state, sent.entries, key, refused.reasons, status
        )
    onward = RedirectResponse(f"/care-visits/{id}", 303)
    return remember(services, onward, f"{CARE_PLAN}:{id}", receipt.seq)


async def _looked_after(services: Services, visitor: Visitor, id: str) -> Resident:
    """Return the entry of somebody of the visitor's place whom a mark of care is kept of.

    Raises:
        Refusal: there is none.
    """
    state: Resident = (await services.sender.show(f"{RESIDENT}:{id}")).state
    if not state.phase or state.unit != visitor.identity.unit:
        raise Refusal(Reason("resident.unknown"), kind="unknown")
    if state.phase != "registered" or not state.marks:
        raise Refusal(Reason("care_plan.not_marked"), kind="not_now")
    return state


def _form(
    request: Request,
    services: Services,
    visitor: Visitor,
    id: str,
    state: Resident,
    entries: Entries,
    key: str,
    reasons: tuple[Reason, ...] = (),
    status: int = 200,
) -> Response:
    language = language_of(request)
    clerks = _clerks(services.library[Organisation], visitor.identity.unit, language)
    drawn = Drawing(
        FORM,
        language,
        "plan",
        entries=entries,
        reasons=reasons,
        layout=Layout(offered={"visitor": clerks}),
    ).draw()
    context = {
        "id": id, "party": state.masked_name, "form": drawn, "key": key, "errors": drawn.summary,
    }  # fmt: skip
    return page(request, "community_service/plan_visits.html", context, status=status)


def _clerks(organisation: Organisation, unit: str, language: Language) -> list[tuple[str, str]]:
    """Return those of the station who visit, by name."""
    return [
        (each.account, each.name[language])
        for each in organisation.staff.values()
        if each.holds(VILLAGE_CLERK, unit)
    ]


def _colleagues(asking: Asking) -> Titled:
    state: CarePlan = asking.state
    return _clerks(asking.services.library[Organisation], state.unit, asking.language)


async def _visitor(
    services: Services, visitor: Visitor, id: str, state: CarePlan, shows: Shows
) -> dict[str, Any] | None:
    """Return who visits, by name, and where the entry is; None where nobody does."""
    member = services.library[Organisation].staff.get(state.visitor)
    if not shows("visitor") or state.phase == "ended":
        return None
    return {"name": member.name if member else None, "entry": f"/residents/{id}"}


LIST = ListPage(
    name="care_plans",
    view="care_plans",
    at="/care-visits",
    record="/care-visits/{id}",
    columns=(
        Column(field="party"),
        Column(field="state", look="state"),
        Column(field="due"),
        Column(field="every"),
        Column(field="outcome"),
        Column(field="visited", look="number"),
        Column(field="missed", look="number"),
        Column(field="unit"),
    ),
    orders=(Sorting(name="due", fields=("due",)),),
    filters=(
        Choice(field="state", values=STATES, said="care_plan.states"),
        Choice(field="every", values=EVERY),
        Choice(field="outcome", values=OUTCOMES),
        OfUnit(field="unit"),
    ),
    policy=staff_with(VILLAGE_CLERK, "approver"),
)
RECORD = RecordPage(
    kind=CARE_PLAN,
    at="/care-visits",
    heading="party",
    bad=("missed",),
    good=("ended",),
    told=("party",),
    choices={"visitor": _colleagues},
    purposes=("handling", "own"),
    untold=("ResidentKnown",),
    panels=(Panel(template="community_service/visitor.html", made=_visitor),),
    policy=signed_in,
)
