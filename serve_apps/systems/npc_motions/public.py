"""What everybody may read of proposals, and the form by which anybody tells of something."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from msgspec.structs import replace

from actors.blocks.forms.asked import form_of
from actors.blocks.forms.sent import entries_of, read
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions.clue_records import CLUE, ReceiveClue, clue_id, clue_key
from serve_apps.front.language import language_of
from serve_apps.front.limits import Attempts, address_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.visitor import ANYBODY
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.controls import Layout
from serve_apps.pages.drawing import Drawing
from serve_apps.pages.parts import SummaryRow
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values
from serve_apps.systems.npc_motions import publications
from serve_apps.systems.npc_motions.choosing import regions_in, topics_in
from serve_apps.systems.npc_motions.open_data import papers, reply_of
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
SHARED = 2.0  # seconds
_TEXT = ("subject", "grounds", "plan", "matter", "reply")
_LEFT_OUT = ("external_id", "told_at", "channel", "files")
MOST_TOLD, WINDOW_SECONDS = 30, 600.0  # from one network address
ONCE = "once"  # the field of the form that tells one from another
_told = Attempts(MOST_TOLD, WINDOW_SECONDS)
FORM = form_of(ReceiveClue, CLUE, long=("text",), unasked=_LEFT_OUT)


@router.get("/published")
async def published(
    request: Request, _: AnyVisitor, services: Wired, q: str = "", cursor: str = ""
) -> Response:
    """Show what is published, the latest first, or what fits `q` best."""
    text = q.strip()[: publications.MOST_TYPED]
    found = await publications.page(services, text=text, cursor=cursor)
    items = [_item(services, request, row) for row in found.rows]
    context = {"items": items, "after": found.after, "before": found.before, "text": text}
    return page(request, "npc_motions/published.html", context)


@router.get("/published/{kind}/{id}")
async def published_one(
    request: Request, _: AnyVisitor, services: Wired, kind: str, id: str
) -> Response:
    """Show one published proposal.

    Raises:
        Refusal: there is none, or it is public no longer, which the entity itself is asked.
    """
    found = await publications.one(services, kind, id)
    if found is None:
        raise Refusal(Reason("suggestion.unknown"), kind="unknown")
    row, state = found
    clues = await services[Records].database["clues"].count_documents({"uses.suggestion": id})
    values = Values(kind, services.library, language_of(request))
    text: Mapping[str, Any] = {**row["public"], "reply": reply_of(row, state)}
    rated = [values.text("result", each["result"]) for each in row["ratings"]]
    known = [
        ("number", row["number"]),
        *((name, text.get(name, "")) for name in _TEXT),
        ("units", values.text("units", row["units"])),
    ]
    facts = [SummaryRow(values.label(name), told) for name, told in known if told]
    context = {
        "item": _item(services, request, row),
        "facts": facts,
        "rated": rated,
        "clues": clues,
        "papers": papers(row, state),
    }
    return page(request, "npc_motions/published_one.html", context)


@router.get("/tell")
async def ask(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Show the form by which anybody tells of something."""
    return _form(request, services)


@router.post("/tell")
async def tell(request: Request, visitor: AnyVisitor, services: Wired) -> Response:
    """Take in what was told. Name and contact may be left out.

    Raises:
        TooManyTries: too much was told from one network address in a short time.
    """
    address = address_of(request, services.settings.proxies)
    _told.record(address, asyncio.get_running_loop().time())
    sent = [(k, v) for k, v in (await request.form()).multi_items() if isinstance(v, str)]
    entries = entries_of(FORM, sent)
    once = dict(sent).get(ONCE, "")[:64] or uuid4().hex
    external_id = f"form-{once}"  # no number that a channel could give
    id = clue_id("portal", external_id)
    by = PLATFORM if visitor.identity == ANYBODY else visitor.identity
    try:
        wish = replace(cast(ReceiveClue, read(FORM, entries, CHINA)), external_id=external_id)
        await services.sender.send(clue_key(id), wish, id=f"intake:{id}", by=by)
    except Refusal as refused:
        if refused.kind != "invalid":
            raise
        return _form(request, services, entries, refused, once)
    return RedirectResponse("/tell/thanks", 303)


@router.get("/tell/thanks")
async def thank(request: Request, _: AnyVisitor) -> Response:
    """Say that it was taken in."""
    return page(request, "npc_motions/thanks.html", shared=SHARED)


def _form(
    request: Request,
    services: Services,
    entries: Any = None,
    refused: Refusal | None = None,
    once: str = "",
) -> Response:
    """Show the form; sent twice, it makes one clue."""
    language = language_of(request)
    reasons = refused.reasons if refused else ()
    offered = {
        "topic": topics_in(services.library, language),
        "region": regions_in(services.library, language),
    }
    drawn = Drawing(
        FORM,
        language,
        "tell",
        entries=entries or {},
        reasons=reasons,
        layout=Layout(offered=offered),
    )
    form = drawn.draw()
    context = {"controls": form.controls, "errors": form.summary, "once": once or uuid4().hex}
    return page(request, "npc_motions/tell.html", context, status=422 if refused else 200)


def _item(services: Services, request: Request, row: Document) -> dict[str, Any]:
    values = Values(row["kind"], services.library, language_of(request))
    return {
        "href": f"/published/{row['kind']}/{row['_id']}",
        "title": row["public"]["title"],
        "number": row["number"],
        "state": values.state(row["state"]),
        "units": values.text("units", row["units"]),
    }
