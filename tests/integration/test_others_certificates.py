"""Seals by certificates that another authority made: whether it has revoked one is asked of it."""

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from actors.blocks.documents.shell.stamper import SealRefused, StampUnavailable
from actors.blocks.seals.shell.authority import Authority, Revoked
from actors.blocks.seals.shell.signing import Signing, carry_out
from actors.blocks.seals.shell.vault import Vault, told
from storage.clock import WallClock
from tests.integration.paper_seals import NAME, Desk, desk, paper
from tests.integration.standing_in import StandIn
from tests.integration.standing_in import authority as authority
from tests.integration.standing_in import running_authority as running_authority
from tests.ports import free_port

pytestmark = pytest.mark.feature("OA-11")


class Other:
    """Another authority: its folder, from which a web server publishes what it has revoked."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._port = folder, free_port()
        (folder / "published" / "seals").mkdir(parents=True)
        self.authority = Authority(
            folder, now=WallClock().now(), address=f"http://127.0.0.1:{self._port}"
        )

    def publish(self, *revoked: Revoked) -> None:
        content = self.authority.list_revoked(revoked)
        (self.folder / "published" / "seals" / "revoked.crl").write_bytes(content)

    def serve(self) -> None:
        published = str(self.folder / "published")
        words = ["-m", "http.server", str(self._port), "--bind", "127.0.0.1", "-d", published]
        self._process = subprocess.Popen(
            [sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            try:
                httpx.get(f"http://127.0.0.1:{self._port}/")
            except httpx.ConnectError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the web server of the other authority did not come up")

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    there = Other(tmp_path / "other")
    there.publish()
    there.serve()
    yield there
    there.end()


@pytest.fixture
def imported(other: Other, authority: StandIn, tmp_path: Path) -> tuple[Desk, Signing]:
    """A desk that has a seal by a certificate of the other authority, and a paper to sign."""
    here = desk(tmp_path / "here", authority)
    issued = other.authority.certify(NAME)
    chain = (issued.certificate, other.authority.certificate)
    fingerprint = Vault(here.settings.folder).keep(chain, issued.key)
    signing = replace(here.signing(paper()), ours=False, fingerprint=fingerprint)
    return here, signing


def test_the_list_of_the_other_authority_is_fetched_and_kept_in_the_paper(
    imported: tuple[Desk, Signing],
) -> None:
    _, signing = imported

    pdf, _ = carry_out(signing)

    kept = PdfFileReader(io.BytesIO(pdf)).root["/DSS"]["/CRLs"]
    assert len(kept) == 1  # B-LT: whoever verifies it later has no need to ask


def test_what_the_other_authority_has_revoked_signs_nothing(
    other: Other, imported: tuple[Desk, Signing]
) -> None:
    here, signing = imported
    serial = told(Vault(here.settings.folder).find(signing.fingerprint).certificate, "x").serial
    other.publish(Revoked(serial, WallClock().now() - timedelta(days=1), lost=True))

    with pytest.raises(SealRefused, match=r"^seal\.certificate_not_valid"):
        carry_out(signing)


def test_while_the_other_authority_is_away_nothing_is_signed_and_it_is_tried_again(
    other: Other, imported: tuple[Desk, Signing]
) -> None:
    _, signing = imported
    other.end()

    with pytest.raises(StampUnavailable, match=r"^no_revocation_list"):
        carry_out(signing)
    other.serve()
    assert carry_out(signing)[0].startswith(b"%PDF-")
