"""The answer to a correction request (补正), and promised materials (容缺补齐): from the applicant,
or taken in by a window for somebody who came there."""

from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases import materials
from actors.blocks.cases.commands import Correct, SupplyMaterials
from actors.blocks.cases.offers import rules
from actors.kernel.errors import Reason
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.apply_materials import receive
from serve_apps.blocks.cases.drafts import Draft, open_own, send_own
from serve_apps.blocks.cases.journey import faults_of
from serve_apps.blocks.cases.visibility import read_case
from serve_apps.blocks.cases.within import change_of
from serve_apps.front.language import language_of
from serve_apps.front.policies import SignedIn
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired, services_of
from serve_apps.pages.answers import read_section
from serve_apps.pages.faults import Faults, tell

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case}/correct")
async def show_correction(
    request: Request, visitor: SignedIn, services: Wired, case: CaseId
) -> Response:
    """Show everything that is to be put right, and the form to do it in."""
    draft = await _open(services, visitor, case)
    if "Correct" not in rules(services.library).allowed(visitor.identity, draft.state):
        return RedirectResponse(_back(visitor, case), 303)
    return _correction(request, visitor, draft, draft.answers, uuid4().hex, Faults())


@router.post("/cases/{case}/correct")
async def correct(request: Request, visitor: SignedIn, services: Wired, case: CaseId) -> Response:
    """Send the correction: the whole form and the materials that were handed in anew."""
    draft = await _open(services, visitor, case)
    sent = await request.form()
    texts = {name: value for name, value in sent.items() if isinstance(value, str)}
    form: dict[str, Any] = {}
    change = change_of(texts.get("then", ""))
    for section in draft.item.sections:
        form |= read_section(draft.item, section, texts, change.without)
    if change.field:
        key = texts.get("key", "")
        return _correction(request, visitor, draft, form, key, Faults(), more=change.more)
    if "remove" in texts:  # of a page that was opened before: nothing is taken back here
        return _correction(request, visitor, draft, form, texts.get("key", ""), Faults())
    kept, faults = await receive(services, visitor.identity, draft, draft.item.materials, sent)
    names = dict.fromkeys(one.name for one in kept)
    new = {n for n in names if materials.given(kept, n) != draft.given(n)}
    given = tuple(one for one in kept if one.name in new)
    reasons: tuple[Reason, ...] = faults
    key = texts.get("key", "")[:64] or uuid4().hex
    if not faults:
        wish = Correct(form=form, materials=given)
        reasons = await send_own(services, visitor, case, wish, key)
        if not reasons:
            return RedirectResponse(_back(visitor, case), 303)
        if any(reason.code == "command.key_reused" for reason in reasons):
            key = uuid4().hex  # what is shown now is another wish
    told = tell(reasons, language_of(request), item=draft.item)
    return _correction(request, visitor, draft, form, key, told, status=422)


@router.get("/cases/{case}/supply")
async def show_supply(
    request: Request, visitor: SignedIn, services: Wired, case: CaseId
) -> Response:
    """Show the promised materials that are still owed."""
    draft = await _open(services, visitor, case)
    if "SupplyMaterials" not in rules(services.library).allowed(visitor.identity, draft.state):
        return RedirectResponse(_back(visitor, case), 303)
    return _supply(request, visitor, draft, Faults())


@router.post("/cases/{case}/supply")
async def supply(request: Request, visitor: SignedIn, services: Wired, case: CaseId) -> Response:
    """Hand in promised materials."""
    draft = await _open(services, visitor, case)
    given, reasons = await _given(services, visitor, draft, request)
    if not reasons:
        wish = SupplyMaterials(materials=given)
        reasons = await send_own(services, visitor, case, wish, uuid4().hex)
        if not reasons:
            return RedirectResponse(_back(visitor, case), 303)
    told = tell(reasons, language_of(request), item=draft.item)
    return _supply(request, visitor, draft, told, status=422)


async def _open(services: Services, visitor: Visitor, case: str) -> Draft:
    """Return the case of the applicant, or the one that a window handles, after the reading is
    recorded.

    Raises:
        Refusal: there is none for the visitor.
    """
    if visitor.kind == "staff":
        await read_case(services, visitor, case, "handling")
    return await open_own(services, visitor, case)


def _back(visitor: Visitor, case: str) -> str:
    return f"/staff/cases/{case}" if visitor.kind == "staff" else f"/cases/{case}"


async def _given(
    services: Services, visitor: Visitor, draft: Draft, request: Request
) -> tuple[Any, Any]:
    owed = draft.state.promised_materials
    specs = tuple(spec for spec in draft.item.materials if spec.name in owed)
    sent = await request.form()
    kept, faults = await receive(services, visitor.identity, draft, specs, sent)
    return tuple(one for one in kept if one.name in owed and one.source != "promise"), faults


def _correction(
    request: Request,
    visitor: Visitor,
    draft: Draft,
    answers: dict[str, Any],
    key: str,
    faults: Faults,
    status: int = 200,
    more: str = "",
) -> Response:
    context = {
        "draft": draft,
        "back": _back(visitor, draft.case),
        "more": more,
        "year": services_of(request).clock.now().year,
        "case": draft.state,
        "item": draft.item,
        "answers": answers,
        "needed": materials.required(draft.item, answers),
        "wanted": faults_of(draft.state, draft.item, language_of(request)),
        "key": key,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "cases/correct.html", context, status=status)


def _supply(
    request: Request, visitor: Visitor, draft: Draft, faults: Faults, status: int = 200
) -> Response:
    owed = draft.state.promised_materials
    context = {
        "draft": draft,
        "back": _back(visitor, draft.case),
        "item": draft.item,
        "specs": [spec for spec in draft.item.materials if spec.name in owed],
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "cases/supply.html", context, status=status)
