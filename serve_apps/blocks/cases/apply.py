"""Filling in an application: one section a page, kept as a draft between pages and visits."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from starlette.convertors import IntegerConvertor, register_url_convertor
from uuid_utils import uuid7

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import closed_units
from actors.blocks.forms.layout import Section
from actors.blocks.organisation.units import Organisation
from serve_apps.blocks.cases.applications import save_draft
from serve_apps.blocks.cases.drafts import Draft, check, first_wish, open_own, wish, within
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired
from serve_apps.pages.answers import read_section
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.parts import TaskRow


class _PageNumber(IntegerConvertor):
    """The number of a page in an address; no number that takes a machine to read."""

    regex = "[0-9]{1,4}"


register_url_convertor("page", _PageNumber())
router = APIRouter(include_in_schema=False)
CaseId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]


@router.get("/items/{code}/apply")
async def show_start(request: Request, visitor: Resident, services: Wired, code: str) -> Response:
    """Show what will be asked and why, before anything is asked."""
    item = services.library[Catalogue].item(code)
    if closed_units(item, services.library[Organisation]):
        return RedirectResponse(f"/items/{code}", 303)  # the guide says why, and what to do
    await services[WaitingRooms].require(visitor.identity, item.code, f"/items/{code}/apply")
    begun = await first_wish(services, visitor, item)
    context = {"item": item, "key": uuid7().hex, "applicant": begun.applicant}
    return page(request, "apply/start.html", context)


@router.post("/items/{code}/apply")
async def start(visitor: Resident, services: Wired, code: str, key: Key) -> Response:
    """Begin a draft; the same `key` begins the same one."""
    item = services.library[Catalogue].item(code)
    if closed_units(item, services.library[Organisation]):
        return RedirectResponse(f"/items/{code}", 303)
    await services[WaitingRooms].require(visitor.identity, item.code, f"/items/{code}/apply")
    begun = await first_wish(services, visitor, item)
    filed = await save_draft(services, visitor.identity, key, begun)
    return RedirectResponse(f"/apply/{filed.case}", 303)


@router.get("/apply/{case}")
async def show_parts(
    request: Request, visitor: Resident, services: Wired, case: CaseId, saved: bool = False
) -> Response:
    """Show the parts of the application and which of them are done."""
    draft = await open_own(services, visitor, case)
    if not draft.open:
        return RedirectResponse(f"/cases/{case}", 303)
    rows = _parts(draft, language_of(request))
    context = {"draft": draft, "item": draft.item, "rows": rows, "saved": saved}
    return page(request, "apply/parts.html", context)


@router.get("/apply/{case}/{number:page}")
async def show_section(
    request: Request,
    visitor: Resident,
    services: Wired,
    case: CaseId,
    number: Annotated[int, Path(ge=1)],
    back: str = "",
) -> Response:
    """Show one page of the form with what has been answered so far."""
    draft = await open_own(services, visitor, case)
    if not draft.open or number > len(draft.item.sections):
        return RedirectResponse(f"/apply/{case}", 303)
    return _section(request, draft, number, back, Faults())


@router.post("/apply/{case}/{number:page}")
async def keep_section(
    request: Request,
    visitor: Resident,
    services: Wired,
    case: CaseId,
    number: Annotated[int, Path(ge=1)],
    back: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "next",
) -> Response:
    """Keep the answers of one page and go on, or show what is wrong with them.

    `then` is "later" to keep unfinished work: then it is enough that the answers can be kept.
    """
    draft = await open_own(services, visitor, case)
    if not draft.open or number > len(draft.item.sections):
        return RedirectResponse(f"/apply/{case}", 303)
    section = draft.item.sections[number - 1]
    sent = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    form = _merged(draft, section, read_section(draft.item, section, sent))
    rules = services.library[Catalogue].form(draft.item)
    answers = rules.clean(form)
    if then == "later":
        faults = rules.misshapen(answers)
    else:
        faults = within(section, check(services, draft.item, answers, draft.state))
    if faults:
        told = tell(faults, language_of(request), item=draft.item)
        shown = Draft(case, draft.seq, draft.state, draft.item, form, draft.faults)
        return _section(request, shown, number, back, told, status=422)
    await save_draft(services, visitor.identity, uuid7().hex, wish(draft, form=answers), case=case)
    return RedirectResponse(_after(draft, number, back, then), 303)


def _merged(draft: Draft, section: Section, answers: dict[str, object]) -> dict[str, object]:
    """Return all answers with those of one page replaced; a field that was not sent is empty."""
    others = {
        name: value
        for name, value in draft.state.form.items()
        if name not in {field.name for field in section.fields}
    }
    return others | answers


def _after(draft: Draft, number: int, back: str, then: str) -> str:
    start = f"/apply/{draft.case}"
    if then == "later":
        return f"{start}?saved=true"
    if back == "check":
        return f"{start}/check"
    if number < len(draft.item.sections):
        return f"{start}/{number + 1}"
    return f"{start}/materials" if draft.item.materials else f"{start}/check"


def _section(
    request: Request, draft: Draft, number: int, back: str, faults: Faults, status: int = 200
) -> Response:
    item = draft.item
    context = {
        "draft": draft,
        "item": item,
        "section": item.sections[number - 1],
        "number": number,
        "pages": len(item.sections) + bool(item.materials) + 1,
        "back": "check" if back == "check" else "",
        "answers": draft.answers,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "apply/section.html", context, status=status)


def _parts(draft: Draft, language: Language) -> list[TaskRow]:
    """Return the parts of the application; the last opens when the others are done."""
    _ = translations(language).gettext
    start = f"/apply/{draft.case}"
    rows = [
        TaskRow(section.title[language], f"{start}/{number}", draft.done(section))
        for number, section in enumerate(draft.item.sections, 1)
    ]
    if draft.item.materials:
        rows.append(TaskRow(_("申请材料"), f"{start}/materials", not draft.material_faults))
    ready = all(row.done for row in rows)
    return [*rows, TaskRow(_("核对并提交"), f"{start}/check", done=False, open=ready)]
