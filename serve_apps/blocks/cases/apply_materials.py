"""The materials of an application: handing in, replacing, promising, taking back."""

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
from serve_apps.blocks.cases.drafts import Draft, open_own, wish
from serve_apps.front.language import language_of
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.uploads import pieces
from storage.files import Stored

router = APIRouter(include_in_schema=False)


@router.get("/apply/{case}/materials")
async def show_materials(
    request: Request, visitor: Resident, services: Wired, case: CaseId
) -> Response:
    """Show what has to be handed in, and what has been."""
    draft = await open_own(services, visitor, case)
    if not draft.open:
        return RedirectResponse(f"/cases/{case}", 303)
    return _materials(request, draft, Faults())


@router.post("/apply/{case}/materials")
async def keep_materials(
    request: Request, visitor: Resident, services: Wired, case: CaseId
) -> Response:
    """Keep what was sent. Good files stay even when another has a fault."""
    draft = await open_own(services, visitor, case)
    if not draft.open:
        return RedirectResponse(f"/cases/{case}", 303)
    sent = await request.form()
    kept, faults = await receive(services, visitor.identity, draft, draft.asked_materials, sent)
    if kept != draft.state.materials:
        change = wish(draft, given=kept)
        await save_draft(services, visitor.identity, uuid4().hex, change, case=case)
        draft = await open_own(services, visitor, case)
    removed = "remove" in sent
    if not removed and sent.get("then") != "later":
        faults += draft.material_faults
    if faults:
        told = tell(faults, language_of(request), item=draft.item)
        return _materials(request, draft, told, status=422)
    if removed:
        return RedirectResponse(f"/apply/{case}/materials", 303)
    later = sent.get("then") == "later"
    return RedirectResponse(f"/apply/{case}?saved=true" if later else f"/apply/{case}/check", 303)


async def receive(
    services: Services,
    by: Identity,
    draft: Draft,
    specs: tuple[MaterialSpec, ...],
    sent: FormData,
) -> tuple[tuple[Material, ...], tuple[Reason, ...]]:
    """Store the files of a multipart form; return the materials with them, and what was wrong.

    The fields are "materials.<name>" with the file, "promise.<name>" and "remove" with a name.
    """
    found = {one.name: one for one in draft.state.materials}
    found.pop(str(sent.get("remove", "")), None)
    faults: list[Reason] = []
    for spec in specs:
        file: Any = sent.get(f"materials.{spec.name}")
        if isinstance(file, UploadFile) and file.filename:
            given, wrong = await _store(services, by, draft, spec, file)
            faults += wrong
            if given is not None:
                found[spec.name] = given
        elif "promise" in spec.sources and f"promise.{spec.name}" in sent:
            found.setdefault(spec.name, Material(name=spec.name, source="promise"))
        elif (there := found.get(spec.name)) and there.source == "promise":
            del found[spec.name]
    return tuple(found.values()), tuple(faults)


async def _store(
    services: Services, by: Identity, draft: Draft, spec: MaterialSpec, file: UploadFile
) -> tuple[Material | None, tuple[Reason, ...]]:
    """Return the material that `file` is, or why it will not do. Only a file that will is kept."""

    def as_material(stored: Stored) -> Material:
        name = file_name(file.filename or "", stored.media_type, spec.name)
        return Material(
            name=spec.name,
            file_name=name,
            sha256=stored.sha256,
            bytes=stored.bytes,
            media_type=stored.media_type,
        )

    def faults(stored: Stored) -> tuple[Reason, ...]:
        return materials.each_fault(draft.item, (as_material(stored),))

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
    return as_material(stored), ()


def _materials(request: Request, draft: Draft, faults: Faults, status: int = 200) -> Response:
    context = {
        "draft": draft,
        "item": draft.item,
        "specs": draft.asked_materials,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "apply/materials.html", context, status=status)
