"""The applicant's own cases: list, live progress, correcting, supplying, rating, withdrawing."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.arithmetic import countings
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.closed_units import waiting_for_nobody
from actors.blocks.cases.commands import Rate, Withdraw
from actors.blocks.cases.joint_commands import ChooseVisitTime
from actors.blocks.cases.later_commands import AskForRenewal
from actors.blocks.cases.offers import rules
from actors.blocks.cases.state import CaseState
from actors.blocks.forms.normalise import whole_number
from actors.blocks.issuing.records import HANDOVER, Handover
from actors.blocks.organisation.units import Organisation
from actors.blocks.ratings.records import WHYS
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.cases.apply import CaseId, Key
from serve_apps.blocks.cases.case_papers import papers_of
from serve_apps.blocks.cases.case_told import told_himself
from serve_apps.blocks.cases.changes import answers_changed, changes_of
from serve_apps.blocks.cases.drafts import Draft, of_represented, open_own, send_own
from serve_apps.blocks.cases.joint import joint_of
from serve_apps.blocks.cases.journey import Reader, entries, faults_of, stages
from serve_apps.blocks.cases.listings import OWN, own_query
from serve_apps.blocks.cases.recognising import recognise
from serve_apps.blocks.reads.telling import told
from serve_apps.front.language import language_of
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.reading import answer_rows, material_rows, past_rows
from serve_apps.pages.records import Records
from serve_apps.pages.stored_files import pictures_of

router = APIRouter(include_in_schema=False)
SIZE = 20


@router.get("/cases")
async def show_cases(
    request: Request,
    visitor: Resident,
    services: Wired,
    cursor: str = "",
) -> Response:
    """Show the visitor's own cases and drafts, the last changed first."""
    # what was thrown away before it was sent has no number and is of no more concern
    thrown = {"phase": "withdrawn", "number": {"$in": ["", None]}}
    recognised = await recognise(services, visitor)
    where = own_query(visitor, recognised) | {"$nor": [thrown]}
    database, now = services[Records].database, services.clock.now()
    found = await OWN.page(database, where, cursor=cursor, size=SIZE, counted=False, now=now)
    context = {
        "rows": found.rows,
        "after": f"/cases?{urlencode({'cursor': found.after})}" if found.after else "",
        "again": "/cases" if found.changed else "",
        "before": f"/cases?{urlencode({'cursor': found.before})}" if found.before else "",
    }
    return page(request, "cases/list.html", context)


@router.get("/cases/{case}")
async def show_case(request: Request, visitor: Resident, services: Wired, case: CaseId) -> Response:
    """Show how far a case has come; the page follows it live. Whoever has a mandate of its
    applicant and acts for himself is asked whether to act for them."""
    try:
        draft = await open_own(services, visitor, case)
    except Refusal:
        if not (represented := await of_represented(services, visitor, case)):
            raise
        context = {"case": case, "account": represented.id, "name": represented.display}
        return page(request, "cases/of_represented.html", context)
    if draft.open:
        return RedirectResponse(f"/apply/{case}", 303)
    return await _case(request, services, visitor, draft, Faults())


@router.get("/cases/{case}/now")
async def show_now(request: Request, visitor: Resident, services: Wired, case: CaseId) -> Response:
    """Show the part of the page that changes with the case."""
    draft = await open_own(services, visitor, case)
    context = await _progress(request, services, visitor, draft)
    return page(request, "cases/progress.html", context)


@router.post("/cases/{case}/rate")
async def rate(
    request: Request,
    visitor: Resident,
    services: Wired,
    case: CaseId,
    key: Key,
    stars: Annotated[str, Form()] = "",
    whys: Annotated[list[str] | None, Form()] = None,
    comment: Annotated[str, Typed, Form(max_length=2000)] = "",
    call: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Rate the service (好差评), once."""
    given = tuple(why for why in WHYS if why in (whys or ()))
    wish = Rate(stars=whole_number(stars) or 0, whys=given, comment=comment, call=bool(call))
    return await _do(request, services, visitor, case, key, wish)


@router.post("/cases/{case}/visit")
async def choose_visit_time(
    request: Request,
    visitor: Resident,
    services: Wired,
    case: CaseId,
    key: Key,
    choice: Annotated[Literal["1", "2", "3", ""], Form()] = "",
) -> Response:
    """Choose one of the times that were offered for a joint visit (联合踏勘)."""
    if not choice:
        draft = await open_own(services, visitor, case)
        reasons = (Reason("visit.not_chosen", "/choice"),)
        told = tell(reasons, language_of(request), names={"choice": ""})
        return await _case(request, services, visitor, draft, told, status=422)
    wish = ChooseVisitTime(choice=choice)
    return await _do(request, services, visitor, case, key, wish)


@router.post("/cases/{case}/renewal")
async def ask_for_renewal(
    request: Request, visitor: Resident, services: Wired, case: CaseId, key: Key
) -> Response:
    """Ask for a renewal (延续) of what was granted."""
    return await _do(request, services, visitor, case, key, AskForRenewal())


@router.get("/cases/{case}/withdraw")
async def ask_withdraw(
    request: Request, visitor: Resident, services: Wired, case: CaseId
) -> Response:
    """Ask whether the application is really to be withdrawn, or the draft thrown away; of what can
    be neither any more, show how it stands."""
    draft = await open_own(services, visitor, case)
    if "Withdraw" not in rules(services.library).allowed(visitor.identity, draft.state):
        return RedirectResponse(f"/cases/{case}", 303)
    context = {"draft": draft, "case": draft.state, "item": draft.item, "key": uuid4().hex}
    return page(request, "cases/withdraw.html", context)


@router.post("/cases/{case}/withdraw")
async def withdraw(
    request: Request,
    visitor: Resident,
    services: Wired,
    case: CaseId,
    key: Key,
    reason: Annotated[str, Typed, Form(max_length=500)] = "",
) -> Response:
    """Withdraw an application, or throw a draft away."""
    draft = await open_own(services, visitor, case)
    answer = await _do(request, services, visitor, case, key, Withdraw(reason=reason))
    return RedirectResponse("/cases", 303) if draft.open and answer.status_code == 303 else answer


@router.get("/cases/{case}/access")
async def show_access(
    request: Request, visitor: Resident, services: Wired, case: CaseId
) -> Response:
    """Show who looked at the personal data of the case, when, and what for."""
    draft = await open_own(services, visitor, case)
    rows = await services.views.access_of(case)
    readings = told(rows, services.library, language_of(request))
    return page(
        request,
        "cases/access.html",
        {"draft": draft, "case": draft.state, "item": draft.item, "readings": readings},
    )


async def _do(
    request: Request, services: Services, visitor: Visitor, case: str, key: str, wish: Command
) -> Response:
    """Send a command of the applicant; show the case again with every reason if it is refused."""
    reasons = await send_own(services, visitor, case, wish, key)
    if reasons:
        draft = await open_own(services, visitor, case)
        told = tell(reasons, language_of(request), names={"stars": ""})
        return await _case(request, services, visitor, draft, told, status=422)
    return RedirectResponse(f"/cases/{case}", 303)


async def _case(
    request: Request,
    services: Services,
    visitor: Visitor,
    draft: Draft,
    faults: Faults,
    status: int = 200,
) -> Response:
    language = language_of(request)
    context = await _progress(request, services, visitor, draft)
    marks = answers_changed(draft.state)
    context |= {
        "sections": [
            (section.title[language], answer_rows(section, draft.answers, language, changed=marks))
            for section in draft.item.sections
        ],
        "materials": material_rows(
            draft.item,
            draft.state,
            language,
            pictures=await pictures_of(services, draft.state.materials),
            download=f"/apply/{draft.case}/materials",
            changed=changes_of(draft.state),
        ),
        "past_files": past_rows(
            draft.item, draft.state, language, f"/cases/{draft.case}/past-files"
        ),
        "errors": faults.summary,
    }
    return page(request, "cases/case.html", context, status=status)


async def _progress(
    request: Request, services: Services, visitor: Visitor, draft: Draft
) -> dict[str, Any]:
    language = language_of(request)
    row = await services.views.case(draft.case)
    reader = Reader(language, office=False)
    library = services.library
    return {
        "draft": draft,
        "seq": row["seq"] if row else 0,
        "case": draft.state,
        "item": draft.item,
        "unit": library[Organisation].known(library[Organisation].acting(draft.state.unit)),
        "nobody": waiting_for_nobody(draft.state, library[Organisation]),
        "stages": stages(draft.state, draft.item, language),
        "entries": entries(row["timeline"] if row else (), draft.item, library, reader),
        "allowed": rules(library).allowed(visitor.identity, draft.state),
        "papers": await papers_of(services, draft.state, in_full=True),
        "told": (await told_himself(services, visitor, draft.case))[language],
        "faults": faults_of(draft.state, draft.item, language),
        "countings": countings(draft.state, Basis(library, draft.item)),
        **joint_of(draft.state, draft.item, library, reader),
        "handover": await _handover(services, draft.state),
        "key": uuid4().hex,
    }


async def _handover(services: Services, state: CaseState) -> Handover | None:
    """Return where the result of a case is that is on its way to whoever applied, or has arrived by
    post; None where there is nothing to say."""
    if state.phase not in ("issued", "delivered"):
        return None
    handover: Handover = (await services.sender.show(f"{HANDOVER}:{state.id}")).state
    tells = handover.phase and (state.phase == "issued" or handover.parcel)
    return handover if tells else None
