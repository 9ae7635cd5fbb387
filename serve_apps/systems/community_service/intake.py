"""Taking an application in on one page (一页受理): the whole form, the papers, and how many there
are.

An agent fills it in for the resident who entrusted him; nothing is stored of it before it is known
that the entrustment covers it.
"""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from msgspec.structs import replace
from starlette.datastructures import FormData

from actors.blocks.cases import materials
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.cases.state import CaseState, Material
from actors.blocks.forms.normalise import whole_number
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.entrustment.commands import MOST_PIECES
from actors.systems.community_service.entrustment.state import ENTRUSTMENT, EntrustmentState
from serve_apps.blocks.cases.apply_materials import receive
from serve_apps.blocks.cases.drafts import Draft
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.answers import read_section
from serve_apps.pages.faults import Faults, tell
from serve_apps.systems.community_service.collecting import Collecting, collected

router = APIRouter(include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(VILLAGE_CLERK))]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_UNKNOWN = Refusal(Reason("entrustment.unknown"), kind="unknown")


@router.get("/entrustments/{id}/intake")
async def show_intake(request: Request, visitor: Clerk, services: Wired, id: Id) -> Response:
    """Show the form of the item that was entrusted.

    Raises:
        Refusal: there is no such entrustment for the visitor.
    """
    state, item = await _open(services, visitor, id)
    if not _may(services, visitor, state):
        return RedirectResponse(f"/entrustments/{id}", 303)
    return _shown(request, services, id, item, _Typed(), Faults())


@router.post("/entrustments/{id}/intake")
async def take_in(request: Request, visitor: Clerk, services: Wired, id: Id) -> Response:
    """Take the application in.

    Raises:
        Refusal: there is no such entrustment for the visitor, or it does not cover this.
        Overloaded, Unavailable: see `Sender.send`.
    """
    state, item = await _open(services, visitor, id)
    if not _may(services, visitor, state):
        raise _UNKNOWN
    sent = await request.form()
    typed = _Typed.of(item, sent)
    draft = Draft(id, 0, CaseState(id=id), item, typed.answers, ())
    given, faults = await receive(services, visitor.identity, draft, item.materials, sent)
    reasons = (*typed.faults, *faults)
    if not reasons:
        wish = Collecting(
            item=item.code,
            item_version=item.version,
            form=typed.answers,
            materials=tuple(map(_as_sent, given)),
            statement=reference_of(item) if typed.told else "",
            pieces=typed.pieces,
        )
        by = visitor.identity
        try:
            command = await collected(services, visitor, id, wish)
            once = command_id(by.owner, typed.key, wish, "CollectMaterials")
            await services.sender.send(f"{ENTRUSTMENT}:{id}", command, id=once, by=by)
            return RedirectResponse(f"/entrustments/{id}", 303)
        except Refusal as refusal:
            if refusal.kind != "invalid":
                raise
            reasons = refusal.reasons
    names = {
        "pieces": word("entrustment.fields.pieces", language_of(request)),
        "statement": word("entrustment.fields.statement", language_of(request)),
    }
    told = tell(reasons, language_of(request), item=item, names=names)
    return _shown(request, services, id, item, typed, told, given, status=422)


def _as_sent(material: Material) -> Material:
    """Return what a clerk handed in as anybody sends it: `collected` says that it was scanned."""
    return replace(material, source="upload") if material.source == "scan" else material


class _Typed:
    """What was typed so far."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.pieces = 0
        self.told = False
        self.key = uuid4().hex
        self.faults: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, item: ServiceItem, sent: FormData) -> "_Typed":
        """Return what `sent` says."""
        texts = {name: value for name, value in sent.items() if isinstance(value, str)}
        typed = cls()
        for section in item.sections:
            typed.answers |= read_section(item, section, texts)
        pieces = whole_number(texts.get("pieces", "").strip() or "0", MOST_PIECES)
        if pieces is not None and pieces >= 0:
            typed.pieces = pieces
        else:
            typed.faults = (Reason("form.number", "/pieces"),)
        typed.told = "statement" in texts
        typed.key = texts.get("key", "")[:64] or typed.key
        return typed


async def _open(
    services: Services, visitor: Visitor, id: str
) -> tuple[EntrustmentState, ServiceItem]:
    state: EntrustmentState = (await services.sender.show(f"{ENTRUSTMENT}:{id}")).state
    rules = services.kinds[ENTRUSTMENT].rules
    assert rules is not None
    if not state.step or not rules.permitted("read", visitor.identity, state).allowed:
        raise _UNKNOWN
    return state, services.library[Catalogue].item(state.item)


def _may(services: Services, visitor: Visitor, state: EntrustmentState) -> bool:
    rules = services.kinds[ENTRUSTMENT].rules
    assert rules is not None
    return "CollectMaterials" in rules.allowed(visitor.identity, state)


def _shown(
    request: Request,
    services: Services,
    id: str,
    item: ServiceItem,
    typed: _Typed,
    faults: Faults,
    given: tuple[Material, ...] = (),
    status: int = 200,
) -> Response:
    context = {
        "id": id,
        "item": item,
        "answers": typed.answers,
        "pieces": typed.pieces or "",
        "told": typed.told,
        "given": {
            name: [each for each in given if each.name == name]
            for name in {each.name for each in given}
        },
        "needed": materials.required(item, typed.answers),
        "key": typed.key,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "community_service/intake.html", context, status=status)
