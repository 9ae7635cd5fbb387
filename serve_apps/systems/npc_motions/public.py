"""What everybody may read of proposals, and the form by which anybody tells of something."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.asked import form_of
from actors.blocks.forms.sent import entries_of, read
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions.clue import CLUE, ReceiveClue
from actors.systems.npc_motions.motion_tables import as_csv, as_json
from serve_apps.front.language import language_of
from serve_apps.front.limits import Attempts, address_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.session import ANYBODY
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.controls import Drawing
from serve_apps.pages.parts import SummaryRow
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values
from storage import rows
from storage.mongo import Document
from storage.rows import Order

router = APIRouter(include_in_schema=False)
KINDS = ("suggestion", "motion")
SHARED = 2.0  # seconds of the list; one item is never told again, so that what is withdrawn is gone
ORDER = Order(("updated_at",), descending=True)
_TEXT = ("subject", "grounds", "plan", "matter", "reply")
_LEFT_OUT = ("external_id", "told_at", "channel", "files", "region")
MOST_TOLD, WINDOW_SECONDS = 30, 600.0  # from one network address
_told = Attempts(MOST_TOLD, WINDOW_SECONDS)
FORM = form_of(ReceiveClue, CLUE, long=("text",), unasked=_LEFT_OUT)


@router.get("/published")
async def published(request: Request, _: AnyVisitor, services: Wired, cursor: str = "") -> Response:
    """Show what is published, the latest first."""
    records = services[Records]
    where = {"published": True, "kind": {"$in": KINDS}}
    found = await rows.page(records.database, "proposals", where, ORDER, cursor=cursor or None)
    items = [_item(services, request, row) for row in found.rows if _open(records, row)]
    context = {"items": items, "after": found.after, "before": found.before}
    return page(request, "npc_motions/published.html", context, shared=SHARED)


@router.get("/published.csv")
async def published_csv(_: AnyVisitor, services: Wired) -> Response:
    """Return what is published as CSV."""
    return Response(as_csv(await _every(services)), media_type="text/csv; charset=utf-8")


@router.get("/published.json")
async def published_json(_: AnyVisitor, services: Wired) -> Response:
    """Return what is published as JSON."""
    return Response(as_json(await _every(services)), media_type="application/json")


@router.get("/published/{kind}/{id}")
async def published_one(
    request: Request, _: AnyVisitor, services: Wired, kind: str, id: str
) -> Response:
    """Show one published proposal.

    Raises:
        Refusal: there is none, or it is public no longer, which the entity itself is asked.
    """
    records = services[Records]
    row = await records.database["proposals"].find_one({"_id": id}) if kind in KINDS else None
    if row is None or row["kind"] != kind or not _open(records, row):
        raise Refusal(Reason("suggestion.unknown"), kind="unknown")
    if not (await services.sender.show(f"{kind}:{id}")).state.published:
        raise Refusal(Reason("suggestion.unknown"), kind="unknown")
    clues = await records.database["clues"].count_documents({"uses.suggestion": id})
    values = Values(kind, services.library, language_of(request))
    text: Mapping[str, Any] = row["public"] or {}
    rated = [values.text("result", each["result"]) for each in row["ratings"]]
    known = [
        ("number", row["number"]),
        *((name, text.get(name, "")) for name in _TEXT),
        ("units", values.text("units", row["units"])),
    ]
    facts = [SummaryRow(values.label(name), told) for name, told in known if told]
    context = {"item": _item(services, request, row), "facts": facts, "rated": rated}
    return page(request, "npc_motions/published_one.html", {**context, "clues": clues})


@router.get("/tell")
async def ask(request: Request, _: AnyVisitor) -> Response:
    """Show the form by which anybody tells of something."""
    return _form(request)


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
    id = uuid4().hex
    by = PLATFORM if visitor.identity == ANYBODY else visitor.identity
    try:
        await services.sender.send(f"{CLUE}:{id}", read(FORM, entries, CHINA), id=id, by=by)
    except Refusal as refused:
        if refused.kind != "invalid":
            raise
        return _form(request, entries, refused)
    return RedirectResponse("/tell/thanks", 303)


@router.get("/tell/thanks")
async def thank(request: Request, _: AnyVisitor) -> Response:
    """Say that it was taken in."""
    return page(request, "npc_motions/thanks.html", shared=SHARED)


def _form(request: Request, entries: Any = None, refused: Refusal | None = None) -> Response:
    reasons = refused.reasons if refused else ()
    drawn = Drawing(FORM, language_of(request), "tell", entries=entries or {}, reasons=reasons)
    form = drawn.draw()
    context = {"controls": form.controls, "errors": form.summary}
    return page(request, "npc_motions/tell.html", context, status=422 if refused else 200)


def _open(records: Records, row: Document) -> bool:
    """Tell whether policies show what is published of `row` to anybody."""
    verdict = records.judging(ANYBODY, f"{row['kind']}.read", {})(row)
    return bool(row["published"]) and verdict.shows("published")


async def _every(services: Services) -> list[Document]:
    records = services[Records]
    where = {"published": True, "kind": {"$in": KINDS}}
    found = rows.each(records.database, "proposals", where, ORDER)
    return [row async for row in found if _open(records, row)]


def _item(services: Services, request: Request, row: Document) -> dict[str, Any]:
    values = Values(row["kind"], services.library, language_of(request))
    return {
        "href": f"/published/{row['kind']}/{row['_id']}",
        "title": (row["public"] or {}).get("title", row["title"]),
        "number": row["number"],
        "state": values.state(row["state"]),
        "units": values.text("units", row["units"]),
    }
