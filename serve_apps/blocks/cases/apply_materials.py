"""The materials of an application: handing in, replacing, promising, taking back."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from actors.blocks.cases import materials
from actors.blocks.cases.items import MaterialSpec
from actors.blocks.cases.state import Material
from actors.blocks.files.formats import file_name
from actors.blocks.files.shell.intake import Intake
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from serve_apps.blocks.cases.applications import save_draft
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.drafts import Draft, address_of, open_own, wish
from serve_apps.blocks.cases.from_earlier import offered_again
from serve_apps.blocks.cases.from_store import offered
from serve_apps.blocks.cases.sharing import open_asked, share
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.front.language import language_of
from serve_apps.front.policies import SignedIn
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.stored_files import file_answer, pictures_of
from serve_apps.pages.uploads import pieces
from storage.files import Stored

router = APIRouter(include_in_schema=False)
_NUMBER = re.compile("[0-9]{0,3}")


@router.get("/apply/{case}/materials")
async def show_materials(
    request: Request, visitor: SignedIn, services: Wired, case: CaseId
) -> Response:
    """Show what has to be handed in, and what has been."""
    draft, _bundle = await open_asked(services, visitor, case)
    if not draft.open:
        return RedirectResponse(address_of(visitor, case), 303)
    return await _materials(request, services, visitor, draft, Faults())


@router.post("/apply/{case}/materials")
async def keep_materials(
    request: Request, visitor: SignedIn, services: Wired, case: CaseId
) -> Response:
    """Keep what was sent. Good files stay even when another has a fault."""
    draft, bundle = await open_asked(services, visitor, case)
    if not draft.open:
        return RedirectResponse(address_of(visitor, case), 303)
    sent = await request.form()
    kept, faults = await receive(
        services, visitor.identity, draft, draft.asked_materials, sent, store=True
    )
    if kept != draft.state.materials:
        change = wish(draft, given=kept)
        try:
            await save_draft(services, visitor.identity, uuid4().hex, change, case=case)
        except Refusal as refusal:
            if refusal.kind != "invalid":
                raise
            faults += refusal.reasons
        if bundle is not None:
            await share(services, visitor, case)
        draft, bundle = await open_asked(services, visitor, case)
    removed = "remove" in sent or "up" in sent
    if not removed and sent.get("then") != "later":
        faults += draft.material_faults
    if faults:
        told = tell(faults, language_of(request), item=draft.item)
        return await _materials(request, services, visitor, draft, told, status=422)
    if removed:
        name = str(sent.get("remove") or sent.get("up")).partition(".")[0]
        at = f"#materials.{name}" if name in {spec.name for spec in draft.item.materials} else ""
        return RedirectResponse(f"/apply/{case}/materials{at}", 303)
    later = sent.get("then") == "later"
    return RedirectResponse(f"/apply/{case}?saved=true" if later else f"/apply/{case}/check", 303)


@router.get("/apply/{case}/materials/{name}/{number:page}")
async def show_own_material(
    visitor: SignedIn, services: Wired, case: CaseId, name: str, number: int
) -> Response:
    """Send a file that the visitor has handed in himself; files of one material count from 1.

    Raises:
        Refusal: there is no such case of his, or no such file in it.
    """
    draft = await open_own(services, visitor, case)
    if visitor.kind == "staff" and not draft.open:
        raise UNKNOWN  # what was sent is read at the desk, and that is recorded
    files = draft.given(name)
    if not 0 < number <= len(files) or not files[number - 1].sha256:
        raise UNKNOWN
    found = files[number - 1]
    return await file_answer(services, found.sha256, found.file_name, UNKNOWN)


async def receive(
    services: Services,
    by: Identity,
    draft: Draft,
    specs: tuple[MaterialSpec, ...],
    sent: FormData,
    *,
    store: bool = False,
) -> tuple[tuple[Material, ...], tuple[Reason, ...]]:
    """Store the files of a multipart form; return the materials with them, and what was wrong.

    The fields are "materials.<name>" with the files, "licence.<name>" with the id of one to be
    taken from the `store` and "earlier.<name>" with what was handed in before, where those are
    asked, "promise.<name>", and "remove" or "up" with a name and the number of a file: "lease.1".
    With `store` a file is added to those of a material that may have several; otherwise what is
    sent takes the place of what there was.
    """
    found = _changed(draft.state.materials, sent)
    faults: list[Reason] = []
    for spec in specs:
        there = found.get(spec.name, [])
        files: list[Any] = sent.getlist(f"materials.{spec.name}")
        files = [each for each in files if isinstance(each, UploadFile) and each.filename]
        licence = str(sent.get(f"licence.{spec.name}", ""))[:128]
        earlier = str(sent.get(f"earlier.{spec.name}", ""))[:128]
        if files:
            kept = [each for each in there if each.source != "promise"]
            kept = kept if store and spec.several > 1 else []
            kept, wrong = await _store_all(services, by, draft, spec, kept, files)
            faults += wrong
            found[spec.name] = kept or there
        elif store and licence:
            if all(each.licence != licence for each in there):
                taken = Material(name=spec.name, source="licence_store", licence=licence)
                found[spec.name] = [taken]
        elif store and earlier:
            case, _, sha256 = earlier.partition("/")
            if all(each.sha256 != sha256 for each in there):
                taken = Material(name=spec.name, source="earlier", case=case, sha256=sha256)
                kept = [each for each in there if each.source != "promise"]
                found[spec.name] = [*(kept if spec.several > 1 else ()), taken]
        elif "promise" in spec.sources and f"promise.{spec.name}" in sent:
            found[spec.name] = there or [Material(name=spec.name, source="promise")]
        elif there and there[0].source == "promise":
            del found[spec.name]
    return tuple(each for several in found.values() for each in several), tuple(faults)


def _changed(there: tuple[Material, ...], sent: FormData) -> dict[str, list[Material]]:
    """Return what was handed in before by its names, without the file that is taken back, and with
    the one that goes before its neighbour there."""
    found: dict[str, list[Material]] = {}
    for each in there:
        found.setdefault(each.name, []).append(each)
    for what in ("remove", "up"):
        name, _, number = str(sent.get(what, "")).partition(".")
        at = int(number or 0) if _NUMBER.fullmatch(number) else -1
        several = found.get(name, [])
        if what == "remove" and 0 <= at < len(several):
            del several[at]
        elif what == "up" and 0 < at < len(several):
            several[at - 1], several[at] = several[at], several[at - 1]
    return {name: several for name, several in found.items() if several}


async def _store_all(
    services: Services,
    by: Identity,
    draft: Draft,
    spec: MaterialSpec,
    kept: list[Material],
    files: Sequence[UploadFile],
) -> tuple[list[Material], list[Reason]]:
    """Return the files of a material with those that have come, in the order in which they were
    chosen, and what was wrong. The same file twice is one."""
    made, faults = list(kept), list[Reason]()
    for file in files:
        if len(made) >= spec.several:
            limit = {"limit": str(spec.several)}
            faults.append(Reason("material.too_many", f"/materials/{spec.name}", limit))
            break
        given, wrong = await _store(services, by, draft, spec, file)
        faults += wrong
        if given is not None and all(each.sha256 != given.sha256 for each in made):
            made.append(given)
    return made, faults


async def _store(
    services: Services, by: Identity, draft: Draft, spec: MaterialSpec, file: UploadFile
) -> tuple[Material | None, tuple[Reason, ...]]:
    """Return the material that `file` is, or why it will not do. Only a file that will is kept."""

    def as_material(stored: Stored, by: Identity) -> Material:
        name = file_name(file.filename or "", stored.media_type, spec.name)
        return Material(
            name=spec.name,
            source="scan" if by.id.startswith("staff:") else "upload",
            file_name=name,
            sha256=stored.sha256,
            bytes=stored.bytes,
            media_type=stored.media_type,
        )

    def faults(stored: Stored) -> tuple[Reason, ...]:
        return tuple(
            fault
            for fault in materials.each_fault(draft.item, (as_material(stored, by),))
            if fault.code != "material.grade"  # it is kept, and told with the others
        )

    try:
        stored = await services[Intake].hand_in(
            pieces(file),
            by,
            field=f"/materials/{spec.name}",
            max_megabytes=spec.max_megabytes,
            also=faults,
        )
    except Refusal as refusal:
        return None, refusal.reasons
    return as_material(stored, by), ()


async def _materials(
    request: Request,
    services: Services,
    visitor: Visitor,
    draft: Draft,
    faults: Faults,
    status: int = 200,
) -> Response:
    context = {
        "licences": await offered(services, visitor, draft),
        "earlier": await offered_again(services, visitor, draft),
        "pictures": await pictures_of(services, draft.state.materials),
        "draft": draft,
        "item": draft.item,
        "specs": draft.asked_materials,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "apply/materials.html", context, status=status)
