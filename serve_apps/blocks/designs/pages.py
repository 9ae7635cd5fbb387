"""The editor of items: the list, one design with its tabs, and what is sent by their forms."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from msgspec import ValidationError, convert

from actors.blocks.cases.bpmn.writing import write_bpmn
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import Flow
from actors.blocks.designs.commands import SubmitDesign
from actors.blocks.designs.kind import rules_of
from actors.blocks.designs.lanes import lanes_by_unit
from actors.blocks.designs.parts import TABS, Tab, tab_of
from actors.blocks.designs.records import DESIGN, ItemDesign
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.designs.asking import ACTING, COMMANDS
from serve_apps.blocks.designs.listing import Designs
from serve_apps.blocks.designs.looked import AT, Looked, look
from serve_apps.blocks.designs.running import with_running
from serve_apps.blocks.designs.telling import told_faults
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.problem import path_name
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.actions import actions_of, summary_of
from serve_apps.pages.asking import Asking, Tried

router = APIRouter(include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]
Code = Annotated[str, Path(pattern="^[A-Z0-9-]{2,40}$")]
FieldName = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,59}$")]
_STEPS = (
    "ReviseDesign", "RunTests", "SubmitDesign", "ApproveDesign", "ReturnDesign", "WithdrawDesign",
    "CallOffDesign", "CommentDesign", "ProposeRetirement", "DiscardDraft",
)  # fmt: skip
_EDITED = tuple(tab for tab in TABS if tab != "tests")


@router.get(AT)
async def show_all(request: Request, visitor: Administrator, services: Wired) -> Response:
    """Show every item with the design of it, and ask for a new one."""
    return await _all(request, services, visitor)


@router.post(f"{AT}/new/begin_design")
async def begin(request: Request, visitor: Administrator, services: Wired) -> Response:
    """Begin an item that there is not yet."""
    sent = ACTING.wish(_form("begin_design", services), await _typed(request))
    form = await request.form()
    code = str(form.get("code", "")).strip().upper()[:40]
    try:
        wish = sent.command()
        await _send(services, visitor, code or "-", wish, sent.key)
    except Refusal as refusal:
        tried = Tried("begin_design", sent.entries, refusal.reasons)
        return await _all(request, services, visitor, tried, code)
    return RedirectResponse(f"{AT}/{code}/item", 303)


@router.get(f"{AT}/{{code}}")
async def show_one(
    request: Request, visitor: Administrator, services: Wired, code: Code
) -> Response:
    """Show how far a design is, what is in its way, and what can be done."""
    return await _one(request, await look(request, services, visitor, code))


@router.get(f"{AT}/{{code}}/run")
async def show_run(
    request: Request, visitor: Administrator, services: Wired, code: Code
) -> Response:
    """Show how far the test run is; a part of the page."""
    looked = await look(request, services, visitor, code)
    return page(request, "designs/run.html", looked.context(looked.actions(_STEPS)))


@router.get(f"{AT}/{{code}}/flow.bpmn")
async def give_drawing(
    request: Request, visitor: Administrator, services: Wired, code: Code
) -> Response:
    """Return the flow of the draft as a model in BPMN 2.0, with its drawing."""
    looked = await look(request, services, visitor, code)
    return Response(_model(looked), media_type="application/xml")


@router.get(f"{AT}/{{code}}/draw")
async def draw(request: Request, visitor: Administrator, services: Wired, code: Code) -> Response:
    """Show the flow to be drawn."""
    looked = await look(request, services, visitor, code)
    return _drawing(request, looked)


@router.get(f"{AT}/{{code}}/form/{{name}}")
async def show_field(
    request: Request, visitor: Administrator, services: Wired, code: Code, name: FieldName
) -> Response:
    """Show one field of the form; "new" is one that there is not yet."""
    looked = await look(request, services, visitor, code)
    _require_content(looked)
    return _field(request, looked, "" if name == "new" else name)


@router.get(f"{AT}/{{code}}/{{tab}}")
async def show_tab(
    request: Request, visitor: Administrator, services: Wired, code: Code, tab: Tab
) -> Response:
    """Show one tab."""
    looked = await look(request, services, visitor, code)
    _require_content(looked)
    return await _tab(request, looked, tab)


@router.post(f"{AT}/{{code}}/{{command}}")
async def act(
    request: Request, visitor: Administrator, services: Wired, code: Code, command: str
) -> Response:
    """Send one command; show its page again with every entry if the rules refuse it."""
    form = _form(command, services)
    typed = await _typed(request)
    if command == "draw_flow":
        typed = await _with_file(request, typed)
    sent = ACTING.wish(form, typed)
    field = dict(typed).get("field_page", "")
    tried = Tried(command, sent.entries, more=sent.more)
    looked = await look(request, services, visitor, code)
    if sent.again:
        return await _again(request, looked, tried, field)
    try:
        wish = sent.command()
        if isinstance(wish, SubmitDesign):
            wish = await with_running(services, visitor, code, wish)
        await _send(services, visitor, code, wish, sent.key)
    except Refusal as refusal:
        if refusal.kind not in ("invalid", "not_now"):
            raise
        tried = Tried(command, sent.entries, refusal.reasons)
        status = 422 if refusal.kind == "invalid" else 409
        return await _again(request, looked, tried, field, status)
    return RedirectResponse(_onward(looked, command, field), 303)


async def _send(services: Services, visitor: Visitor, code: str, wish: Command, key: str) -> None:
    by = visitor.identity
    once = command_id(by.id, key or uuid4().hex, wish)
    await services.sender.send(f"{DESIGN}:{code}", wish, id=once, by=by)


def _form(command: str, services: Services) -> Any:
    found = ACTING.forms(rules_of(services.library)).get(command)
    if found is None:
        raise Refusal(Reason(f"{DESIGN}.unknown"), kind="unknown")
    return found[1]


async def _typed(request: Request) -> list[tuple[str, str]]:
    whole = (await request.form()).multi_items()
    return [(name, value) for name, value in whole if isinstance(value, str)]


async def _with_file(request: Request, typed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what was typed, with the model of a file that came with it in its place."""
    file: Any = (await request.form()).get("file")
    if file is None or isinstance(file, str) or not file.size:
        return typed
    model = (await file.read()).decode("utf-8", "replace")
    return [*(pair for pair in typed if pair[0] != "model"), ("model", model)]


def _tab_of(command: str) -> str:
    """Return the tab that has the form of a command, "" for the page of the design."""
    for tab, names in COMMANDS.items():
        if command in {path_name(name) for name in names}:
            return tab
    if command in ("set_field", "move_field", "remove_field"):
        return "form"
    return "flow" if command == "draw_flow" else ""


def _onward(looked: Looked, command: str, field: str) -> str:
    tab = _tab_of(command)
    return f"{looked.at}/{tab}" if tab else looked.at


async def _again(
    request: Request, looked: Looked, tried: Tried, field: str, status: int = 200
) -> Response:
    if tried.command == "set_field":
        return _field(request, looked, field, tried, status)
    if tried.command == "draw_flow":
        return _drawing(request, looked, tried, status)
    tab = _tab_of(tried.command)
    if tab:
        return await _tab(request, looked, tab, tried, status)
    return await _one(request, looked, tried, status)


async def _all(
    request: Request,
    services: Services,
    visitor: Visitor,
    tried: Tried | None = None,
    code: str = "",
) -> Response:
    language = language_of(request)
    rows = await services[Designs].rows(services.library[Catalogue])
    asking = Asking(
        services=services, by=visitor.identity, state=ItemDesign(code=""), language=language
    )
    rules = rules_of(services.library.now)
    begin = [
        action
        for action in actions_of(ACTING, asking, rules, "new", tried)
        if action.name == "begin_design"
    ]
    context = {
        "rows": rows,
        "begin": begin[0] if begin else None,
        "code": code,
        "errors": summary_of(begin, tried, language),
        "key": uuid4().hex,
    }
    return page(request, "designs/list.html", context, status=422 if tried else 200)


async def _one(
    request: Request, looked: Looked, tried: Tried | None = None, status: int = 200
) -> Response:
    faults = await looked.faults()
    context = looked.context(looked.actions(_STEPS, tried), tried)
    context |= {
        "faults": told_faults(faults, looked.at, looked.state.content, looked.language),
        "tabs": _EDITED,
        "versions": looked.versions,
        "successors": looked.library[Catalogue].successors(looked.code),
        "is_retired": looked.code in looked.library[Catalogue].retired,
    }
    return page(request, "designs/one.html", context, status=status)


async def _tab(
    request: Request, looked: Looked, tab: Any, tried: Tried | None = None, status: int = 200
) -> Response:
    faults = await looked.faults()
    context = looked.context(looked.actions(COMMANDS[tab], tried), tried, tab)
    told = told_faults(faults, looked.at, looked.state.content, looked.language)
    here = told_faults(
        (each for each in faults if _is_on(each, tab)),
        looked.at, looked.state.content, looked.language,
    )  # fmt: skip
    context |= {
        "faults": here,
        "all_faults": len(told),
        "tabs": _EDITED,
        "editable": looked.state.phase == "draft",
        "comments": [each for each in looked.state.comments if each.tab == tab],
    }
    template = "designs/form.html" if tab == "form" else "designs/tab.html"
    return page(request, template, context, status=status)


def _is_on(reason: Reason, tab: str) -> bool:
    return tab_of(reason.field.strip("/").split("/")[0]) == tab


def _field(
    request: Request, looked: Looked, name: str, tried: Tried | None = None, status: int = 200
) -> Response:
    context = looked.context(looked.actions(("SetField",), tried, name), tried, "form")
    context |= {"name": name, "tabs": _EDITED}
    return page(request, "designs/field.html", context, status=status)


def _drawing(
    request: Request, looked: Looked, tried: Tried | None = None, status: int = 200
) -> Response:
    _require_content(looked)
    context = looked.context(looked.actions(("DrawFlow",), tried), tried, "flow")
    typed = tried.entries.get("model", ("",))[-1] if tried else ""
    context |= {"model": typed or _model(looked).decode(), "tabs": _EDITED}
    return page(request, "designs/draw.html", context, status=status)


def _model(looked: Looked) -> bytes:
    _require_content(looked)
    try:
        flow = convert(looked.state.content["flow"], Flow)
        return write_bpmn(flow, lanes_by_unit(looked.library, looked.state.content["unit"]))
    except (ValidationError, KeyError, IndexError, ValueError):
        return _EMPTY


_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    b' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    b' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" targetNamespace="urn:yimen:flow:1">'
    b'<process id="flow" isExecutable="false"><startEvent id="start"/></process>'
    b'<bpmndi:BPMNDiagram id="drawing"><bpmndi:BPMNPlane id="plane" bpmnElement="flow">'
    b'<bpmndi:BPMNShape id="start_shape" bpmnElement="start">'
    b'<dc:Bounds x="160" y="100" width="36" height="36"/></bpmndi:BPMNShape>'
    b"</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
)
"""A drawing with a start and nothing else."""


def _require_content(looked: Looked) -> None:
    """Check that there is anything to show.

    Raises:
        Refusal: the design was not begun.
    """
    if not looked.state.content:
        raise Refusal(Reason(f"{DESIGN}.unknown"), kind="unknown")
