"""Reading the card of who is present by the reader of a window (HALL-07): the clerk asks, the
person lays the card on, and what it says begins a draft once. It passes through no page and no
journal."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from uuid_utils import uuid7

from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.terminals.commands import ReadCard
from actors.blocks.terminals.reports import CardText
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.cases.applicants import Sent
from serve_apps.blocks.cases.applications import save_draft
from serve_apps.blocks.cases.filing_in_person import draft_for, taken_in, told_of
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.blocks.terminals.boxes import BoxKey, UnreadableBox
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.records import Records
from storage.card_readings import CardReadings, Reading

router = APIRouter(prefix="/staff/card-readings", include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(WINDOW_CLERK))]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Phone = Annotated[str, Form(max_length=64)]
Texted = Annotated[str, Form(pattern="^(yes)?$")]


@router.get("/{code}")
async def choose(request: Request, visitor: Clerk, services: Wired, code: str) -> Response:
    """Show the readers at the windows of the clerk's unit."""
    return await _choose(request, services, visitor, _item(services, visitor, code))


@router.post("/{code}")
async def ask(
    request: Request,
    visitor: Clerk,
    services: Wired,
    code: str,
    key: Key,
    terminal: Annotated[str, Form(pattern=r"^[a-z0-9-]{1,40}$")],
) -> Response:
    """Have a reader read the next card; the same `key` asks once."""
    item, by = _item(services, visitor, code), visitor.identity
    reading = new_id("card_reading", by.owner, key)
    readings = CardReadings(services[Records].database)
    wish = ReadCard(id=reading)
    await readings.ask(reading, terminal, by.id, services.clock.now())
    try:
        id = command_id(by.owner, key, wish)
        await services.sender.send(f"terminal:{terminal}", wish, id=id, by=by)
    except Refusal as refusal:
        said = tell(refusal.reasons, language_of(request))
        return await _choose(request, services, visitor, item, said, status=422)
    return RedirectResponse(f"/staff/card-readings/{item.code}/{reading}", 303)


@router.get("/{code}/{reading}")
async def show(
    request: Request, visitor: Clerk, services: Wired, code: str, reading: Id
) -> Response:
    """Show whether the card was read. What it says is not shown before it is in a draft."""
    item = _item(services, visitor, code)
    return await _show(request, services, visitor, item, reading)


@router.post("/{code}/{reading}")
async def begin(
    request: Request,
    visitor: Clerk,
    services: Wired,
    code: str,
    reading: Id,
    key: Key,
    phone: Phone = "",
    texted: Texted = "",
) -> Response:
    """Begin a draft for whom the card belongs to; a card begins one, and the same `key` the same
    one."""
    item, by, now = _item(services, visitor, code), visitor.identity, services.clock.now()
    readings = CardReadings(services[Records].database)
    typed = {"phone": phone, "texted": texted}
    try:
        card = _opened(services, await readings.of(reading, by.id, now), reading)
        sent = Sent(
            kind="natural",
            name=card.name,
            id_type="resident_id",
            id_number=card.id_number,
            phone=phone,
            identified="card",
            texted=bool(texted),
        )
        wish = await draft_for(services, visitor, item, sent)
        if not await readings.take(reading, by.id, now, key):
            raise Refusal(Reason("card_reading.taken"))
    except Refusal as refusal:
        said = told_of(request, refusal.reasons)
        return await _show(request, services, visitor, item, reading, typed, said, status=422)
    filed = await save_draft(services, by, key, wish)
    return RedirectResponse(f"/apply/{filed.case}", 303)


def _item(services: Services, visitor: Visitor, code: str) -> ServiceItem:
    """Return the item, if it is for people: a card is nobody else's."""
    item = taken_in(services, visitor, code)
    if "natural" not in item.audience:
        raise UNKNOWN
    return item


def _opened(services: Services, found: Reading | None, reading: str) -> CardText:
    """Return what the card says.

    Raises:
        Refusal: there is no card of this reading, not yet or no longer.
    """
    if found is None:
        raise Refusal(Reason("card_reading.over"))
    if found.trouble or not found.box:
        raise Refusal(Reason("card_reading.none"))
    label = f"{found.terminal}/card/{reading}".encode()
    try:
        content = BoxKey(services.secrets.signing_key).open(found.box, label)
        return msgspec.msgpack.decode(content, type=CardText)
    except (UnreadableBox, msgspec.MsgspecError):
        raise Refusal(Reason("card_reading.none")) from None


def _said(trouble: str, request: Request) -> str:
    """Return what hindered the reading, in words; a terminal may be newer than this."""
    language = language_of(request)
    said = known_word(f"card_readings.{trouble}", language)
    return said or word("card_readings.reader_failed", language)


async def _readers(services: Services, visitor: Visitor) -> Sequence[Mapping[str, Any]]:
    rows = await services.views.terminals()
    return [row for row in rows if visitor.unit and row.get("unit") == visitor.unit]


async def _choose(
    request: Request,
    services: Services,
    visitor: Visitor,
    item: ServiceItem,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    context = {
        "item": item,
        "readers": await _readers(services, visitor),
        "key": uuid7().hex,
        "errors": faults.summary if faults else (),
    }
    return page(request, "terminals/readers.html", context, status=status)


async def _show(
    request: Request,
    services: Services,
    visitor: Visitor,
    item: ServiceItem,
    reading: str,
    typed: Mapping[str, str] | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    readings = CardReadings(services[Records].database)
    found = await readings.of(reading, visitor.identity.id, services.clock.now())
    terminal = found.terminal if found else ""
    readers = await _readers(services, visitor)
    context = {
        "item": item,
        "reading": reading,
        "found": found,
        "trouble": _said(found.trouble, request) if found and found.trouble else "",
        "reader": next((row for row in readers if row["_id"] == terminal), None),
        "typed": typed or {"phone": "", "texted": ""},
        "key": uuid7().hex,
        "errors": faults.summary if faults else (),
        "beside": faults.beside if faults else {},
    }
    return page(request, "terminals/reading.html", context, status=status)
