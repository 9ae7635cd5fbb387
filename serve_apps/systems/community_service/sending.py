"""What a village terminal sends once it has a line (离线上传): an entry, word for word, and what
the platform reads in it. It may come again and again, and has its effect once."""

import base64
import binascii
import hashlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.cases.state import Material
from actors.blocks.files.formats import file_name
from actors.blocks.files.shell.intake import Intake
from actors.blocks.numbers.serial import case_number
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.systems.community_service.entrustment.commands import CollectMaterials
from actors.systems.community_service.entrustment.state import (
    ENTRUSTMENT,
    EntrustmentState,
    Note,
)
from actors.systems.community_service.terminal import records as r
from actors.systems.community_service.terminal.device import VILLAGE_TERMINAL, VillageTerminal
from serve_apps.blocks.numbers.desk import Numbers, day_of
from serve_apps.front.face import Preparation
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.answers import read_section

EXACT = timedelta(minutes=5)
"""How far the clock of a terminal may be off for its time to be that of the receipt."""
_FORBIDDEN = Refusal(Reason("entrustment.forbidden", "/entrustment"), kind="forbidden")


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came in `chunks` before: the name of the material, the digest of the whole."""

    material: Annotated[str, msgspec.Meta(max_length=100)]
    sha256: r.Digest64
    chunks: Annotated[int, msgspec.Meta(ge=1, le=r.MOST_CHUNKS)]
    file_name: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """What the terminal keeps of an application: `texts` are its controls as they were typed, by
    the version of the item that they were shown for; `made_at` is by its own clock."""

    item: str
    item_version: int
    texts: dict[str, str]
    attached: Annotated[tuple[Attached, ...], msgspec.Meta(max_length=20)] = ()
    promised: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()
    told: bool = False
    pieces: Annotated[int, msgspec.Meta(ge=0, le=500)] = 0
    made_at: datetime


class Sending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of the outbox. `payload` is the JSON that the terminal keeps, with its SHA-256;
    `offset_seconds` how far its clock is behind ours, null where it could not be found out."""

    terminal: r.Id
    entrustment: r.Id
    payload: Annotated[str, msgspec.Meta(max_length=200_000)]
    payload_hash: r.Digest64
    offset_seconds: float | None = None


def receipt(
    made_at: datetime, offset_seconds: float | None, now: datetime
) -> tuple[datetime, Note]:
    """Return the time of the receipt: the terminal's where its clock is known to be right within
    five minutes, otherwise ours with a note."""
    known = offset_seconds is not None and abs(offset_seconds) <= EXACT.total_seconds()
    if known and made_at.tzinfo is not None and made_at <= now + EXACT:
        return min(made_at, now), ""
    return now, "server_time"


async def _prepare(services: Services, visitor: Visitor, id: str, sent: Sending) -> r.SendEntry:
    """Return the command that `sent` is. What had come before is looked at no further: its entry
    knows what to say.

    Raises:
        Refusal: it was damaged on the way, the terminal was revoked, the entrustment does not
            cover it, chunks are missing, or the application is not in order.
        Overloaded, Unavailable: see `Sender.send`.
    """
    by, now = visitor.identity, services.clock.now()
    if hashlib.sha256(sent.payload.encode()).hexdigest() != sent.payload_hash:
        raise Refusal(Reason("terminal_entry.broken", "/payload"))
    device: VillageTerminal = (
        await services.sender.show(f"{VILLAGE_TERMINAL}:{sent.terminal}")
    ).state
    if device.phase != "enrolled" or device.unit != by.unit:
        raise Refusal(Reason("terminal_entry.terminal_revoked", "/terminal"), kind="forbidden")
    payload = _read(sent.payload)
    item = services.library[Catalogue].item(payload.item, payload.item_version)
    came, note = receipt(payload.made_at, sent.offset_seconds, now)
    form: dict[str, Any] = {}
    for section in item.sections:
        form |= read_section(item, section, payload.texts)
    state: r.TerminalEntry = (await services.sender.show(f"{r.TERMINAL_ENTRY}:{id}")).state
    unused = case_number(item.implementation_code, day_of(now), 0)
    wish = r.SendEntry(
        terminal=sent.terminal,
        entrustment=sent.entrustment,
        payload=sent.payload,
        payload_hash=sent.payload_hash,
        item=item.code,
        item_version=item.version,
        form=form,
        statement=reference_of(item) if payload.told else "",
        pieces=payload.pieces,
        number=state.number or unused,
        came=came,
        note=note,
    )
    if state.payload_hash and state.phase != "refused":
        return wish
    covered = await _covered(services, by, sent.entrustment, item)
    materials = await _materials(services, by, state, payload, item)
    wish = replace(wish, materials=materials)
    _rehearse(services, covered, by, wish, now)
    number = state.number or await services[Numbers].take(
        item.implementation_code, now, f"{r.TERMINAL_ENTRY}~{id}"
    )
    return replace(wish, number=number)


def _read(payload: str) -> Payload:
    """Return what the terminal kept.

    Raises:
        Refusal: it is no application.
    """
    try:
        return msgspec.json.decode(payload, type=Payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refusal(Reason("terminal_entry.broken", "/payload")) from error


async def _covered(
    services: Services, by: Identity, id: str, item: ServiceItem
) -> EntrustmentState:
    """Return the entrustment, once it is known to cover this: before that no file is stored."""
    state: EntrustmentState = (await services.sender.show(f"{ENTRUSTMENT}:{id}")).state
    rules = services.kinds[ENTRUSTMENT].rules
    assert rules is not None
    if "CollectMaterials" not in rules.allowed(by, state) or state.item != item.code:
        raise _FORBIDDEN
    return state


async def _materials(
    services: Services, by: Identity, state: r.TerminalEntry, payload: Payload, item: ServiceItem
) -> tuple[Material, ...]:
    limits = {spec.name: spec.max_megabytes for spec in item.materials}
    found = [Material(name=name, source="promise") for name in payload.promised]
    for each in payload.attached:
        field = f"/materials/{each.material}"
        chunks = state.whole(each.sha256, each.chunks)
        if not chunks:
            raise Refusal(Reason("terminal_entry.chunks_missing", field))
        stored = await services[Intake].hand_in(
            _decoded(chunks, field), by, field=field, max_megabytes=limits.get(each.material, 1)
        )
        if stored.sha256 != each.sha256:
            raise Refusal(Reason("terminal_entry.broken", field))
        found.append(
            Material(
                name=each.material,
                source="scan",
                sha256=stored.sha256,
                bytes=stored.bytes,
                media_type=stored.media_type,
                file_name=file_name(each.file_name, stored.media_type, each.material),
            )
        )
    return tuple(found)


async def _decoded(chunks: tuple[str, ...], field: str) -> AsyncIterator[bytes]:
    for chunk in chunks:
        try:
            yield base64.b64decode(chunk, validate=True)
        except binascii.Error as error:
            raise Refusal(Reason("terminal_entry.broken", field)) from error


def _rehearse(
    services: Services,
    state: EntrustmentState,
    by: Identity,
    wish: r.SendEntry,
    now: datetime,
) -> None:
    kind = services.kinds[ENTRUSTMENT]
    key = f"{ENTRUSTMENT}:{wish.entrustment}"
    command = CollectMaterials(
        item=wish.item,
        item_version=wish.item_version,
        form=wish.form,
        materials=wish.materials,
        statement=wish.statement,
        pieces=wish.pieces,
        number=wish.number,
        came=wish.came,
        note=wish.note,
    )
    kind.decide(Turn(key, state, kind.evolve, now=now, by=by, command_id="rehearsal"), command)


_PAYLOAD = '{"item":"SYJ-01","item_version":1,"texts":{},"made_at":"2026-11-30T01:00:00Z"}'
PREPARED = Preparation(
    command=r.SendEntry,
    prepare=_prepare,
    takes=Sending,
    example=Sending(
        terminal="0" * 32,
        entrustment="0" * 32,
        payload=_PAYLOAD,
        payload_hash=hashlib.sha256(_PAYLOAD.encode()).hexdigest(),
        offset_seconds=0.5,
    ),
)
