"""My questions and complaints (我的咨询投诉): asking, reading the answer, having it taken up."""

from typing import Annotated, Any, cast
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.complaints.kind import complaint_kind
from actors.blocks.complaints.records import COMPLAINT, Ask, Close, Complaint, Reopen
from actors.blocks.organisation.units import Organisation
from actors.blocks.reads.record import OF_ONESELF
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.cases.drafts import open_own
from serve_apps.front.bodies import command_id
from serve_apps.front.disclosing import disclose
from serve_apps.front.language import language_of
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.records import Records

router = APIRouter(prefix="/complaints", include_in_schema=False)
MOST = 50  # that are listed, the latest
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
UNKNOWN = Refusal(Reason("complaint.unknown"), kind="unknown")
_ASKED = ("matter", "title", "text", "unit", "case")


@router.get("")
async def show_list(request: Request, visitor: Resident, services: Wired) -> Response:
    """Show what was asked for whom the visitor acts, the latest first."""
    found = services[Records].database["complaints"].find({"account": visitor.represents})
    rows = await found.sort("asked_at", -1).limit(MOST).to_list()
    return page(request, "complaints/list.html", {"rows": rows})


@router.get("/new")
async def begin(
    request: Request,
    visitor: Resident,
    services: Wired,
    case: Annotated[str, Query(pattern="^([0-9a-f]{32})?$")] = "",
    matter: Annotated[str, Query(pattern="^(consultation|complaint)$")] = "complaint",
) -> Response:
    """Ask what it is about; with `case` about one's own case."""
    typed = {"matter": matter, "case": case, "unit": ""}
    if case:
        typed["unit"] = (await open_own(services, visitor, case)).state.unit
    return await _form(request, services, visitor, typed, Faults())


@router.post("/new")
async def ask(
    request: Request,
    visitor: Resident,
    services: Wired,
    key: Key,
    matter: Annotated[str, Form(pattern="^(consultation|complaint)$")] = "complaint",
    title: Annotated[str, Typed, Form(max_length=200)] = "",
    text: Annotated[str, Typed, Form(max_length=4_000)] = "",
    unit: Annotated[str, Form(max_length=60)] = "",
    case: Annotated[str, Form(pattern="^([0-9a-f]{32})?$")] = "",
) -> Response:
    """Send it, or show the form again with every reason."""
    typed = {"matter": matter, "title": title, "text": text, "unit": unit, "case": case}
    missing = tuple(
        Reason("form.required", f"/{name}") for name in ("title", "text") if not typed[name].strip()
    )
    by = visitor.identity
    id = new_id(COMPLAINT, by.owner, key)
    try:
        if missing:
            raise Refusal(*missing)
        wish = await prepared(services, visitor, id, Ask(**cast("Any", typed)))
        await services.sender.send(
            f"{COMPLAINT}:{id}", wish, id=command_id(by.owner, key, wish), by=by
        )
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        language = language_of(request)
        titles = {name: word(f"complaint.fields.{name}", language) for name in _ASKED}
        told = tell(refusal.reasons, language, names=titles)
        return await _form(request, services, visitor, typed, told, status=422)
    return RedirectResponse(f"/complaints/{id}", 303)


@router.get("/{id}")
async def show(request: Request, visitor: Resident, services: Wired, id: Id) -> Response:
    """Show one, with what the unit answered."""
    return await _page(request, services, visitor, id, Faults())


@router.post("/{id}/reopen")
async def reopen(
    request: Request,
    visitor: Resident,
    services: Wired,
    id: Id,
    key: Key,
    text: Annotated[str, Typed, Form(max_length=4_000)] = "",
) -> Response:
    """Have it taken up once more."""
    if not text.strip():
        language = language_of(request)
        names = {"text": word("complaint.fields.text", language)}
        told = tell((Reason("form.required", "/text"),), language, names=names)
        return await _page(request, services, visitor, id, told, status=422)
    return await _send(services, visitor, id, Reopen(text=text), key)


@router.post("/{id}/close")
async def close(visitor: Resident, services: Wired, id: Id, key: Key) -> Response:
    """Say that one is content."""
    return await _send(services, visitor, id, Close(), key)


async def prepared(services: Services, visitor: Visitor, id: str, sent: Ask) -> Command:
    """Return `sent` once the case that it is about is found to be the asker's.

    Raises:
        Refusal: it is not.
        Overloaded, Unavailable: it could not be asked.
    """
    if not sent.case:
        return sent
    try:
        draft = await open_own(services, visitor, sent.case)
    except Refusal as refusal:
        raise Refusal(Reason("complaint.not_your_case", "/case")) from refusal
    return msgspec.structs.replace(sent, unit=sent.unit or draft.state.unit)


async def _send(services: Services, visitor: Visitor, id: str, wish: Command, key: str) -> Response:
    by = visitor.identity
    await services.sender.send(f"{COMPLAINT}:{id}", wish, id=command_id(by.owner, key, wish), by=by)
    return RedirectResponse(f"/complaints/{id}", 303)


async def _form(
    request: Request, services: Services, visitor: Visitor, typed: dict[str, str], faults: Faults,
    status: int = 200,
) -> Response:  # fmt: skip
    language = language_of(request)
    units = services.library[Organisation].units.values()
    named = sorted(((unit.code, unit.title[language]) for unit in units), key=lambda one: one[1])
    case = typed.get("case", "")
    draft = await open_own(services, visitor, case) if case else None
    context = {
        "typed": dict.fromkeys(_ASKED, "") | typed,
        "units": named,
        "about": draft.state.number if draft else "",
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "complaints/new.html", context, status=status)


async def _page(
    request: Request, services: Services, visitor: Visitor, id: str, faults: Faults,
    status: int = 200,
) -> Response:  # fmt: skip
    state: Complaint = (await services.sender.show(f"{COMPLAINT}:{id}")).state
    rules = complaint_kind(services.library).rules
    assert rules is not None
    if not state.phase or not rules.permitted("read", visitor.identity, state).allowed:
        raise UNKNOWN
    await disclose(services, visitor, COMPLAINT, id, state, OF_ONESELF)
    context = {
        "id": id,
        "complaint": state,
        "may_reopen": state.phase == "answered" and not state.reopened,
        "may_close": state.phase == "answered",
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "complaints/one.html", context, status=status)
