"""Signing a result out (签领): the number of whoever is there, and whether he may have it."""

from collections.abc import Mapping
from typing import Annotated, Any, cast
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.normalise import identifier
from actors.blocks.issuing.kind import AT_DESK, handover_kind
from actors.blocks.issuing.records import HANDOVER, Handover, SignOut
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.front.acting import may_collect
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.panels import Panel, Shows

router = APIRouter(include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with("window_clerk"))]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
UNKNOWN = Refusal(Reason("handover.unknown"), kind="unknown")
_SHOWN = ("identified", "id_number", "collector", "name", "authority")


@router.get("/staff/results/{id}/sign-out")
async def ask(request: Request, visitor: Clerk, services: Wired, id: Id) -> Response:
    """Ask who is there."""
    state = await _open(services, visitor, id)
    return _page(request, id, state, {"collector": "applicant"}, Faults())


@router.post("/staff/results/{id}/sign-out")
async def sign_out(
    request: Request,
    visitor: Clerk,
    services: Wired,
    id: Id,
    key: Key,
    identified: Annotated[str, Form(pattern="^(card|typed)?$")] = "",
    id_number: Annotated[str, Form(max_length=64)] = "",
    collector: Annotated[str, Form(pattern="^(applicant|agent)$")] = "applicant",
    name: Annotated[str, Typed, Form(max_length=100)] = "",
    authority: Annotated[str, Form(pattern="^(mandate|paper)?$")] = "",
) -> Response:
    """Sign it out, or show the form again with every reason."""
    state = await _open(services, visitor, id)
    typed = {
        "identified": identified, "id_number": id_number, "collector": collector, "name": name,
        "authority": authority,
    }  # fmt: skip
    missing = tuple(
        Reason("form.required", f"/{field}")
        for field in ("identified", "id_number")
        if not typed[field].strip()
    )
    try:
        if missing:
            raise Refusal(*missing)
        wish = await prepared(services, visitor, id, SignOut(**cast("Any", typed)))
        sent = command_id(visitor.identity.owner, key, wish)
        await services.sender.send(f"{HANDOVER}:{id}", wish, id=sent, by=visitor.identity)
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        language = language_of(request)
        titles = {field: word(f"handover.fields.{field}", language) for field in _SHOWN}
        told = tell(refusal.reasons, language, names=titles)
        return _page(request, id, state, typed, told, status=422)
    return RedirectResponse(f"/staff/results/{id}", 303)


async def prepared(services: Services, visitor: Visitor, id: str, sent: SignOut) -> Command:
    """Return `sent` once a mandate that it speaks of is found.

    Raises:
        Refusal: the applicant gave that person none that holds today.
        Overloaded, Unavailable: mandates or accounts could not be asked.
    """
    if sent.collector == "agent" and sent.authority == "mandate":
        state: Handover = (await services.sender.show(f"{HANDOVER}:{id}")).state
        account = state.recipient.account if state.recipient else ""
        number = identifier(sent.id_number)
        if not account or not await may_collect(services, account, state.item, number):
            raise Refusal(Reason("handover.no_mandate", "/authority"))
    return sent


async def _open(services: Services, visitor: Visitor, id: str) -> Handover:
    state: Handover = (await services.sender.show(f"{HANDOVER}:{id}")).state
    rules = handover_kind(services.library).rules
    assert rules is not None
    if "SignOut" not in rules.allowed(visitor.identity, state):
        raise UNKNOWN
    return state


def _page(
    request: Request,
    id: str,
    state: Handover,
    typed: Mapping[str, str],
    faults: Faults,
    status: int = 200,
) -> Response:
    context = {
        "id": id,
        "handover": state,
        "typed": dict.fromkeys(_SHOWN, "") | dict(typed),
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "issuing/sign_out.html", context, status=status)


async def _way(services: Services, visitor: Visitor, id: str, state: Handover, shows: Shows) -> Any:
    """Tell where to sign it out, while that can be done by the visitor."""
    rules = handover_kind(services.library).rules
    assert rules is not None
    open_here = state.phase in AT_DESK and "SignOut" in rules.allowed(visitor.identity, state)
    return {"id": id} if open_here else None


WAY = Panel(template="issuing/way.html", made=_way)
