"""The officers' page: what is kept how long, what is due, and proposing that it be destroyed."""

from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.retention.destruction import DESTRUCTION, MOST, OFFICER, ProposeDestruction
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.retention.destroying import carry_out
from serve_apps.blocks.retention.due import agreed_to, due_by_class, subjects_due
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell

router = APIRouter(include_in_schema=False)
Archivist = Annotated[Visitor, Depends(staff_with(OFFICER))]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]


@router.get("/retention")
async def show_due(request: Request, visitor: Archivist, services: Wired) -> Response:
    """Show every class with what is due of it."""
    return await _page(request, services, Faults())


@router.post("/retention")
async def propose(
    request: Request,
    visitor: Archivist,
    services: Wired,
    key: Key,
    retention_class: Annotated[str, Form(max_length=60)],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Propose that what is due of a class be destroyed, as much at once as one proposal takes."""
    by = visitor.identity
    if not reason.strip():
        return await _refused(request, services, Refusal(Reason("reason.required", "/reason")))
    subjects = await subjects_due(services, retention_class)
    if not subjects:
        return await _refused(request, services, Refusal(Reason("destruction.nothing_due")))
    wish = ProposeDestruction(
        retention_class=retention_class, subjects=subjects, reason=reason.strip()
    )
    id = new_id(DESTRUCTION, by.owner, key)
    sent = command_id(by.owner, key, wish)
    try:
        await services.sender.send(f"{DESTRUCTION}:{id}", wish, id=sent, by=by)
    except Refusal as refusal:
        return await _refused(request, services, refusal)
    return RedirectResponse(f"/destructions/{id}", 303)


@router.post("/retention/{id}")
async def destroy(
    request: Request,
    visitor: Archivist,
    services: Wired,
    id: Annotated[str, Path(pattern="^[0-9a-f]{32}$")],
) -> Response:
    """Carry out what two persons have agreed to."""
    try:
        await carry_out(services, visitor, id)
    except Refusal as refusal:
        return await _refused(request, services, refusal)
    return RedirectResponse(f"/destructions/{id}", 303)


async def _refused(request: Request, services: Services, refusal: Refusal) -> Response:
    told = tell(refusal.reasons, language_of(request))
    return await _page(request, services, told, status=422)


async def _page(
    request: Request, services: Services, faults: Faults, status: int = 200
) -> Response:
    due = await due_by_class(services)
    stamp = "/".join(f"{each.retention.name}:{each.count}" for each in due)
    context = {
        "due": due,
        "agreed": await agreed_to(services),
        "most": MOST,
        "key": uuid5(NAMESPACE_URL, f"yimen:retention:{services.clock.now()}:{stamp}").hex,
        "errors": faults.summary,
    }
    return page(request, "retention/due.html", context, status=status)
