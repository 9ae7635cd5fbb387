"""The applicant's own cases: list, live progress, correcting, supplying, rating, withdrawing."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.commands import Rate, Withdraw
from actors.blocks.cases.offers import rules
from actors.blocks.forms.normalise import whole_number
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.cases.apply import CaseId, Key
from serve_apps.blocks.cases.drafts import Draft, of_represented, open_own, send_own
from serve_apps.blocks.cases.journey import Reader, entries, stages
from serve_apps.blocks.cases.listings import OWN, own_query
from serve_apps.blocks.reads.telling import told
from serve_apps.front.language import language_of
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.reading import answer_rows, material_rows
from serve_apps.pages.records import Records

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
    where = own_query(visitor) | {"$nor": [thrown]}
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
    comment: Annotated[str, Typed, Form(max_length=2000)] = "",
) -> Response:
    """Rate the service (好差评), once."""
    wish = Rate(stars=whole_number(stars) or 0, comment=comment)
    return await _do(request, services, visitor, case, key, wish)


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
    context |= {
        "sections": [
            (section.title[language], answer_rows(section, draft.answers, language))
            for section in draft.item.sections
        ],
        "materials": material_rows(draft.item, draft.state, language),
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
        "unit": library[Organisation].known(draft.state.unit),
        "stages": stages(draft.state, draft.item, language),
        "entries": entries(row["timeline"] if row else (), draft.item, library, reader),
        "allowed": rules(library).allowed(visitor.identity, draft.state),
        "key": uuid4().hex,
    }
