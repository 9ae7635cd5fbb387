"""The seals of the sample city are made and put into use when it is first shown: no key of theirs
is anywhere before. A city that is none has its keepers do that."""

import asyncio
import io
from datetime import datetime

from actors.blocks.organisation.units import Organisation
from actors.blocks.seals import picture
from actors.blocks.seals.sample import KEEPS, sample_seal
from actors.blocks.seals.seal import SEAL, Certificate, MakeSeal, PutSealIntoUse, Seal
from actors.blocks.seals.shell.authority import Authority
from actors.blocks.seals.shell.outlines import glyphs
from actors.blocks.seals.shell.settings import SealSettings
from actors.blocks.seals.shell.vault import Vault, told
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from actors.kernel.system import Installed
from storage.clock import WallClock
from storage.files import Files, stored_of
from storage.mongo import Database
from storage.uploads import Uploads

_SVG = "image/svg+xml"


async def make_sample_seals(
    sender: Sender, database: Database, library: Library, settings: SealSettings
) -> int:
    """Make those that wait to be made, and return how many these are.

    Raises:
        Overloaded, Unavailable: see `Sender.send`; do it again, nothing happens twice.
        OSError: there is no font to draw them with.
    """
    if "seals" not in library[Installed].blocks:
        return 0
    waiting: dict[str, str] = {}
    for unit in library[Organisation].units:
        key = sample_seal(unit)
        state: Seal = (await sender.show(key)).state
        if state.phase == "approved":
            waiting[key] = state.name
    if waiting:
        await _make(sender, database, settings, waiting)
    return len(waiting)


async def _make(
    sender: Sender, database: Database, settings: SealSettings, names: dict[str, str]
) -> None:
    files, uploads, now = Files(database), Uploads(database), WallClock().now()
    made = await asyncio.to_thread(_drawn_and_certified, settings, names, now)
    for key, (svg, certificate) in made.items():
        stored = stored_of(svg, _SVG)
        await files.keep(io.BytesIO(svg), stored)
        await uploads.record(stored.sha256, KEEPS.id, KEEPS.unit, now)
        wish = MakeSeal(
            picture=stored.sha256, media_type=_SVG, size=stored.bytes, certificate=certificate
        )
        await sender.send(key, wish, id=f"sample:{SEAL}:made", by=KEEPS)
        await sender.send(key, PutSealIntoUse(), id=f"sample:{SEAL}:in_use", by=KEEPS)


def _drawn_and_certified(
    settings: SealSettings, names: dict[str, str], now: datetime
) -> dict[str, tuple[bytes, Certificate]]:
    shapes = glyphs(settings.font, {letter for name in names.values() for letter in name})
    authority = Authority(settings.folder, now=now, address=settings.address)
    vault = Vault(settings.folder)
    made: dict[str, tuple[bytes, Certificate]] = {}
    for key, name in names.items():
        issued = authority.certify(name)
        vault.keep((issued.certificate, authority.certificate), issued.key)
        svg = picture.as_svg(picture.drawn(name, shapes)).encode()
        made[key] = svg, told(issued.certificate, "platform")
    return made
