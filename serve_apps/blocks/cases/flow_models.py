"""Flows as other programs draw them: each is handed out as BPMN 2.0, and a model is read and told
what a flow would hold of it (流程图导入导出)."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from actors.blocks.cases.bpmn.graph import LeftOut, UnreadableModel
from actors.blocks.cases.bpmn.reading import read_bpmn
from actors.blocks.cases.bpmn.writing import write_bpmn
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD, Flow
from actors.blocks.cases.parse_flows import read_flow
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake
from actors.kernel.system import Installed
from serve_apps.front.bodies import answer, operation
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import anyone, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import sentence, word
from serve_apps.pages.faults import Faults, tell

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["items"])
administers = staff_with(ADMINISTRATOR)
Administrator = Annotated[Visitor, Depends(administers)]
_BPMN = "application/xml"


class ModelRead(msgspec.Struct, frozen=True):
    """What a model says as a flow: `flow` as a file of flows has it; what it cannot hold; and what
    is missing or wrong before it can be published."""

    flow: dict[str, Any]
    left_out: tuple[LeftOut, ...]
    mistakes: tuple[Mistake, ...]


@api.get(
    "/items/{code}/flow",
    dependencies=[Depends(anyone)],
    response_class=Response,
    responses={200: {"description": "Done", "content": {_BPMN: {}}}},
)
async def give_flow(services: Wired, code: str) -> Response:
    """Return the flow of an item as a model in BPMN 2.0, with its drawing."""
    item = services.library[Catalogue].item(code)
    content = write_bpmn(item.flow, _lanes(services.library))
    named = {"content-disposition": f'attachment; filename="{item.flow.name}.bpmn"'}
    return Response(content, media_type=_BPMN, headers=named)


@api.post(
    "/flows/read",
    dependencies=[Depends(administers)],
    **operation(gives=ModelRead)
    | {"openapi_extra": {"requestBody": {"required": True, "content": {_BPMN: {}}}}},
)
async def read_model(request: Request, services: Wired) -> Response:
    """Read a model in BPMN 2.0: what a flow would hold of it, and what it would not. Nothing is
    kept."""
    return answer(_read(services, await request.body()))


@router.get("/admin/flows")
async def show(request: Request, _: Administrator, services: Wired) -> Response:
    """Show the flows that there are, and ask for a model to be read."""
    return _page(request, services, None, Faults())


@router.post("/admin/flows")
async def read(request: Request, _: Administrator, services: Wired) -> Response:
    """Read the model that was sent, and show what a flow would hold of it."""
    language = language_of(request)
    file: Any = (await request.form()).get("model")
    try:
        if not isinstance(file, UploadFile) or not file.size:
            raise Refusal(Reason("file.no_file", "/model"))
        found = _read(services, await file.read())
    except Refusal as refusal:
        names = {"model": word("bpmn.model", language)}
        return _page(request, services, None, tell(refusal.reasons, language, names=names))
    return _page(request, services, found, Faults())


def _read(services: Services, content: bytes) -> ModelRead:
    library = services.library
    try:
        reading = read_bpmn(content, {name: code for code, name in _lanes(library).items()})
    except UnreadableModel as error:
        raise Refusal(Reason(error.rule, "/model")) from error
    units, roles = library[Organisation].units, library[Installed].roles()
    _, mistakes = read_flow(reading.document, file="", units=units, roles=roles)
    return ModelRead(reading.document, reading.left_out, tuple(mistakes))


def _lanes(library: Library) -> Mapping[str, str]:
    """Return what lanes are called, by the code of the unit."""
    units = library[Organisation].units
    return {code: unit.title.zh for code, unit in units.items()} | {LEAD: word("bpmn.lead", "zh")}


def _page(
    request: Request, services: Services, found: ModelRead | None, faults: Faults
) -> Response:
    language = language_of(request)
    flows: dict[tuple[str, str], tuple[Flow, list[str]]] = {}
    for item in services.library[Catalogue].current_items():
        key = item.flow.name, item.flow.title.zh
        flows.setdefault(key, (item.flow, []))[1].append(item.code)
    return page(
        request,
        "items/flows.html",
        {
            "flows": [flows[key] for key in sorted(flows)],
            "found": found,
            "draft": json.dumps(found.flow, ensure_ascii=False, indent=2) if found else "",
            "left_out": _told(found.left_out, language) if found else (),
            "faults": faults,
        },
        status=422 if faults else 200,
    )


def _told(left_out: tuple[LeftOut, ...], language: Language) -> list[tuple[LeftOut, str]]:
    return [(each, sentence(each.why, language, {})) for each in left_out]
