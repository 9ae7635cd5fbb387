"""A citizen writes to a deputy: the form, on the deputy's own page."""

from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.asked import form_of
from actors.blocks.forms.sent import entries_of, read
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Refusal
from actors.systems.npc_motions.conversation import CONVERSATION
from actors.systems.npc_motions.conversation_records import WriteToDeputy
from serve_apps.front.bodies import command_id, owned
from serve_apps.front.language import language_of
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.drawing import Drawing
from serve_apps.pages.own_change import remember
from serve_apps.systems.npc_motions.posted import posted_deputy

router = APIRouter(include_in_schema=False)
MESSAGE = form_of(WriteToDeputy, CONVERSATION, long=("text",))


@router.get("/congress/deputies/{id}/write")
async def ask_message(request: Request, _: Resident, services: Wired, id: str) -> Response:
    """Show the form by which a citizen writes to a deputy.

    Raises:
        Refusal: there is no such deputy in office.
    """
    return await _form(request, services, id)


@router.post("/congress/deputies/{id}/write")
async def write_message(request: Request, visitor: Resident, services: Wired, id: str) -> Response:
    """Write to a deputy; an officer looks at it before the deputy sees it.

    Raises:
        Refusal: there is no such deputy in office, or the visitor may not.
    """
    await posted_deputy(services, id)
    sent = [(k, v) for k, v in (await request.form()).multi_items() if isinstance(v, str)]
    entries = entries_of(MESSAGE, [*((k, v) for k, v in sent if k != "deputy"), ("deputy", id)])
    by, once = visitor.identity, dict(sent).get("key", "")[:64] or uuid4().hex
    conversation = uuid5(NAMESPACE_URL, f"{CONVERSATION}:{owned(by.id, once)}").hex
    try:
        command = read(MESSAGE, entries, CHINA)
        key = f"{CONVERSATION}:{conversation}"
        wish = command_id(by.id, once, command)
        receipt = await services.sender.send(key, command, id=wish, by=by)
    except Refusal as refused:
        if refused.kind != "invalid":
            raise
        return await _form(request, services, id, entries, refused)
    onward = RedirectResponse(f"/conversations/{conversation}", 303)
    return remember(services, onward, key, receipt.seq)


async def _form(
    request: Request,
    services: Services,
    id: str,
    entries: Any = None,
    refused: Refusal | None = None,
) -> Response:
    row = await posted_deputy(services, id)
    reasons = refused.reasons if refused else ()
    language = language_of(request)
    drawn = Drawing(MESSAGE, language, "write", entries=entries or {}, reasons=reasons).draw()
    context = {
        "name": row["name"],
        "id": id,
        "controls": [each for each in drawn.controls if each.name != "deputy"],
        "errors": drawn.summary,
        "key": uuid4().hex,
    }
    status = 422 if refused else 200
    return page(request, "npc_motions/write_to_deputy.html", context, status=status)
