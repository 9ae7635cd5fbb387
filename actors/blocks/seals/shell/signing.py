"""Signing a PDF with a seal (电子签章): PAdES, with the instant of an authority (B-T), and with all
that is needed to check it later in the file itself (B-LT). Work for a processor; one call, one
paper."""

# pyright: basic
# The libraries tell few types, and asn1crypto none.

import asyncio
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from pyhanko.pdf_utils.content import PdfContent, RawContent
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    LayoutError,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathBuildingError,
    PathValidationError,
)
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from actors.blocks.documents.shell.stamper import SealRefused, StampUnavailable
from actors.blocks.seals import picture
from actors.blocks.seals.shell.authority import Authority, Revoked, UnusableAuthority, listed
from actors.blocks.seals.shell.place import Place
from actors.blocks.seals.shell.saying import away, refused
from actors.blocks.seals.shell.settings import SealSettings
from actors.blocks.seals.shell.signers import signer_of
from actors.blocks.seals.shell.time_stamps import BelievedStamps
from actors.blocks.seals.shell.vault import Kept, NoKey, Vault
from storage.clock import WallClock

_PATIENCE = 10  # seconds for each list of another authority
_IN_ONE = DSSContentSettings(  # so that nothing of the file comes after what is signed
    include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
)
_SEALED = "Seal"  # begins the names of the fields of a PDF that hold seals


logging.getLogger("pyhanko.sign").setLevel(logging.ERROR)  # at each paper: that nothing is fetched


@dataclass(frozen=True, kw_only=True)
class Look:
    """The picture of a seal: a file, and its media type."""

    content: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Trust:
    """What is believed while a seal is checked before it is set: `roots` of seals and of stamps,
    and the lists of revoked certificates, as DER; for certificates of others these are fetched."""

    roots: tuple[x509.Certificate, ...]
    lists: tuple[bytes, ...] = ()
    fetches: bool = False


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What is to be signed, by the certificate `fingerprint`; it holds no key and can be sent to
    another process. `ours` tells that our own authority made the certificate, which also lists
    those that are `revoked`."""

    pdf: bytes
    fingerprint: str
    ours: bool
    look: Look
    place: Place | None
    revoked: tuple[Revoked, ...]
    settings: SealSettings


def carry_out(signing: Signing) -> tuple[bytes, datetime]:
    """Return the PDF with its seal, and the instant of its time stamp. The key is read here, and
    kept nowhere.

    Raises:
        SealRefused, StampUnavailable: see `Stamper.stamp`.
    """
    settings = signing.settings
    try:
        kept = Vault(settings.folder).find(signing.fingerprint)
        lists = (_list(settings, signing.revoked),) if signing.ours else ()
    except (NoKey, UnusableAuthority) as error:
        raise away("no_key", str(error)) from error
    if kept.certificate.serial_number in _numbers(signing.revoked):
        raise refused("seal.certificate_not_valid", "it is revoked")
    stamps = time_stamps(settings)
    trust = Trust(roots=(kept.chain[-1], *stamps.roots), lists=lists, fetches=not signing.ours)
    return asyncio.run(sign(signing.pdf, kept, signing.look, signing.place, stamps, trust))


@dataclass(frozen=True)
class Unsigned:
    """Why nothing was signed, as it passes between processes; `later`: it may be tried again."""

    later: bool
    said: str


def attempt(signing: Signing) -> tuple[bytes, datetime] | Unsigned:
    """Do as `carry_out`, and return why not where it raises."""
    try:
        return carry_out(signing)
    except SealRefused as error:
        return Unsigned(False, str(error))
    except StampUnavailable as error:
        return Unsigned(True, str(error))


@lru_cache(8)
def time_stamps(settings: SealSettings) -> BelievedStamps:
    """Return the time-stamp authority of these settings.

    Raises:
        StampUnavailable: there is none, or no certificates to believe it by.
    """
    if not settings.time_stamps or settings.time_stamp_roots is None:
        raise away("no_authority", "YIMEN_TIME_STAMPS names none")
    try:
        roots = x509.load_pem_x509_certificates(settings.time_stamp_roots.read_bytes())
    except (OSError, ValueError) as error:
        raise away("no_authority", str(error)) from error
    return BelievedStamps(settings.time_stamps, roots, settings.patience)


def _list(settings: SealSettings, revoked: Sequence[Revoked]) -> bytes:
    """Return the list of revoked certificates, written anew where it is old or lacks one."""
    now = WallClock().now()
    found = listed(settings.folder, now)
    if found is not None:
        there = {each.serial_number for each in x509.load_der_x509_crl(found)}
        if _numbers(revoked) <= there:
            return found
    authority = Authority(settings.folder, now=now, address=settings.address)
    return authority.list_revoked(revoked)


def _numbers(revoked: Sequence[Revoked]) -> set[int]:
    return {int(each.serial, 16) for each in revoked}


async def sign(
    pdf: bytes, kept: Kept, look: Look, place: Place | None, stamps: TimeStamper, trust: Trust
) -> tuple[bytes, datetime]:
    """Return `pdf` with the seal `kept` at `place`, None for one that is not seen, and the instant
    of its time stamp. What was signed before in the file stays valid.

    Raises:
        SealRefused: the certificate is revoked or not valid, or there is no such place.
        StampUnavailable: the time-stamp authority is away or lies, or whoever made the certificate
            does not say which are revoked.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    name = f"{_SEALED}{len(writer.prev.embedded_signatures) + 1}"
    field = SigFieldSpec(name)
    if place is not None:
        box: Any = _box(writer.prev, place)
        field = SigFieldSpec(name, on_page=place.page - 1, box=box)
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            embed_validation_info=True,
            validation_context=_context(trust),
            dss_settings=_IN_ONE,
        ),
        signer_of(kept),
        timestamper=stamps,
        stamp_style=_style(look, place) if place else None,
        new_field_spec=field,
    )
    try:
        signed: Any = await signer.async_sign_pdf(writer)
    except TimestampRequestError as error:
        raise away("no_stamp", str(error)) from error
    except (PathValidationError, PathBuildingError, SigningError) as error:
        raise _unsealed(error) from error
    except (PdfError, LayoutError) as error:
        raise refused("seal.cannot_be_set", str(error)) from error
    content: bytes = signed.getvalue()
    return content, stamped_at(content)


def _unsealed(error: Exception) -> SealRefused | StampUnavailable:
    """Return why there is no seal: the library tells what is wrong with a certificate bare, or as
    the cause of an error of signing."""
    cause = error.__cause__ if isinstance(error, SigningError) else error
    if isinstance(cause, InsufficientRevinfoError):
        return away("no_revocation_list", str(cause))
    if isinstance(cause, (PathValidationError, PathBuildingError)):
        return refused("seal.certificate_not_valid", str(cause))
    return refused("seal.cannot_be_set", str(error))


def stamped_at(pdf: bytes) -> datetime:
    """Return the instant of the time stamp of the last seal in a PDF.

    Raises:
        ValueError: it has none.
    """
    found = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures[-1]
    for attribute in found.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            token = attribute["values"][0]["content"]["encap_content_info"]["content"]
            return token.parsed["gen_time"].native
    raise ValueError("a seal without a time stamp")


def _context(trust: Trust) -> ValidationContext:
    roots = [_loaded(each) for each in trust.roots]
    return ValidationContext(
        trust_roots=roots,
        crls=list(trust.lists),
        allow_fetching=trust.fetches,
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=_PATIENCE),
        # Whether others have revoked a certificate, they say where it says that they do.
        revocation_mode="hard-fail" if trust.fetches else "soft-fail",
    )


def _loaded(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _box(reader: PdfFileReader, place: Place) -> tuple[float, float, float, float]:
    """Return the place in pt from the lower left corner of its page.

    Raises:
        SealRefused: there is no such page.
    """
    try:
        found: Any = reader.find_page_for_modification(place.page - 1)[0].get_object()
        media: Sequence[Any] = _inherited(found, "/MediaBox")
    except (PdfError, IndexError) as error:
        raise refused("seal.cannot_be_set", f"there is no page {place.page}") from error
    left, top = float(media[0]) + place.x, float(media[3]) - place.y
    return left, top - place.height, left + place.width, top


def _inherited(page: Any, name: str) -> Any:
    while name not in page and "/Parent" in page:
        page = page["/Parent"]
    return page[name]


def _style(look: Look, place: Place) -> StaticStampStyle:
    """Return how the seal looks: its picture fills the place, without a frame around it."""
    fitted = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID,
        y_align=AxisAlignment.ALIGN_MID,
        margins=Margins(),
        inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
    )
    return StaticStampStyle(
        background=_content(look, place),
        background_layout=fitted,
        background_opacity=1.0,
        border_width=0,
    )


def _content(look: Look, place: Place) -> PdfContent:
    box = BoxConstraints(place.width, place.height)
    if look.media_type == "image/svg+xml":
        steps = picture.steps_of(look.content.decode())
        return RawContent(picture.as_pdf(steps, place.width, place.height), box=box)
    opened = Image.open(io.BytesIO(look.content))
    opened.load()
    return PdfImage(opened.convert("RGBA"))
