"""The clerks' pages of resets: who is present, a second clerk's agreement, and the code."""

from collections.abc import Mapping
from typing import Annotated, Any, cast
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.factor_resets.reset import RESET, AgreeToReset, FactorReset
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.factor_resets.resetting import ResetWish, agreed, issue, proposed
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import tell

router = APIRouter(include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(WINDOW_CLERK))]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
_ASKED = ("account", "identified", "name", "id_number")


@router.get("/resets/new")
async def ask(request: Request, visitor: Clerk) -> Response:
    """Ask whose account it is, and who is present."""
    return _form(request, dict.fromkeys(_ASKED, ""))


@router.post("/resets/new")
async def propose(
    request: Request,
    visitor: Clerk,
    services: Wired,
    key: Key,
    account: Annotated[str, Form(max_length=64)] = "",
    identified: Annotated[str, Form(pattern="^(card|typed)?$")] = "",
    name: Annotated[str, Typed, Form(max_length=200)] = "",
    id_number: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Propose the reset, or show the form again with every reason."""
    typed = {"account": account, "identified": identified, "name": name, "id_number": id_number}
    by = visitor.identity
    sent = ResetWish(**cast("Any", typed))
    id = new_id(RESET, by.owner, key)
    try:
        wish = await proposed(services, visitor, id, sent)
        once = command_id(by.owner, key, sent, type(wish).__name__)
        await services.sender.send(f"{RESET}:{id}", wish, id=once, by=by)
    except Refusal as refusal:
        return _form(request, typed, refusal)
    return RedirectResponse(f"/resets/{id}", 303)


@router.post("/resets/{id}/agreement")
async def agree(visitor: Clerk, services: Wired, id: Id, key: Key) -> Response:
    """Agree, as a second clerk."""
    by = visitor.identity
    wish = await agreed(services, visitor, id, AgreeToReset())
    await services.sender.send(f"{RESET}:{id}", wish, id=command_id(by.owner, key, wish), by=by)
    return RedirectResponse(f"/resets/{id}", 303)


@router.post("/resets/{id}/code")
async def show_code(request: Request, visitor: Clerk, services: Wired, id: Id) -> Response:
    """Make the code and show it, this once."""
    code = await issue(services, visitor, id)
    state: FactorReset = (await services.sender.show(f"{RESET}:{id}")).state
    context = {"id": id, "account": state.account, "code": code}
    return page(request, "factor_resets/code.html", context)


async def actions(
    services: Services, visitor: Visitor, id: str, state: FactorReset, shows: object
) -> Mapping[str, Any] | None:
    """Return what the visitor can do with a reset beyond what forms of commands ask; None:
    nothing."""
    mine = state.proposed_by == visitor.identity.id
    may_agree = state.phase == "proposed" and not mine
    may_issue = state.phase == "agreed" and mine
    if not visitor.has(WINDOW_CLERK) or not (may_agree or may_issue):
        return None
    return {"id": id, "agree": may_agree, "key": uuid4().hex, "csrf": visitor.csrf}


def _form(request: Request, typed: Mapping[str, str], refusal: Refusal | None = None) -> Response:
    language = language_of(request)
    names = {field: word(f"factor_reset.fields.{field}", language) for field in _ASKED}
    reasons: tuple[Reason, ...] = refusal.reasons if refusal else ()
    told = tell(reasons, language, names=names)
    context = {
        "typed": typed,
        "key": uuid4().hex,
        "errors": told.summary,
        "beside": told.beside,
    }
    status = {"forbidden": 403, "not_now": 409}.get(refusal.kind, 422) if refusal else 200
    return page(request, "factor_resets/new.html", context, status=status)
