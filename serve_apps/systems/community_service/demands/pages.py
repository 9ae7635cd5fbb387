"""Pages of the list of forms (报表清单): sending out, filling in, and what forms cost."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.normalise import whole_number
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.form_demand import records as r
from actors.systems.community_service.form_demand.burden import burden
from serve_apps.front.bodies import command_id
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import signed_in_staff, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.own_change import remember
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.records import Records
from serve_apps.systems.community_service.demands.filling import (
    Issuing,
    Refilling,
    issuing,
    refilling,
)
from serve_apps.systems.community_service.rows import counters
from storage.secrecy.rows import opened_in

router = APIRouter(include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(VILLAGE_CLERK))]
Officer = Annotated[Visitor, Depends(staff_with("item_officer"))]
Staff = Annotated[Visitor, Depends(signed_in_staff)]
Id = Annotated[str, Path(pattern="^[0-9a-z_]{1,64}$")]
N = Annotated[int, Path(ge=1, le=r.MOST_FORMS)]
Key = Annotated[str, Form(max_length=64)]
MOST = 2_000  # demands that the figures are made of


@router.get("/form-demands/numbers")
async def show_numbers(request: Request, visitor: Staff, services: Wired) -> Response:
    """Show what forms cost the communities: fields asked twice, forms without approval, hours.

    Raises:
        PyMongoError: the database does not answer.
    """
    database, language = services[Records].database, language_of(request)
    rows = await opened_in(database, await database["form_demands"].find({}).limit(MOST).to_list())
    found = burden(rows)
    context = {
        "total": found.total,
        "departments": sorted(found.departments.items(), key=lambda each: -each[1].minutes),
        "fields": [(_field(name, language), times) for name, times in found.fields],
    }
    return page(request, "community_service/demand_numbers.html", context)


@router.post("/form-demands/{id}/issue")
async def issue(
    visitor: Officer,
    services: Wired,
    id: Id,
    unit: Annotated[str, Form(max_length=100)],
    key: Key,
) -> Response:
    """Send a form out to a place, filled in from its registers.

    Raises:
        Refusal: it is not listed, not the visitor's, or the place has it.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    wish = Issuing(unit=unit)
    command = await issuing(services, visitor, id, wish)
    once = command_id(visitor.identity.owner, key, wish, "IssueForm")
    return await _sent(services, visitor, id, command, once, f"/form-demands/{id}")


@router.get("/form-demands/{id}/forms/{n}")
async def show_form(request: Request, visitor: Staff, services: Wired, id: Id, n: N) -> Response:
    """Show a form: what is held is locked, the rest is typed by its place.

    Raises:
        Refusal: there is none.
    """
    state, form = await _form(services, id, n)
    return _shown(request, visitor, id, state, form, form.answers, "", Faults())


@router.post("/form-demands/{id}/forms/{n}")
async def return_form(request: Request, visitor: Clerk, services: Wired, id: Id, n: N) -> Response:
    """Return a form; show it again with every entry if the rules refuse it.

    Raises:
        Refusal: there is none, it is another place's, or names what is locked.
        Overloaded, Unavailable: see `Sender.send`.
    """
    state, form = await _form(services, id, n)
    sent = await request.form()
    texts = {name: value for name, value in sent.items() if isinstance(value, str)}
    answers = {
        name.removeprefix("answers."): text
        for name, text in texts.items()
        if name.startswith("answers.")
    }
    minutes = texts.get("minutes", "").strip()
    try:
        spent = whole_number(minutes, r.MOST_MINUTES)
        if spent is None or spent < 0:
            raise Refusal(Reason("form.whole_number", "/minutes"))
        wish = r.ReturnForm(form=n, answers=answers, minutes=spent)
        once = command_id(visitor.identity.owner, texts.get("key", "")[:64], wish)
        return await _sent(services, visitor, id, wish, once, f"/form-demands/{id}/forms/{n}")
    except Refusal as refused:
        if refused.kind != "invalid":
            raise
        names = {f"answers.{at}": name for at, name in enumerate(state.asked, 1)}
        names["minutes"] = word("form_demand.fields.minutes", language_of(request))
        faults = tell(refused.reasons, language_of(request), names=names)
        return _shown(request, visitor, id, state, form, answers, minutes, faults, 422)


@router.post("/form-demands/{id}/forms/{n}/refill")
async def refill(visitor: Clerk, services: Wired, id: Id, n: N, key: Key) -> Response:
    """Fill a form in anew, after the register was put right.

    Raises:
        Refusal: there is none of the visitor's place that is open.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    wish = Refilling(form=n)
    command = await refilling(services, visitor, id, wish)
    once = command_id(visitor.identity.owner, key, wish, "RefillForm")
    return await _sent(services, visitor, id, command, once, f"/form-demands/{id}/forms/{n}")


async def _sent(
    services: Services, visitor: Visitor, id: str, command: Any, once: str, to: str
) -> Response:
    key = f"{r.FORM_DEMAND}:{id}"
    receipt = await services.sender.send(key, command, id=once, by=visitor.identity)
    return remember(services, RedirectResponse(to, 303), key, receipt.seq)


async def _form(services: Services, id: str, n: int) -> tuple[r.FormDemand, r.Form]:
    state: r.FormDemand = (await services.sender.show(f"{r.FORM_DEMAND}:{id}")).state
    if n > len(state.forms):
        raise Refusal(Reason("form_demand.unknown"), kind="unknown")
    return state, state.forms[n - 1]


def _shown(
    request: Request,
    visitor: Visitor,
    id: str,
    state: r.FormDemand,
    form: r.Form,
    answers: dict[str, str],
    minutes: str,
    faults: Faults,
    status: int = 200,
) -> Response:
    language = language_of(request)
    context = {
        "id": id,
        "demand": state,
        "form": form,
        "held": [
            (_field(v.field, language), v.value, word(f"form_demand.choices.source.{v.source}",
                                                     language), v.at)
            for v in form.values
        ],
        "asked": [(str(at), name) for at, name in enumerate(state.asked, 1)],
        "answers": answers,
        "minutes": minutes,
        "mine": form.unit == visitor.identity.unit and form.returned_at is None,
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }  # fmt: skip
    return page(request, "community_service/demand_form.html", context, status=status)


def _field(name: str, language: Language) -> str:
    """Return what a field is called: a held one by its word, any other as it was written."""
    return known_word(f"form_demand.choices.held.{name}", language) or name


async def _forms(
    services: Services, visitor: Visitor, id: str, state: r.FormDemand, shows: Shows
) -> dict[str, Any] | None:
    """Return the forms that were sent out, and where one may be sent now; None: neither."""
    rules = services.kinds[r.FORM_DEMAND].rules
    assert rules is not None
    allowed = rules.allowed(visitor.identity, state)
    units = counters(services).get("village", []) if "IssueForm" in allowed else []
    if not (state.forms or units) or not shows("forms"):
        return None
    return {"id": id, "forms": state.forms, "units": units, "key": uuid4().hex}


FORMS = Panel(template="community_service/demand_forms.html", made=_forms)
