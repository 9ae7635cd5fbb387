"""Seals on papers hold against programs of others: pdfsig and mutool accept them, and find a
byte."""

import asyncio
import io
import os
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pkcs11
import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)
from pkcs11 import Attribute, KeyType
from pkcs11.util.ec import encode_named_curve_parameters
from pyhanko.pdf_utils.reader import PdfFileReader

from actors.blocks.documents.shell.stamper import SealRefused, StampUnavailable
from actors.blocks.seals.shell.authority import Authority, Revoked, listed
from actors.blocks.seals.shell.check import check
from actors.blocks.seals.shell.making import make_certificate
from actors.blocks.seals.shell.settings import SealSettings
from actors.blocks.seals.shell.signing import carry_out, stamped_at, time_stamps
from actors.blocks.seals.shell.vault import Vault, told
from actors.kernel.errors import Refusal
from storage.clock import WallClock
from tests.integration.paper_seals import NAME, Desk, desk, paper
from tests.integration.standing_in import StandIn
from tests.integration.standing_in import authority as authority
from tests.integration.standing_in import running_authority as running_authority

pytestmark = pytest.mark.feature("OA-11")
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, running_authority: StandIn) -> Desk:
    return desk(tmp_path_factory.mktemp("paper-seals"), running_authority)


@pytest.fixture(scope="module")
def sealed(office: Desk, running_authority: StandIn) -> bytes:
    running_authority.behave()
    return carry_out(office.signing(paper()))[0]


def said_by(*command: str, pdf: bytes, folder: Path) -> str:
    """Return what a program says of a PDF."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    words = [*command, str(file)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=folder, check=False)
    return done.stdout + done.stderr


def signed_range(pdf: bytes) -> tuple[int, ...]:
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    return tuple(int(each) for each in found.byte_range)


def test_pdfsig_and_mutool_accept_it(office: Desk, sealed: bytes, tmp_path: Path) -> None:
    told_by_pdfsig = said_by("pdfsig", pdf=sealed, folder=tmp_path)

    assert "Signature is Valid." in told_by_pdfsig
    assert NAME in told_by_pdfsig
    assert "ETSI.CAdES.detached" in told_by_pdfsig
    assert "Total document signed" in told_by_pdfsig
    told_by_mutool = said_by("mutool", "sign", "-v", pdf=sealed, folder=tmp_path)
    assert "The document is unchanged since signing." in told_by_mutool


def test_it_holds_all_that_is_needed_to_check_it_later(office: Desk, sealed: bytes) -> None:
    reader = PdfFileReader(io.BytesIO(sealed))
    kept = reader.root["/DSS"]

    assert len(kept["/CRLs"]) == 1
    assert len(kept["/Certs"]) >= 3  # the seal's, the authority's, and those of the stamp
    assert abs(stamped_at(sealed) - WallClock().now()) < timedelta(minutes=5)


@pytest.mark.parametrize("at", [100, 1_000])
def test_one_flipped_byte_is_found(sealed: bytes, tmp_path: Path, at: int) -> None:
    start, length, *_ = signed_range(sealed)
    assert start <= at < start + length
    altered = bytearray(sealed)
    altered[at] ^= 1

    told_by_pdfsig = said_by("pdfsig", pdf=bytes(altered), folder=tmp_path)
    assert "Signature is Valid." not in told_by_pdfsig
    told_by_mutool = said_by("mutool", "sign", "-v", pdf=bytes(altered), folder=tmp_path)
    assert "unchanged" not in told_by_mutool


def test_a_second_seal_keeps_the_first(office: Desk, sealed: bytes, tmp_path: Path) -> None:
    twice, _ = carry_out(office.signing(sealed))

    told_by_pdfsig = said_by("pdfsig", pdf=twice, folder=tmp_path)
    assert told_by_pdfsig.count("Signature is Valid.") == 2
    assert twice.startswith(sealed)


def test_the_picture_stands_where_it_was_wanted(sealed: bytes) -> None:
    document = pypdfium2.PdfDocument(sealed)
    document.init_forms()
    image = document[0].render(scale=1).to_pil().convert("RGB")
    red = [
        (x, y)
        for x in range(image.width)
        for y in range(image.height)
        if image.getpixel((x, y))[0] > image.getpixel((x, y))[1] + 100
    ]

    assert min(x for x, _ in red) == pytest.approx(380, abs=2)
    assert max(x for x, _ in red) == pytest.approx(380 + 119, abs=2)
    assert min(y for _, y in red) == pytest.approx(600, abs=2)
    assert max(y for _, y in red) == pytest.approx(600 + 119, abs=2)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"refusing": True}, "no_answer"),
        ({"unbelieved": True}, "not_believed"),
        ({"mixing": True}, "wrong_nonce"),
    ],
)
def test_an_authority_that_is_away_or_lies_is_caught(
    office: Desk, authority: StandIn, how: dict[str, bool], code: str
) -> None:
    carry_out(office.signing(paper()))  # there is a stamp to be mixed up with
    time_stamps.cache_clear()
    authority.behave(**how)

    with pytest.raises(StampUnavailable, match=f"^{code}"):
        carry_out(office.signing(paper()))


def test_one_that_nobody_serves_is_away(office: Desk) -> None:
    nobody = replace(office.settings, time_stamps="http://127.0.0.1:9/", patience=1)

    with pytest.raises(StampUnavailable, match=r"^no_answer"):
        carry_out(replace(office.signing(paper()), settings=nobody))
    none = replace(office.settings, time_stamps="")
    with pytest.raises(StampUnavailable, match=r"^no_authority"):
        carry_out(replace(office.signing(paper()), settings=none))


def test_a_key_that_others_may_read_or_that_is_gone_signs_nothing(
    office: Desk, authority: StandIn
) -> None:
    file = office.settings.folder / f"{office.fingerprint}.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    try:
        with pytest.raises(StampUnavailable, match=r"^no_key.*chmod 600"):
            carry_out(office.signing(paper()))
    finally:
        file.chmod(0o600)
    with pytest.raises(StampUnavailable, match=r"^no_key"):
        carry_out(replace(office.signing(paper()), fingerprint="0" * 64))


def test_a_revoked_certificate_signs_nothing(authority: StandIn, tmp_path: Path) -> None:
    other = desk(tmp_path, authority)
    serial = told(Vault(tmp_path).find(other.fingerprint).certificate, "platform").serial
    revoked = (Revoked(serial, WallClock().now() - DAY, lost=True),)

    with pytest.raises(SealRefused, match=r"^seal\.certificate_not_valid"):
        carry_out(other.signing(paper(), revoked=revoked))
    content = listed(tmp_path, WallClock().now())
    assert content is not None
    [entry] = x509.load_der_x509_crl(content)
    assert f"{entry.serial_number:x}" == serial


def test_there_is_no_seal_on_a_page_that_is_not_there(office: Desk, authority: StandIn) -> None:
    signing = office.signing(paper())
    assert signing.place is not None

    with pytest.raises(SealRefused, match=r"^seal\.cannot_be_set"):
        carry_out(replace(signing, place=replace(signing.place, page=3)))


def test_a_certificate_is_imported_with_its_password(office: Desk, tmp_path: Path) -> None:
    kept = Vault(office.settings.folder).find(office.fingerprint)
    key = load_pem_private_key(
        (office.settings.folder / f"{office.fingerprint}.key").read_bytes(), None
    )
    content = pkcs12.serialize_key_and_certificates(
        b"seal", key, kept.certificate, [kept.chain[1]], BestAvailableEncryption(b"open sesame")
    )
    vault = Vault(tmp_path)
    for name, held in (("one.p12", content), ("one.password", b"wrong\n")):
        (tmp_path / name).write_bytes(held)
        (tmp_path / name).chmod(0o600)

    with pytest.raises(Refusal, match=r"seal\.import_unreadable"):
        vault.take_in("one", "imported")
    with pytest.raises(Refusal, match=r"seal\.import_missing"):
        vault.take_in("two", "imported")
    (tmp_path / "one.password").write_bytes(b"open sesame\n")
    found = vault.take_in("one", "imported")
    assert (found.organisation, found.source) == (NAME, "imported")
    assert vault.find(found.fingerprint).certificate == kept.certificate
    (tmp_path / "one.p12").chmod(0o644)
    with pytest.raises(Refusal, match=r"seal\.import_open_to_others"):
        vault.take_in("one", "imported")


@pytest.fixture
def token(tmp_path: Path) -> Iterator[Path]:
    """A token `paper seals` with a pair of keys `seal`; the folder that holds its PIN."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "softhsm2.conf").write_text(
        f"directories.tokendir = {tmp_path / 'kept'}\nobjectstore.backend = file\n"
        "log.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(tmp_path / "softhsm2.conf")
    command = ["softhsm2-util", "--init-token", "--free", "--so-pin", "12345678", "--pin", "4321"]
    words = [*command, "--label", "paper seals"]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    (tmp_path / "pin").write_text("4321\n")
    (tmp_path / "pin").chmod(0o600)
    yield tmp_path
    pkcs11.lib(str(SOFTHSM)).finalize()
    del os.environ["SOFTHSM2_CONF"]


def test_a_key_in_a_token_signs_and_never_leaves_it(
    token: Path, authority: StandIn, tmp_path: Path
) -> None:
    told_of_curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
    opened = pkcs11.lib(str(SOFTHSM)).get_token(token_label="paper seals")
    with opened.open(rw=True, user_pin="4321") as session:
        parameters = session.create_domain_parameters(KeyType.EC, told_of_curve, local=True)
        public, _ = parameters.generate_keypair(store=True, label="seal")
        point = bytes(public[Attribute.EC_POINT])
    folder = tmp_path / "vault"
    issuer = Authority(folder, now=WallClock().now())
    certificate = issuer.certify_key(NAME, point[-65:])
    address = (
        f"pkcs11:token=paper%20seals;object=seal?module-path={SOFTHSM}&pin-source=file:{token}/pin"
    )
    fingerprint = Vault(folder).keep((certificate, issuer.certificate), token=address)
    base = desk(tmp_path / "other", authority)
    settings = replace(base.settings, folder=folder)

    signing = replace(base.signing(paper()), settings=settings, fingerprint=fingerprint)
    sealed, _ = carry_out(signing)
    assert "Signature is Valid." in said_by("pdfsig", pdf=sealed, folder=tmp_path)
    assert not list(folder.glob(f"{fingerprint}.key"))
    (token / "pin").write_text("0000\n")
    with pytest.raises(StampUnavailable, match=r"^no_key.*PinIncorrect"):
        carry_out(signing)


def test_keys_are_made_in_a_process_of_their_own(tmp_path: Path) -> None:
    from_settings = SealSettings(folder=tmp_path)
    found = asyncio.run(make_certificate(from_settings, "one", NAME, "platform", WallClock().now()))

    assert found.organisation == NAME
    assert Vault(tmp_path).find(found.fingerprint).certificate.serial_number == int(
        found.serial, 16
    )
    with pytest.raises(Refusal, match=r"seal\.import_missing"):
        asyncio.run(make_certificate(from_settings, "one", NAME, "imported", WallClock().now()))


def test_what_is_wrong_with_keys_and_stamps_is_said(office: Desk, authority: StandIn) -> None:
    assert [each.fault for each in check(office.settings)] == ["", "", ""]

    authority.behave(unbelieved=True)
    time_stamps.cache_clear()
    assert "not_believed" in check(office.settings)[-1].fault
    file = office.settings.folder / f"{office.fingerprint}.pem"
    file.chmod(0o640)
    assert "chmod 600" in "".join(each.fault for each in check(office.settings))
    file.chmod(0o600)
