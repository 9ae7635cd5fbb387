"""Bundles: a design goes out as one signed JSON file, and is taken in from one."""

from typing import Annotated, Any
from uuid import uuid4

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.designs.bundle import (
    MOST_BYTES,
    Bundle,
    bundled,
    fingerprint,
    read_bundle,
    statement_of,
)
from actors.blocks.designs.commands import BeginDesign, ReviseDesign, TakeContent
from actors.blocks.designs.content import content_of, system_of
from actors.blocks.designs.records import DESIGN, ItemDesign
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.kernel.errors import Reason, Refusal
from actors.kernel.words import Title
from serve_apps.blocks.designs.looked import AT, look
from serve_apps.blocks.designs.pages import Administrator, Code
from serve_apps.blocks.designs.telling import told_faults
from serve_apps.front.bodies import answer, command_id, operation
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.secrets_file import read_or_make
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired, Wiring

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["item_designs"])
_administers = staff_with(ADMINISTRATOR)
_PURPOSE = b"item design bundles"


class Signing:
    """Signs bundles with a key of this platform, which follows from its secret."""

    def __init__(self, around: Wiring) -> None:
        secret = read_or_make(around.settings.secrets_file).signing_key
        derived = HKDF(hashes.SHA256(), 32, salt=None, info=_PURPOSE).derive(secret)
        self._key = Ed25519PrivateKey.from_private_bytes(derived)
        public = self._key.public_key()
        self.public = public.public_bytes(Encoding.Raw, PublicFormat.Raw)

    def bundle(self, code: str, content: dict[str, Any]) -> dict[str, Any]:
        """Return the bundle of `content`."""
        signature = self._key.sign(statement_of(code, content))
        return bundled(code, content, self.public, signature)

    def fault(self, bundle: Bundle, expected: str) -> Reason | None:
        """Return what is wrong with who signed `bundle`, None for nothing: this platform, or the
        one whose fingerprint was `expected`."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bundle.signed_by)
            key.verify(bundle.signature, bundle.statement)
        except (InvalidSignature, ValueError):
            return Reason("item_design.bad_signature", "/signature")
        told = "".join(expected.split()).upper()
        if bundle.signed_by != self.public and told != fingerprint(bundle.signed_by).replace(
            " ", ""
        ):
            return Reason("item_design.stranger", "/signed_by")
        return None


class BundleTaken(msgspec.Struct, frozen=True):
    """The item whose design has the content of the bundle now, and the change that it was."""

    code: str
    edition: int


@router.get(f"{AT}/{{code}}/export")
async def give(request: Request, visitor: Administrator, services: Wired, code: Code) -> Response:
    """Return the draft, or what is in force, as a bundle."""
    looked = await look(request, services, visitor, code)
    return _bundle(services, code, looked.state)


@router.get(f"{AT}/import/bundle")
async def ask(request: Request, _: Administrator, services: Wired) -> Response:
    """Ask for a bundle."""
    return _asked(request, services, (), "")


@router.post(f"{AT}/import/bundle")
async def take(request: Request, visitor: Administrator, services: Wired) -> Response:
    """Take a bundle in as a draft, or tell every fault of it by its path."""
    form = await request.form()
    file, expected = form.get("bundle"), str(form.get("fingerprint", ""))[:80]
    try:
        if not isinstance(file, UploadFile) or not file.size:
            raise Refusal(Reason("file.no_file", "/bundle"))
        content = await file.read(MOST_BYTES + 1)
        code, _ = await _take(services, visitor, content, expected)
    except Refusal as refusal:
        if refusal.kind not in ("invalid", "not_now"):
            raise
        return _asked(request, services, refusal.reasons, expected)
    return RedirectResponse(f"{AT}/{code}", 303)


@api.get("/item_designs/{id}/bundle", dependencies=[Depends(_administers)], **operation(gives=Any))
async def give_bundle(services: Wired, id: Code) -> Response:
    """Return the draft of an item, or what is in force, as a signed bundle."""
    state: ItemDesign = (await services.sender.show(f"{DESIGN}:{id}")).state
    return _bundle(services, id, state)


@api.post("/item_designs/bundles", **operation(gives=BundleTaken, takes=dict[str, Any], status=201))
async def take_bundle(
    request: Request,
    visitor: Annotated[Visitor, Depends(_administers)],
    services: Wired,
    fingerprint: str = "",
) -> Response:
    """Take a bundle in as a draft. `fingerprint` is that of the key which signed it, where it was
    signed by another platform."""
    code, edition = await _take(services, visitor, await request.body(), fingerprint[:80])
    return answer(BundleTaken(code, edition), 201)


def _bundle(services: Services, code: str, state: ItemDesign) -> Response:
    content = state.content or content_of(services.library[Catalogue].item(code))
    made = msgspec.json.format(msgspec.json.encode(services[Signing].bundle(code, content)))
    headers = {"content-disposition": f'attachment; filename="{code}.json"'}
    return Response(made, media_type="application/json", headers=headers)


async def _take(
    services: Services, visitor: Visitor, content: bytes, expected: str
) -> tuple[str, int]:
    """Take a bundle in as the draft of its item, and return the code with the edition.

    Raises:
        Refusal: everything that is wrong with it, by path.
    """
    bundle, faults = read_bundle(content)
    if bundle is None:
        raise Refusal(*faults)
    wrong = services[Signing].fault(bundle, expected)
    if wrong is not None:
        raise Refusal(wrong)
    key, by = f"{DESIGN}:{bundle.code}", visitor.identity
    state: ItemDesign = (await services.sender.show(key)).state
    begin = await _beginning(services, state, bundle)
    for wish in (*begin, TakeContent(content=bundle.content)):
        once = command_id(by.id, uuid4().hex, wish)
        await services.sender.send(key, wish, id=once, by=by)
    after: ItemDesign = (await services.sender.show(key)).state
    return bundle.code, after.edition


async def _beginning(
    services: Services, state: ItemDesign, bundle: Bundle
) -> tuple[BeginDesign | ReviseDesign, ...]:
    if state.phase == "draft":
        return ()
    catalogue, content = services.library[Catalogue], bundle.content
    if any(code == bundle.code for code, _ in catalogue.items):
        return (ReviseDesign(),)
    if system_of(content, services.library) is None:
        raise Refusal(Reason("item_design.unknown_system", "/content/system"))
    title = Title(content["title"]["zh"], content["title"]["en"])
    return (BeginDesign(title=title, system=content["system"], unit=content["unit"]),)


def _asked(
    request: Request, services: Services, reasons: tuple[Reason, ...], expected: str
) -> Response:
    context = {
        "faults": told_faults(reasons, AT, {}, language_of(request)),
        "paths": [reason.field for reason in reasons],
        "expected": expected,
        "own": fingerprint(services[Signing].public),
        "errors": (),
    }
    return page(request, "designs/import.html", context, status=422 if reasons else 200)
