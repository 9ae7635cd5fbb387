"""Seals with keys of the test's, and a paper to put them on."""

import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from actors.blocks.seals import picture
from actors.blocks.seals.shell.authority import Authority, Revoked
from actors.blocks.seals.shell.outlines import glyphs
from actors.blocks.seals.shell.place import Place
from actors.blocks.seals.shell.settings import FONT, SealSettings
from actors.blocks.seals.shell.signing import Look, Signing
from actors.blocks.seals.shell.vault import Vault
from storage.clock import WallClock
from tests.integration.standing_in import StandIn

NAME = "佛山市市场监督管理局"
PLACE = Place(page=1, x=380, y=600, width=119.06, height=119.06)
LOOK = Look(
    content=picture.as_svg(picture.drawn(NAME, glyphs(FONT, set(NAME)))).encode(),
    media_type="image/svg+xml",
)


@dataclass(frozen=True)
class Desk:
    """Where papers are sealed: the settings, and the seal of `NAME`."""

    settings: SealSettings
    fingerprint: str

    def signing(self, pdf: bytes, *, revoked: tuple[Revoked, ...] = ()) -> Signing:
        return Signing(
            pdf=pdf,
            fingerprint=self.fingerprint,
            ours=True,
            look=LOOK,
            place=PLACE,
            revoked=revoked,
            settings=self.settings,
        )


def desk(folder: Path, stamps: StandIn) -> Desk:
    """Make the keys in `folder`; times are stamped by `stamps`."""
    settings = SealSettings(
        folder=folder,
        time_stamps=stamps.url,
        time_stamp_roots=Path(stamps.told["roots"]),
        patience=5,
    )
    authority = Authority(folder, now=WallClock().now())
    issued = authority.certify(NAME)
    chain = (issued.certificate, authority.certificate)
    return Desk(settings, Vault(folder).keep(chain, issued.key))


def paper(pages: int = 1) -> bytes:
    """Return a PDF of blank pages of A4."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595.276, 841.89))
        content = io.BytesIO()
        pdf.save(content)
    return content.getvalue()
