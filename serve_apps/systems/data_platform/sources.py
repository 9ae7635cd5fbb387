"""Sources of data (数据来源): a list, and one page for all that is done with a source: its rules,
what each run brought, and the rows that were not in order, as a table and as a file."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from io import BytesIO
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from actors.blocks.jobs.shell.files import rows_of
from actors.blocks.tables.shell.kept_files import KeptFiles
from actors.kernel.errors import Reason, Refusal
from actors.systems.data_platform.roles import STEWARD
from actors.systems.data_platform.shell.settings import Settings, read_settings
from actors.systems.data_platform.source.commands import HandInFile, RegisterSource
from actors.systems.data_platform.source.state import PHASES, Run, Source
from actors.systems.data_platform.source.terms import DATA_SOURCE, SORTS, Wording
from serve_apps.front.bodies import IdempotencyKey, answer, command_id, operation
from serve_apps.front.language import language_of
from serve_apps.front.policies import signed_in_staff, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired, Wiring
from serve_apps.front.words import sentence, word
from serve_apps.pages.asking import Asking
from serve_apps.pages.export import FORMATS, Sheet
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage
from storage.tables import NoSuchTable, Tables

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["data_sources"])
Steward = Annotated[Visitor, Depends(staff_with(STEWARD))]
Staff = Annotated[Visitor, Depends(signed_in_staff)]
Id = Annotated[str, Path(pattern="^[a-z0-9_-]{2,80}$")]
AT = "/data-sources"
MOST_MEGABYTES = 10
SHOWN = 20  # rejected rows on the page
_MOST = 500_000  # in a file
_HEADS = ("row", "column", "reason", "value")
_UNKNOWN = Refusal(Reason("data_source.unknown"), kind="unknown")
_BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_TAKES: dict[str, Any] = {
    **operation(gives=HandInFile, status=201),
    "openapi_extra": {"requestBody": {"required": True, "content": _BYTES}},
}


@router.get(AT + "/{id}/file")
async def ask_file(request: Request, visitor: Steward, services: Wired, id: Id) -> Response:
    """Show the form by which a file is handed in.

    Raises:
        Refusal: the visitor may not hand in anything for this source now.
    """
    return _form(request, id, await _open_for(services, visitor, id))


@router.post(AT + "/{id}/file")
async def hand_in(request: Request, visitor: Steward, services: Wired, id: Id) -> Response:
    """Keep a file, and have it collected.

    Raises:
        Refusal: the visitor may not hand in anything for this source now.
        Overloaded, Unavailable: see `Sender.send`.
        OSError: the file could not be kept.
    """
    state = await _open_for(services, visitor, id)
    sent = await request.form()
    file, key = sent.get("file"), str(sent.get("key", ""))[:64]
    if not isinstance(file, UploadFile) or not 0 < (file.size or 0) <= MOST_MEGABYTES * 1_000_000:
        error = sentence("data_source.no_upload", language_of(request), _limit())
        return _form(request, id, state, error)
    upload = await asyncio.to_thread(_files(services).keep, file.file)
    wish = HandInFile(upload=upload, file_name=(file.filename or "")[-120:])
    once = command_id(DATA_SOURCE, key or uuid4().hex, wish)
    await services.sender.send(f"{DATA_SOURCE}:{id}", wish, id=once, by=visitor.identity)
    return RedirectResponse(f"{AT}/{id}", 303)


@api.post("/data_sources/{id}/file", **_TAKES)
async def take_file(
    request: Request, visitor: Steward, services: Wired, id: Id, idempotency_key: IdempotencyKey
) -> Response:
    """Hand in a file as the body, and have it collected: CSV, XLSX or JSON, in UTF-8 or GB 18030.

    Raises:
        Refusal: the program may not hand in anything for this source now, or it is no file of the
            size that is taken.
        Overloaded, Unavailable: see `Sender.send`.
        OSError: the file could not be kept.
    """
    await _open_for(services, visitor, id)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_MEGABYTES * 1_000_000:
            break
    if not 0 < len(body) <= MOST_MEGABYTES * 1_000_000:
        raise Refusal(Reason("data_source.no_upload", facts=_limit()))
    wish = HandInFile(upload=await asyncio.to_thread(_files(services).keep, BytesIO(body)))
    once = command_id(visitor.identity.id, idempotency_key, wish)
    await services.sender.send(f"{DATA_SOURCE}:{id}", wish, id=once, by=visitor.identity)
    return answer(wish, 201)


@router.get(AT + "/{id}/runs/{number}/rejects.csv")
async def send_rejects(
    request: Request,
    visitor: Staff,
    services: Wired,
    id: Id,
    number: Annotated[int, Path(ge=1, le=1_000_000)],
) -> Response:
    """Send the rows that a run has not taken, each with its number, column, and why.

    Raises:
        Refusal: there is no such run for the visitor, or its list is gone.
    """
    state: Source = (await services.sender.show(f"{DATA_SOURCE}:{id}")).state
    rules = services.kinds[DATA_SOURCE].rules
    assert rules is not None
    verdict = rules.permitted("read", visitor.identity, state)
    run = next((each for each in state.runs if each.number == number), None)
    if not verdict.allowed or run is None or run.result is None:
        raise _UNKNOWN
    language = language_of(request)
    found = await _rejects(services, run, _MOST)
    if found is None:
        raise Refusal(Reason("data_source.no_run"), kind="unknown")

    async def lines() -> AsyncIterator[list[Any]]:
        for each in found:
            reason = word(f"{DATA_SOURCE}.choices.reason.{each['reason']}", language)
            yield [each["row"], each["column"], reason, each["value"]]

    heads = [word(f"{DATA_SOURCE}.fields.{name}", language) for name in _HEADS]
    return await FORMATS["csv"](
        Sheet(name=f"{id}-{number}-rejects", title=id, heads=heads, lines=lines())
    )


async def _rejects(services: Services, run: Run, most: int) -> list[Mapping[str, Any]] | None:
    """Return up to `most` rows of the list of a run; None: it is gone."""
    assert run.result is not None  # it was asked for
    if not run.result.rejects:
        return []
    try:
        path = Tables(services[Settings].tables).path(run.result.rejects)
        return [*await asyncio.to_thread(rows_of, path, 0, most)]
    except (NoSuchTable, OSError):
        return None


def _files(services: Services) -> KeptFiles:
    return KeptFiles(services[Settings].raw)


def _limit() -> dict[str, str]:
    return {"most": str(MOST_MEGABYTES)}


async def _open_for(services: Services, visitor: Visitor, id: str) -> Source:
    state: Source = (await services.sender.show(f"{DATA_SOURCE}:{id}")).state
    rules = services.kinds[DATA_SOURCE].rules
    assert rules is not None
    if "HandInFile" not in rules.allowed(visitor.identity, state):
        raise _UNKNOWN
    return state


def _form(request: Request, id: str, state: Source, error: str = "") -> Response:
    context = {
        "id": id,
        "source": state,
        "most": MOST_MEGABYTES,
        "key": uuid4().hex,
        "error": error,
        "errors": [("file", error)] if error else (),
    }
    return page(request, "data_platform/source_file.html", context, status=422 if error else 200)


async def _said(asking: Asking) -> Mapping[str, Any]:
    """Return what is said of the source, to be changed."""
    state: Source = asking.state
    if state.wording is None:
        return {}
    return {name: getattr(state.wording, name) for name in Wording.__struct_fields__}


async def _ruled(asking: Asking) -> Mapping[str, Any]:
    """Return the rules, to be changed."""
    state: Source = asking.state
    return {"rules": state.rules} if state.rules else {}


async def _told(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Mapping[str, Any] | None:
    """Return what the page tells of a source's rules and runs."""
    source: Source = state
    if not shows("runs") or source.wording is None:
        return None
    rules = services.kinds[DATA_SOURCE].rules
    assert rules is not None
    runs = list(reversed(source.runs))
    latest = next((each for each in runs if each.result), None)
    rejects = await _rejects(services, latest, SHOWN) if latest else []
    return {
        "id": id,
        "wording": source.wording,
        "rules": source.rules,
        "runs": runs,
        "latest": latest,
        "rejects": rejects or [],
        "waivers": source.waivers,
        "hands_in": "HandInFile" in rules.allowed(visitor.identity, source),
    }


LIST = ListPage(
    name="data_sources",
    view="data_sources",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="unit"),
        Column(field="dataset"),
        Column(field="sort"),
        Column(field="state", look="state"),
        Column(field="rows", look="number"),
        Column(field="rejected", look="number"),
        Column(field="due"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="state", values=PHASES, said=f"{DATA_SOURCE}.states"),
        Choice(field="sort", values=SORTS, said=f"{DATA_SOURCE}.choices.sort"),
        OfUnit(field="unit"),
    ),
    policy=signed_in_staff,
)


def _code(command: RegisterSource) -> str:
    return command.code


RECORD = RecordPage(
    kind=DATA_SOURCE,
    at=AT,
    heading="title",
    good=("active",),
    bad=("failing", "closed"),
    told=("title", "dataset", "sort", "rows", "reason"),
    left_out=("HandInFile",),
    named=_code,
    filled={"ChangeSource": _said, "SetRules": _ruled},
    purposes=(),
    panels=(Panel(template="data_platform/source_panel.html", made=_told),),
    policy=signed_in_staff,
)


def settings_here(_: Wiring) -> Settings:
    """Return where what sources bring lies."""
    return read_settings()
