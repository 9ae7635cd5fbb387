"""Surveys as offices have them: the list, the record, and what residents filled in on paper."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.survey.drafting import serves, within
from actors.systems.community_service.survey.records import ONCE, SURVEY, EnterPaper, Survey
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import signed_in_staff, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.systems.community_service.asking.answered import (
    Typed,
    answers_of,
    controls,
    faults_in,
    typed_in,
)
from serve_apps.systems.community_service.asking.who import digest, entry_at
from serve_apps.systems.community_service.choosing import Titled, places_in

router = APIRouter(prefix="/staff/surveys", include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(VILLAGE_CLERK))]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
STATES = ("draft", "published", "open", "closed", "reported", "dropped")
WRITERS = ("village_clerk", "window_clerk", "item_officer", "approver")
UNKNOWN = Refusal(Reason("survey.unknown"), kind="unknown")


@router.get("/{id}/paper")
async def show_paper(request: Request, visitor: Clerk, services: Wired, id: Id) -> Response:
    """Show the form in which a clerk enters what a resident of his place filled in on paper.

    Raises:
        Refusal: the survey is not open to residents of the place.
        Overloaded, Unavailable: see `Sender.show`.
    """
    return _form(request, id, await _open(services, visitor, id), {})


@router.post("/{id}/paper")
async def enter_paper(request: Request, visitor: Clerk, services: Wired, id: Id) -> Response:
    """Take it in; show the form again with every fault.

    Raises:
        Refusal: the survey is not open to residents of the place.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    state, by = await _open(services, visitor, id), visitor.identity
    typed = typed_in((await request.form()).multi_items())
    key = (*typed.get("key", ()), "")[0][:64] or uuid4().hex
    try:
        id_number = (*typed.get("id_number", ()), "")[0][:60]
        entry = await entry_at(services, by.unit, id_number)
        who = digest(services, id, state, entry)
        wish = EnterPaper(who=who, answers=answers_of(state.questions, typed))
        once = command_id(by.owner, key, wish)
        await services.sender.send(f"{SURVEY}:{id}", wish, id=once, by=by)
    except Refusal as refused:
        if refused.kind not in ("invalid", "not_now"):
            raise
        return _form(request, id, state, typed, refused.reasons, key)
    return RedirectResponse(f"/staff/surveys/{id}", 303)


async def _open(services: Services, visitor: Visitor, id: str) -> Survey:
    """Return the survey, if it is open to residents of the visitor's place.

    Raises:
        Refusal: it is not.
    """
    state: Survey = (await services.sender.show(f"{SURVEY}:{id}")).state
    unit, organisation = visitor.identity.unit, services.library[Organisation]
    if state.phase != "open" or not serves(unit, state.place, organisation):
        raise UNKNOWN
    return state


def _form(
    request: Request,
    id: str,
    state: Survey,
    typed: Typed,
    reasons: tuple[Reason, ...] = (),
    key: str = "",
) -> Response:
    language = language_of(request)
    number = word("resident.fields.id_number", language)
    faults = faults_in(reasons, state.questions, language, id_number=number)
    context = {
        "id": id,
        "survey": state,
        "controls": controls(state.questions, typed, faults),
        "id_number": (*typed.get("id_number", ()), "")[0],
        "beside": faults.beside,
        "errors": faults.summary,
        "key": key or uuid4().hex,
    }
    status = 422 if reasons else 200
    return page(request, "community_service/survey_paper.html", context, status=status)


def _places(asking: Asking) -> Titled:
    """Return the places whose residents the unit may ask, by name."""
    organisation = asking.services.library[Organisation]
    unit = organisation.units.get(asking.by.unit)
    return [
        (code, title)
        for code, title in places_in(organisation, asking.language)
        if unit is not None and within(code, unit.place, organisation)
    ]


async def _draft(asking: Asking) -> dict[str, Any]:
    """Return what the draft says, to be changed."""
    names = ("place", "title", "about", "once", "questions")
    return {name: getattr(asking.state, name) for name in names}


async def _links(
    services: Services, visitor: Visitor, id: str, state: Survey, shows: Shows
) -> dict[str, Any] | None:
    """Return where the results are, and where what was filled in on paper is entered; None where
    the visitor has nothing to do with either."""
    links = tuple(_led(services, visitor, id, state, shows))
    return {"links": links} if links else None


def _led(
    services: Services, visitor: Visitor, id: str, state: Survey, shows: Shows
) -> Iterable[tuple[str, str]]:
    if shows("results"):
        yield "results", f"/surveys/{id}/results"
    serving = serves(visitor.identity.unit, state.place, services.library[Organisation])
    if state.phase == "open" and visitor.has(VILLAGE_CLERK) and serving:
        yield "paper", f"/staff/surveys/{id}/paper"


LIST = ListPage(
    name="surveys",
    view="surveys",
    at="/staff/surveys",
    record="/staff/surveys/{id}",
    columns=(
        Column(field="title"),
        Column(field="state", look="state"),
        Column(field="unit"),
        Column(field="place"),
        Column(field="opens"),
        Column(field="closes"),
        Column(field="answers", look="number"),
        Column(field="papers", look="number"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="state", values=STATES, said="survey.states"),
        OfUnit(field="unit"),
        Choice(field="once", values=ONCE),
    ),
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=SURVEY,
    at="/staff/surveys",
    heading="title",
    good=("reported",),
    bad=("dropped",),
    notice=("closed",),
    told=("about", "questions", "closed_at", "reason", "summary"),
    choices={"place": _places},
    filled={"ChangeDraft": _draft},
    purposes=("handling",),
    untold=("SurveyAnswered",),
    panels=(Panel(template="community_service/survey_links.html", made=_links),),
    policy=signed_in_staff,
)
