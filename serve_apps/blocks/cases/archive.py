"""Fetching the archive package (归档包) of a case that is sealed."""

from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Form, Query
from fastapi.responses import StreamingResponse

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.offers import rules
from actors.blocks.cases.state import CaseState
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.cases.api import told_of
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.archive_package import Package, about, entries_of
from serve_apps.blocks.cases.case_papers import Insider
from serve_apps.blocks.cases.visibility import UNKNOWN, may_read, read_case
from serve_apps.front.policies import Officer
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.stored_files import attachment

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["cases"])
PIECE = 1 << 16  # bytes sent at a time
KEPT_IN_MEMORY = 1 << 23  # bytes; larger packages are made on disk


@router.post("/staff/cases/{case}/package")
async def fetch(
    visitor: Insider,
    services: Wired,
    case: CaseId,
    reason: Annotated[str, Typed, Form(max_length=500)] = "",
) -> StreamingResponse:
    """Send the package, with what it is needed for, which is recorded.

    Raises:
        Refusal: there is no such case for the visitor, he has no right to archives, it is not
            sealed, or no reason was given.
    """
    return await _package(services, visitor, case, reason)


@api.get(
    "/cases/{case}/package",
    responses={200: {"content": {"application/zip": {}}, "description": "The archive package"}},
)
async def fetch_by_program(
    visitor: Officer,
    services: Wired,
    case: CaseId,
    reason: Annotated[str, Query(max_length=500, description="What it is needed for")] = "",
) -> StreamingResponse:
    """Download the archive package of a sealed case: ZIP, checked by `sha256sum --check`."""
    return await _package(services, visitor, case, reason)


async def _package(
    services: Services, visitor: Visitor, case: str, reason: str
) -> StreamingResponse:
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    if not may_read(visitor.identity, state, services.library):
        raise UNKNOWN
    if not rules(services.library).permitted("archive", visitor.identity, state).allowed:
        raise Refusal(Reason("case.forbidden"), kind="forbidden")
    if state.archived_at is None:
        raise Refusal(Reason("archive.not_sealed"), kind="not_now")
    _seq, state = await read_case(services, visitor, case, "handling", reason=reason)
    target: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115
    try:
        await _write(services, state, target)
    except BaseException:
        target.close()
        raise
    size = target.tell()
    target.seek(0)
    headers = {
        "content-disposition": attachment(f"{state.number}.zip"),
        "content-length": str(size),
    }
    return StreamingResponse(_pieces(target), media_type="application/zip", headers=headers)


async def _write(services: Services, state: CaseState, target: Any) -> None:
    item = services.library[Catalogue].item(state.item, state.item_version)
    package = Package(target)
    row = await services.views.case(state.id)
    timeline = row["timeline"] if row else []
    package.text("case.json", msgspec.to_builtins(told_of(state, "staff")))
    package.text("timeline.json", timeline)
    for entry in entries_of(state, item):
        await package.file(entry, services.files.open(entry.sha256))
    package.close(about(state, item))


async def _pieces(source: SpooledTemporaryFile[bytes]) -> AsyncIterator[bytes]:
    with source:
        while piece := source.read(PIECE):
            yield piece
