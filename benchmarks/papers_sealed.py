"""What a sealed paper costs, beside the same page by Typst and the same signature by pyHanko alone;
and how long after an act at rest its sealed paper is ready."""

# pyright: basic
# pyHanko tells few types.

import asyncio
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext

from actors.blocks.documents.shell.compiling import FORMAT, compile_paper, given_to_typst
from actors.blocks.documents.shell.work import Rendered, Work
from actors.blocks.seals import picture
from actors.blocks.seals.shell.authority import Authority, listed
from actors.blocks.seals.shell.outlines import glyphs
from actors.blocks.seals.shell.place import read_place
from actors.blocks.seals.shell.settings import FONT, SealSettings
from actors.blocks.seals.shell.signers import signer_of
from actors.blocks.seals.shell.signing import Look, Signing, carry_out
from actors.blocks.seals.shell.vault import Vault
from benchmarks import machine
from storage.clock import WallClock

NAME = "佛山市市场监督管理局"
BOX = (343, 420, 462, 539)  # pt from the lower left, where a bare signature is seen


@dataclass(frozen=True)
class Desk:
    """Where papers are sealed: the settings, the seal's certificate, how it looks."""

    settings: SealSettings
    fingerprint: str
    look: Look

    def sealed(self, work: Work) -> bytes:
        """Return the paper with its seal, as the platform makes it."""
        made = compile_paper(work)
        assert isinstance(made, Rendered), made
        signing = Signing(
            pdf=made.pdf,
            fingerprint=self.fingerprint,
            ours=True,
            look=self.look,
            place=read_place(made.mark),
            revoked=(),
            settings=self.settings,
        )
        return carry_out(signing)[0]


@contextmanager
def authority() -> Iterator[SealSettings]:
    """Run the stand-in for a time-stamp authority, and yield settings of a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder:
        stamps, keys = Path(folder) / "tsa", Path(folder) / "seals"
        words = ["-m", "serve_apps.standins.time_stamp_authority"]
        process = subprocess.Popen(
            [sys.executable, *words, "--port", str(machine.free_port()), "--folder", str(stamps)],
            stdout=subprocess.PIPE,
        )
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            machine.await_port(int(told["url"].rpartition(":")[2].strip("/")))
            yield SealSettings(
                folder=keys, time_stamps=told["url"], time_stamp_roots=Path(told["roots"])
            )
        finally:
            process.kill()
            process.communicate()


def desk(settings: SealSettings) -> Desk:
    """Make a seal of `NAME`."""
    made = Authority(settings.folder, now=WallClock().now())
    issued = made.certify(NAME)
    chain = (issued.certificate, made.certificate)
    fingerprint = Vault(settings.folder).keep(chain, issued.key)
    svg = picture.as_svg(picture.drawn(NAME, glyphs(FONT, set(NAME))))
    return Desk(settings, fingerprint, Look(content=svg.encode(), media_type="image/svg+xml"))


def spent(
    settings: SealSettings, works: list[Work], tell: Callable[[str], None]
) -> tuple[float, float]:
    """Return the CPU-seconds that `works` took here, and by Typst and pyHanko alone, by turns."""
    ours_at, bare_at = desk(settings), _Bare(settings)
    ours_at.sealed(works[0])
    bare_at.sealed(works[0], given_to_typst(works[0]))
    given = [given_to_typst(work) for work in works]  # codes drawn
    ours = bare = 0.0
    for turn in range(4):
        tell(f"sealed, part {turn + 1} of 4: {len(works) // 4} papers each way")
        for n in range(turn * len(works) // 4, (turn + 1) * len(works) // 4):
            began = time.process_time()
            ours_at.sealed(works[n])
            between = time.process_time()
            bare_at.sealed(works[n], given[n])
            ours += between - began
            bare += time.process_time() - between
    return ours, bare


class _Bare:
    """Typst and pyHanko by themselves: a page, and a signature of the same kind (PAdES, with a time
    stamp and what is needed to check it) with a stamp of two lines of text."""

    def __init__(self, settings: SealSettings) -> None:
        made = desk(settings)
        self._kept = Vault(settings.folder).find(made.fingerprint)
        Authority(settings.folder, now=WallClock().now()).list_revoked(())
        self._list = listed(settings.folder, WallClock().now())
        assert settings.time_stamp_roots is not None
        self._roots = [_loaded(self._kept.chain[-1].public_bytes(Encoding.DER))]
        self._roots += [_loaded(each) for each in _ders(settings.time_stamp_roots)]
        self._stamper = HTTPTimeStamper(settings.time_stamps)

    def sealed(self, work: Work, given: dict[str, Any]) -> bytes:
        pdf = typst.compile(**given, **FORMAT, timestamp=int(work.at.timestamp()))
        signer = PdfSigner(
            PdfSignatureMetadata(
                field_name="Seal1",
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                embed_validation_info=True,
                validation_context=ValidationContext(
                    trust_roots=self._roots, crls=[self._list], allow_fetching=False
                ),
            ),
            signer_of(self._kept),
            timestamper=self._stamper,
            stamp_style=TextStampStyle(),
            new_field_spec=SigFieldSpec("Seal1", on_page=0, box=BOX),
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return asyncio.run(signer.async_sign_pdf(writer)).getvalue()


def _loaded(der: bytes) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(der)


def _ders(pem: Path) -> list[bytes]:
    found = x509.load_pem_x509_certificates(pem.read_bytes())
    return [each.public_bytes(Encoding.DER) for each in found]
