"""My licences (我的证照): what somebody holds, each with its paper to keep and whom it may be
shared with."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.licences.licence import LICENCE, ConsentToUse, Licence, is_holder
from actors.blocks.organisation.units import Organisation
from actors.blocks.reads.record import OF_ONESELF
from serve_apps.blocks.licences.store import UNKNOWN, claim, held
from serve_apps.front.bodies import command_id
from serve_apps.front.disclosing import disclose
from serve_apps.front.language import language_of
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.stored_files import file_answer

router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[A-Za-z0-9._~-]{1,128}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]


@router.get("/licences")
async def show_licences(request: Request, visitor: Resident, services: Wired) -> Response:
    """Show every licence of whom the visitor acts for."""
    await claim(services, visitor)
    rows = await held(services, visitor.represents)
    language = language_of(request)
    units = {
        row["organ"]: unit_name(services.library, row["organ"], language)
        for row in rows
        if services.library[Organisation].title(row["organ"])
    }
    return page(request, "licences/list.html", {"rows": rows, "units": units})


@router.get("/licences/{id}")
async def show_licence(request: Request, visitor: Resident, services: Wired, id: Id) -> Response:
    """Show one licence; that is on record first."""
    state = await own(services, visitor, id)
    await disclose(services, visitor, LICENCE, id, state, OF_ONESELF)
    known = services.library[Organisation].title(state.organ)
    organ = unit_name(services.library, state.organ, language_of(request)) if known else state.organ
    context = {"licence": state, "id": id, "organ": organ, "key": uuid4().hex}
    return page(request, "licences/licence.html", context)


@router.get("/licences/{id}/paper")
async def fetch_paper(visitor: Resident, services: Wired, id: Id) -> Response:
    """Send the sealed paper of a licence, to be kept; that is on record first."""
    state = await own(services, visitor, id)
    if not state.file:
        raise UNKNOWN
    await disclose(services, visitor, LICENCE, id, state, OF_ONESELF)
    return await file_answer(services, state.file, f"{state.title} {state.number}", UNKNOWN)


@router.post("/licences/{id}/consent")
async def consent(
    visitor: Resident,
    services: Wired,
    id: Id,
    key: Key,
    item: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Let a window take the licence for an application for an item."""
    wish, by = ConsentToUse(item=item.strip()), visitor.identity
    sent = command_id(by.owner, key, wish)
    await services.sender.send(f"{LICENCE}:{id}", wish, id=sent, by=by)
    return RedirectResponse(f"/licences/{id}", 303)


async def own(services: Services, visitor: Visitor, id: str) -> Licence:
    """Return a licence of whom the visitor acts for.

    Raises:
        Refusal: kind "unknown", there is none.
        Overloaded, Unavailable: it could not be asked.
    """
    state: Licence = (await services.sender.show(f"{LICENCE}:{id}")).state
    if not is_holder(visitor.identity.id, visitor.identity.acting_for, state):
        raise UNKNOWN
    return state
