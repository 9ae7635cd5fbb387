"""The result document of a case (出证): an officer fills in what its template asks for, looks at a
specimen, and has it made. Its number is given by the platform."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.basis import Basis, basis_of
from actors.blocks.cases.commands import Issue
from actors.blocks.cases.offers import rules
from actors.blocks.cases.saying import organ_of, result_facts
from actors.blocks.cases.state import CaseState
from actors.blocks.documents.template import Field, Papers, Template
from actors.blocks.forms import normalise
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.case_papers import Insider
from serve_apps.blocks.cases.visibility import UNKNOWN, may_read, read_case
from serve_apps.blocks.documents.pages import specimen
from serve_apps.blocks.documents.previews import Previews
from serve_apps.front.bodies import command_id
from serve_apps.front.language import Language, language_of
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import tell

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Result:
    """The result document that a case is to have."""

    state: CaseState
    basis: Basis
    template: Template


@router.get("/staff/cases/{case}/issue")
async def ask(request: Request, visitor: Insider, services: Wired, case: CaseId) -> Response:
    """Ask for what the result document needs; of a case that is to have none now, show how it
    stands."""
    result = await _result(services, visitor, case)
    if "Issue" not in rules(services.library).allowed(visitor.identity, result.state):
        return RedirectResponse(f"/staff/cases/{case}", 303)
    return _page(request, result, _usual(result), uuid4().hex)


@router.post("/staff/cases/{case}/issue")
async def issue(request: Request, visitor: Insider, services: Wired, case: CaseId) -> Response:
    """Have the result document made or, with `preview`, show a specimen of it; ask again with every
    entry for what is missing."""
    result = await _result(services, visitor, case)
    typed = {
        name: value for name, value in (await request.form()).items() if isinstance(value, str)
    }
    said = {field.name: _read(field, typed.get(field.name, "")) for field in result.template.asked}
    fields = {name: value for name, value in said.items() if value}
    key = typed.get("key", "")[:64] or uuid4().hex
    try:
        if typed.get("preview"):
            return await _specimen(services, visitor, case, result, fields)
        wish = Issue(fields=fields)
        by = visitor.identity
        id = command_id(by.id, key, wish)
        await services.sender.send(f"case:{case}", wish, id=id, by=by)
    except Refusal as refusal:
        if refusal.kind not in ("invalid", "not_now"):
            raise
        status = 422 if refusal.kind == "invalid" else 409
        return _page(request, result, typed, key, refusal, status)
    return RedirectResponse(f"/staff/cases/{case}", 303)


async def _specimen(
    services: Services, visitor: Visitor, case: str, result: Result, fields: dict[str, Any]
) -> Response:
    """Send a specimen, which names the applicant: that is recorded as any reading is."""
    facts = result_facts(result.state, result.basis, fields)
    wrong = [Reason("issue.field", f"/fields/{name}") for name, _ in result.template.faults(facts)]
    if wrong:
        raise Refusal(*wrong)
    await read_case(services, visitor, case, "handling")
    made = await services[Previews].make(
        result.template,
        facts,
        organ=organ_of(result.state, result.basis).name,
        number="",
        at=services.clock.now(),
    )
    return specimen(made.pdf)


async def _result(services: Services, visitor: Visitor, case: str) -> Result:
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    if not may_read(visitor.identity, state, services.library):
        raise UNKNOWN
    basis = basis_of(services.library, state)
    result = basis.item.result
    template = services.library[Papers].template(result.paper) if result else None
    if template is None:
        raise Refusal(Reason("issue.no_result"), kind="not_now")
    return Result(state, basis, template)


def _usual(result: Result) -> dict[str, str]:
    """Return what is filled in already."""
    facts = result_facts(result.state, result.basis, {})
    return {field.name: str(facts.get(field.name, "")) for field in result.template.asked}


def _read(field: Field, typed: str) -> str:
    text = typed.replace("\r\n", "\n").strip()
    day = normalise.day(text) if field.kind == "day" or field.name in _DAYS else None
    return f"{day}" if day else text


_DAYS = ("valid_until", "from_on")  # days that need not be said


def _page(
    request: Request,
    result: Result,
    entries: Mapping[str, str],
    key: str,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    language: Language = language_of(request)
    names = {f"fields.{field.name}": field.title[language] for field in result.template.asked}
    told = tell(refusal.reasons, language, names=names) if refusal else None
    context = {
        "case": result.state,
        "item": result.basis.item,
        "asked": result.template.asked,
        "entries": entries,
        "days": _DAYS,
        "key": key,
        "errors": told.summary if told else (),
        "beside": told.beside if told else {},
    }
    return page(request, "staff/issue.html", context, status=status)
