"""What is done before a command about a seal is sent: keys are made, pictures drawn, organs filled
in."""

import asyncio
import io
from pathlib import Path

from msgspec.structs import replace

from actors.blocks.seals import picture
from actors.blocks.seals.seal import SEAL, MakeSeal, Seal
from actors.blocks.seals.shell.making import make_certificate
from actors.blocks.seals.shell.outlines import glyphs
from actors.blocks.seals.shell.settings import SealSettings
from actors.blocks.seals.stamping import require_use
from actors.blocks.seals.use import AskUse
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from serve_apps.front.face import Preparation
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.clock import WallClock
from storage.files import Stored, stored_of
from storage.uploads import Uploads

SVG = "image/svg+xml"


async def with_certificate(
    services: Services, visitor: Visitor, id: str, sent: MakeSeal
) -> Command:
    """Return `sent` with the certificate that was made, or imported, and with a picture. Of
    somebody who may not make it, nothing is made.

    Raises:
        Refusal: what is to be imported will not do, or the name cannot be drawn.
        MakingFailed: the keys cannot be kept.
        Overloaded, Unavailable: the seal could not be asked.
    """
    state: Seal = (await services.sender.show(f"{SEAL}:{id}")).state
    rules = services.kinds[SEAL].rules
    assert rules is not None
    if type(sent).__name__ not in rules.allowed(visitor.identity, state):
        return replace(sent, certificate=None)  # the seal says why not
    settings, now = services[SealSettings], WallClock().now()
    if not sent.picture:
        drawn = await draw(services, visitor.identity, state.name)
        sent = replace(sent, picture=drawn.sha256, media_type=drawn.media_type, size=drawn.bytes)
    found = await make_certificate(settings, id, state.name, sent.source, now)
    return replace(sent, certificate=found)


async def draw(services: Services, by: Identity, name: str) -> Stored:
    """Draw the seal with `name` and keep the picture as handed in by `by`.

    Raises:
        Refusal: the font lacks a character of it, or it is too long.
    """
    font = services[SealSettings].font
    svg = (await asyncio.to_thread(_drawn, font, name)).encode()
    stored, now = stored_of(svg, SVG), services.clock.now()
    await services.files.keep(io.BytesIO(svg), stored, at=now)
    uploads = Uploads(services[Records].database)
    await uploads.record(stored.sha256, by.id, by.unit, now)
    return stored


async def with_organ(services: Services, visitor: Visitor, id: str, sent: AskUse) -> Command:
    """Return `sent` with the organ whose seal it is; whoever else asks or approves is not his to
    say. What the seal may not stamp is refused at once.

    Raises:
        Refusal: see `require_use`.
        Overloaded, Unavailable: the seal could not be asked.
    """
    unknown = Refusal(Reason("seal.unknown", "/seal"))
    if not sent.seal.replace("_", "").replace("-", "").isalnum() or not sent.seal.isascii():
        raise unknown
    state: Seal = (await services.sender.show(f"{SEAL}:{sent.seal}")).state
    if not state.phase:
        raise unknown
    require_use(state, organ=state.organ, template=sent.template, at=services.clock.now())
    return replace(sent, organ=state.organ, asked_by="", approved_by="")


def _drawn(font: Path, name: str) -> str:
    try:
        return picture.as_svg(picture.drawn(name, glyphs(font, dict.fromkeys(name))))
    except ValueError as error:
        raise Refusal(Reason("seal.name_too_long", "/name")) from error


BEFORE = (
    Preparation(command=MakeSeal, prepare=with_certificate),
    Preparation(command=AskUse, prepare=with_organ),
)
