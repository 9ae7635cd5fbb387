"""Filling in an application: one section a page, kept as a draft between pages and visits."""

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from starlette.convertors import IntegerConvertor, register_url_convertor
from uuid_utils import uuid7

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import why_untaken
from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.forms.layout import Section
from actors.kernel.deadlines import local_day
from serve_apps.blocks.cases.applications import save_draft
from serve_apps.blocks.cases.drafts import (
    Draft,
    address_of,
    check,
    first_wish,
    open_own,
    pages_of,
    wish,
    within,
)
from serve_apps.blocks.cases.own_drafts import drafts_of
from serve_apps.blocks.cases.prefilling import (
    asks_for_known,
    prefilled,
    sources_of,
    without_prefilled,
)
from serve_apps.blocks.cases.sharing import address_of_bundle, open_asked, share
from serve_apps.blocks.cases.statements import told
from serve_apps.blocks.cases.within import change_of
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import Resident, SignedIn
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
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
    if why_untaken(item, services.library):
        return RedirectResponse(f"/items/{code}", 303)  # the guide says why, and what to do
    await services[WaitingRooms].require(visitor.identity, item.code, f"/items/{code}/apply")
    return await _start(request, services, visitor, item)


@router.post("/items/{code}/apply")
async def start(
    request: Request,
    visitor: Resident,
    services: Wired,
    code: str,
    key: Key,
    statement: Annotated[str, Form(max_length=80)] = "",
    prefill: Annotated[bool, Form()] = False,
) -> Response:
    """Begin a draft; the same `key` begins the same one. With `prefill` its applicant agrees that
    what is known of him stands in it. Where what is told of one's data has
    changed since the page was shown (`statement`), it is shown again first."""
    item = services.library[Catalogue].item(code)
    if why_untaken(item, services.library):
        return RedirectResponse(f"/items/{code}", 303)
    await services[WaitingRooms].require(visitor.identity, item.code, f"/items/{code}/apply")
    if statement != reference_of(item):
        return await _start(request, services, visitor, item, status=409)
    begun = await first_wish(services, visitor, item, statement)
    if prefill:
        case = new_id("case", visitor.identity.owner, key)
        begun = await prefilled(services, visitor, case, begun)
    filed = await save_draft(services, visitor.identity, key, begun)
    return RedirectResponse(f"/apply/{filed.case}", 303)


async def _start(
    request: Request, services: Services, visitor: Visitor, item: ServiceItem, status: int = 200
) -> Response:
    begun = await first_wish(services, visitor, item)
    library, language = services.library, language_of(request)
    statement = told(item.statement, item, library, language) if item.statement else None
    context = {
        "item": item,
        "key": uuid7().hex,
        "applicant": begun.applicant,
        "statement": statement,
        "changed": status == 409,
        "knows": asks_for_known(item),
        "begun": await drafts_of(services, visitor, item.code),
    }
    return page(request, "apply/start.html", context, status=status)


@router.get("/apply/{case}")
async def show_parts(
    request: Request, visitor: SignedIn, services: Wired, case: CaseId, saved: bool = False
) -> Response:
    """Show the parts of the application and which of them are done."""
    draft = await open_own(services, visitor, case)
    if not draft.open:
        return RedirectResponse(address_of(visitor, case), 303)
    if draft.state.together is not None:
        told = "?saved=true" if saved else ""
        return RedirectResponse(f"{address_of_bundle(draft.state.together)}{told}", 303)
    rows = parts_of(draft, language_of(request))
    context = {"draft": draft, "item": draft.item, "rows": rows, "saved": saved}
    return page(request, "apply/parts.html", context)


@router.post("/apply/{case}/unfill")
async def unfill(visitor: SignedIn, services: Wired, case: CaseId, key: Key) -> Response:
    """Take the consent to pre-filled answers back: those that nobody has changed are gone."""
    draft = await open_own(services, visitor, case)
    if draft.open and draft.state.prefilled:
        wish = without_prefilled(draft)
        await save_draft(services, visitor.identity, key, wish, case=case)
    return RedirectResponse(f"/apply/{case}", 303)


@router.get("/apply/{case}/{number:page}")
async def show_section(
    request: Request,
    visitor: SignedIn,
    services: Wired,
    case: CaseId,
    number: Annotated[int, Path(ge=1)],
    back: str = "",
    more: str = "",
) -> Response:
    """Show one page of the form with what has been answered so far; `more` is the name of a field
    of rows that shall have one more."""
    draft, _bundle = await open_asked(services, visitor, case)
    if not draft.open or not _is_page(draft, number):
        return RedirectResponse(f"/apply/{case}", 303)
    return _section(request, services, draft, number, Shown(back=back, more=more))


@router.post("/apply/{case}/{number:page}")
async def keep_section(
    request: Request,
    visitor: SignedIn,
    services: Wired,
    case: CaseId,
    number: Annotated[int, Path(ge=1)],
    back: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "next",
) -> Response:
    """Keep the answers of one page and go on, or show what is wrong with them.

    `then` is "later" to keep unfinished work, or what a button within the form changes in it, see
    `within.py`: then it is enough that the answers can be kept.
    """
    draft, bundle = await open_asked(services, visitor, case)
    if not draft.open or not _is_page(draft, number):
        return RedirectResponse(f"/apply/{case}", 303)
    section = draft.item.sections[number - 1]
    sent = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    change = change_of(then)
    form = _merged(draft, section, read_section(draft.item, section, sent, change.without))
    rules = services.library[Catalogue].form(draft.item)
    answers = rules.clean(form)
    if then == "later" or change.field:
        faults = rules.misshapen(answers)
    else:
        faults = within(section, check(services, draft.item, answers, draft.state))
    if faults:
        said = tell(faults, language_of(request), item=draft.item)
        typed = dataclasses.replace(draft, answers=form)
        return _section(request, services, typed, number, Shown(back=back, faults=said), status=422)
    await save_draft(services, visitor.identity, uuid7().hex, wish(draft, form=answers), case=case)
    if bundle is not None:
        await share(services, visitor, case)
    if change.field:
        return RedirectResponse(f"/apply/{case}/{number}{change.address(answers, back)}", 303)
    return RedirectResponse(_after(draft, answers, number, back, then), 303)


def _is_page(draft: Draft, number: int) -> bool:
    sections = draft.item.sections
    return number <= len(sections) and bool(sections[number - 1].fields)


def _merged(draft: Draft, section: Section, answers: dict[str, object]) -> dict[str, object]:
    """Return all answers with those of one page replaced; a field that was not sent is empty."""
    others = {
        name: value
        for name, value in draft.state.form.items()
        if name not in {field.name for field in section.fields}
    }
    return others | answers


def _after(draft: Draft, answers: Mapping[str, Any], number: int, back: str, then: str) -> str:
    """Return the address of what comes next: pages that the answers do not ask for are left out."""
    start = f"/apply/{draft.case}"
    if then == "later":
        return f"{start}?saved=true"
    following = [at for at in pages_of(draft.item, answers) if at > number]
    newly_asked = [at for at in following if at not in pages_of(draft.item, draft.answers)]
    if back == "check":
        return f"{start}/{newly_asked[0]}?back=check" if newly_asked else f"{start}/check"
    if following:
        return f"{start}/{following[0]}"
    return f"{start}/materials" if draft.item.materials else f"{start}/check"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shown:
    """How a page of the form is shown: whence it was opened, with one more row of what, and with
    which faults."""

    back: str = ""
    more: str = ""
    faults: Faults = dataclasses.field(default_factory=Faults)


def _section(
    request: Request, services: Services, draft: Draft, number: int, how: Shown, status: int = 200
) -> Response:
    item = draft.item
    asked = pages_of(item, draft.answers)
    context = {
        "draft": draft,
        "item": item,
        "section": item.sections[number - 1],
        "number": asked.index(number) + 1 if number in asked else number,
        "pages": len(asked) + bool(item.materials) + 1,
        "back": "check" if how.back == "check" else "",
        "answers": draft.answers,
        "more": how.more,
        "sources": sources_of(draft, language_of(request)),
        "year": local_day(services.clock.now()).year,
        "errors": how.faults.summary,
        "beside": how.faults.beside,
    }
    return page(request, "apply/section.html", context, status=status)


def parts_of(draft: Draft, language: Language) -> list[TaskRow]:
    """Return the parts of the application; the last opens when the others are done."""
    _ = translations(language).gettext
    start = f"/apply/{draft.case}"
    rows = [
        TaskRow(section.title[language], f"{start}/{number}", draft.done(section))
        for number in pages_of(draft.item, draft.answers)
        for section in (draft.item.sections[number - 1],)
    ]
    if draft.item.materials:
        rows.append(TaskRow(_("申请材料"), f"{start}/materials", not draft.material_faults))
    ready = all(row.done for row in rows)
    return [*rows, TaskRow(_("核对并提交"), f"{start}/check", done=False, open=ready)]
