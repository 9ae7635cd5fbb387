"""What officers ask of one case: to see it, more of it, a file of it, and to act on it."""

from collections.abc import Sequence
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from actors.blocks.cases.offers import rules
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.cases.state import CaseState
from actors.blocks.clocks.roles import SUPERVISOR
from actors.kernel.errors import Refusal
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.desk_page import Looking, Opening, changing, drawn
from serve_apps.blocks.cases.handling import HANDLING
from serve_apps.blocks.cases.serving import beside
from serve_apps.blocks.cases.visibility import UNKNOWN, may_read, purposes_of, read_case
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.actions import actions_of
from serve_apps.pages.asking import Asking, Tried
from serve_apps.pages.stored_files import file_answer

router = APIRouter(include_in_schema=False)
_SHOWN = {
    "invalid": 422,
    "not_now": 409,
    "forbidden": 403,
}  # refusals after which the page is shown again


Insider = Annotated[Visitor, Depends(staff_with(WINDOW_CLERK, REVIEWER, APPROVER, SUPERVISOR))]


@router.get("/staff/cases/{case}")
async def show_case(request: Request, visitor: Insider, services: Wired, case: CaseId) -> Response:
    """Show a case. To those who handle it the form is shown at once, and the reading recorded;
    others first say what for, and of a closed case everybody does. Names and numbers stay masked
    until somebody asks for them."""
    return await _case(request, services, visitor, case)


@router.get("/staff/cases/{case}/now")
async def show_now(request: Request, visitor: Insider, services: Wired, case: CaseId) -> Response:
    """Show the part of the page that changes with the case; it holds no personal data."""
    state = await _masked(services, visitor, case)
    return page(request, "staff/now.html", await changing(request, services, state))


@router.get("/staff/cases/{case}/beside")
async def show_beside(
    request: Request, visitor: Insider, services: Wired, case: CaseId
) -> Response:
    """Show the dates, cards, papers and timeline, which change with the case too."""
    state = await _masked(services, visitor, case)
    context = await changing(request, services, state)
    language = language_of(request)
    asking = Asking(services=services, by=visitor.identity, state=state, language=language)
    actions = actions_of(HANDLING, asking, rules(services.library), case)
    context |= {"serving": beside(actions, context["papers"])[1], "key": uuid4().hex}
    return page(request, "staff/beside.html", context)


@router.post("/staff/cases/{case}/open")
async def open_case(
    request: Request,
    visitor: Insider,
    services: Wired,
    case: CaseId,
    purpose: Annotated[str, Form()],
    reason: Annotated[str, Typed, Form(max_length=500)] = "",
) -> Response:
    """Show the case with names and numbers in full, for a stated purpose that is recorded."""
    try:
        return await _case(request, services, visitor, case, Opening(purpose, reason))
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        return await _case(request, services, visitor, case, refused=refusal, status=422)


@router.get("/staff/cases/{case}/materials/{name}")
@router.get("/staff/cases/{case}/materials/{name}/{number:page}")
async def show_material(
    visitor: Insider, services: Wired, case: CaseId, name: str, number: int = 1
) -> StreamingResponse:
    """Send a file that was handed in, after the reading is recorded: to handle the case where that
    is the visitor's, or else to supervise.

    Raises:
        Refusal: there is no such case or material for the visitor, or he may do neither.
    """
    opening = await opening_of(services, visitor, case)
    return await _material(services, visitor, case, (name, number), opening)


@router.post("/staff/cases/{case}/materials/{name}")
@router.post("/staff/cases/{case}/materials/{name}/{number:page}")
async def open_material(
    visitor: Insider,
    services: Wired,
    case: CaseId,
    name: str,
    purpose: Annotated[str, Form()],
    number: int = 1,
    reason: Annotated[str, Typed, Form(max_length=500)] = "",
) -> StreamingResponse:
    """Send a file that was handed in, for a stated purpose that is recorded.

    Raises:
        Refusal: there is no such case or material for the visitor, or not for that purpose.
    """
    return await _material(services, visitor, case, (name, number), Opening(purpose, reason))


async def opening_of(services: Services, visitor: Visitor, case: str) -> Opening:
    """Return what somebody is taken to look at a file of the case for: to handle it where that is
    his, or else to supervise.

    Raises:
        Refusal: there is no such case for the visitor.
    """
    state = await _masked(services, visitor, case)
    handles = "handling" in purposes_of(visitor.identity, state, services.library)
    return Opening("handling" if handles else "supervision")


async def _material(
    services: Services, visitor: Visitor, case: str, file: tuple[str, int], opening: Opening
) -> StreamingResponse:
    """Send the file of the material with this name and number, from 1."""
    _seq, state = await read_case(
        services, visitor, case, opening.purpose, full=False, reason=opening.reason
    )
    name, number = file
    files = [one for one in state.materials if one.name == name and one.sha256]
    if not 0 < number <= len(files):
        raise UNKNOWN
    material = files[number - 1]
    return await file_answer(services, material.sha256, material.file_name, UNKNOWN)


@router.post("/staff/cases/{case}/{command}")
async def act(
    request: Request, visitor: Insider, services: Wired, case: CaseId, command: str
) -> Response:
    """Send one command; show the page again with every entry if the rules refuse it."""
    found = HANDLING.forms(rules(services.library)).get(command)
    if found is None:
        raise UNKNOWN
    typed = (await request.form()).multi_items()
    sent = HANDLING.wish(found[1], [(k, v) for k, v in typed if isinstance(v, str)])
    by = visitor.identity
    try:
        wish = sent.command()
        id = command_id(by.id, sent.key or uuid4().hex, wish)
        await services.sender.send(f"case:{case}", wish, id=id, by=by)
    except Refusal as refusal:
        of_an_entry = any(reason.field for reason in refusal.reasons)  # a task that another has
        if refusal.kind not in _SHOWN or (refusal.kind == "forbidden" and not of_an_entry):
            raise
        return await _case(
            request, services, visitor, case,
            tried=Tried(command, sent.entries, refusal.reasons),
            status=_SHOWN[refusal.kind],
        )  # fmt: skip
    return RedirectResponse(f"/staff/cases/{case}", 303)


def _usual(state: CaseState, purposes: Sequence[str]) -> str | None:
    """Return the purpose that goes without saying: handling what is not closed, for those whose
    work it is."""
    return "handling" if "handling" in purposes and state.closed_at is None else None


async def _masked(services: Services, visitor: Visitor, case: str) -> CaseState:
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    if not may_read(visitor.identity, state, services.library):
        raise UNKNOWN
    return state


async def _case(
    request: Request,
    services: Services,
    visitor: Visitor,
    case: str,
    opening: Opening | None = None,
    *,
    refused: Refusal | None = None,
    tried: Tried | None = None,
    status: int = 200,
) -> Response:
    state = await _masked(services, visitor, case)
    purposes = purposes_of(visitor.identity, state, services.library)
    usual = _usual(state, purposes)
    if opening is not None:
        _seq, state = await read_case(
            services, visitor, case, opening.purpose, reason=opening.reason
        )
    elif usual is not None:
        _seq, state = await read_case(services, visitor, case, usual, full=False)
    looking = Looking(purposes, opening, opening is not None or usual is not None, tried, refused)
    context = await drawn(request, services, visitor, state, looking)
    return page(request, "staff/case.html", context, status=status)
