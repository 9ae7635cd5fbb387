"""The papers of a case (文书): how far each is, and its file for whoever may see the case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Form, Path, Query
from fastapi.responses import Response, StreamingResponse

from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.cases.state import CaseState
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.documents.paper import DOCUMENT, Paper
from actors.blocks.documents.template import Papers
from actors.blocks.documents.view import PAPERS
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.words import Title
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.drafts import open_own
from serve_apps.blocks.cases.serving import ServiceOut, TakenBackOut, service_out, taken_back_out
from serve_apps.blocks.cases.visibility import UNKNOWN, may_read, purposes_of, read_case
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import Resident, SignedIn, staff_with
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records
from serve_apps.pages.stored_files import file_answer

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["cases"])
DocumentId = Annotated[str, Path(pattern="^[2-9A-HJ-NP-Z]{16}$", description="Id of the paper")]
Insider = Annotated[Visitor, Depends(staff_with(WINDOW_CLERK, REVIEWER, APPROVER, SUPERVISOR))]
_NO_PAPER = Refusal(Reason("document.unknown"), kind="unknown")


class PaperOut(msgspec.Struct, frozen=True):
    """A paper of a case. `state` is "ordered" while it is being made, "made", "sealed" or "failed",
    and then `code` says why; once it is `ready` it can be downloaded. `served` tells how it was
    handed over or posted, if it was, `taken_back` what was entered of that by mistake."""

    id: str
    template: str
    title: Title
    state: str
    ready: bool
    code: str
    at: datetime
    served: ServiceOut | None = None
    taken_back: tuple[TakenBackOut, ...] = ()


class PaperList(msgspec.Struct, frozen=True):
    """The papers of a case, in the order of the acts."""

    papers: tuple[PaperOut, ...]


async def papers_of(services: Services, state: CaseState, *, in_full: bool) -> tuple[PaperOut, ...]:
    """Return the papers of the case `state`, in the order of the acts; `in_full` with the names of
    those who signed.

    Raises:
        PyMongoError: the database does not answer.
    """
    found = services[Records].database[PAPERS].find({"of": f"case:{state.id}"})
    rows = await found.sort([("ordered_at", 1), ("_id", 1)]).to_list()
    return tuple(
        PaperOut(
            id=str(row["_id"]),
            template=row["template"],
            title=_title(services.library, row),
            state=row["state"],
            ready=_is_ready(row),
            code=row["code"],
            at=row["ordered_at"],
            served=service_out(state, str(row["_id"]), in_full=in_full),
            taken_back=taken_back_out(state, str(row["_id"]), in_full=in_full),
        )
        for row in rows
    )


@router.get("/cases/{case}/papers/{document}")
async def send_own_paper(
    visitor: Resident, services: Wired, case: CaseId, document: DocumentId
) -> StreamingResponse:
    """Send a paper of the visitor's own case.

    Raises:
        Refusal: there is no such case or paper of his, or it is not ready.
    """
    await open_own(services, visitor, case)
    return await _file(services, case, document)


@router.get("/staff/cases/{case}/papers/{document}")
async def send_paper(
    visitor: Insider, services: Wired, case: CaseId, document: DocumentId
) -> StreamingResponse:
    """Send a paper of a case, after the reading is recorded: to handle the case where that is the
    visitor's, or else to supervise.

    Raises:
        Refusal: there is no such case or paper for the visitor, he may do neither, or it is not
            ready.
    """
    state = (await services.sender.show(f"case:{case}")).state
    purposes = purposes_of(visitor.identity, state, services.library)
    if not purposes:
        raise UNKNOWN
    usual = "handling" if "handling" in purposes else "supervision"
    await read_case(services, visitor, case, usual)
    return await _file(services, case, document)


@router.post("/staff/cases/{case}/papers/{document}")
async def open_paper(
    visitor: Insider,
    services: Wired,
    case: CaseId,
    document: DocumentId,
    purpose: Annotated[str, Form()],
    reason: Annotated[str, Typed, Form(max_length=500)] = "",
) -> StreamingResponse:
    """Send a paper of a case, for a stated purpose that is recorded; of a closed case with what it
    is needed for.

    Raises:
        Refusal: there is no such case or paper for the visitor, or not for that purpose.
    """
    await read_case(services, visitor, case, purpose, reason=reason)
    return await _file(services, case, document)


@api.get("/cases/{case}/papers", **operation(gives=PaperList))
async def list_papers(case: CaseId, visitor: SignedIn, services: Wired) -> Response:
    """List the papers of a case, to its applicant and to those who may read it."""
    state = await require_known(services, visitor, case)
    in_full = visitor.kind != "staff"
    return answer(PaperList(await papers_of(services, state, in_full=in_full)))


@api.get(
    "/cases/{case}/papers/{document}",
    responses={200: {"content": {"application/pdf": {}}, "description": "The paper"}},
)
async def download_paper(
    case: CaseId,
    document: DocumentId,
    visitor: SignedIn,
    services: Wired,
    purpose: Annotated[str, Query(description="Of offices: why; it is recorded")] = "",
    reason: Annotated[
        str, Query(max_length=500, description="Of a closed case: what it is needed for")
    ] = "",
) -> StreamingResponse:
    """Download a paper once it is ready. Offices say what for, and that is recorded first."""
    if visitor.kind == "staff":
        await read_case(services, visitor, case, purpose, reason=reason)
    else:
        await open_own(services, visitor, case)
    return await _file(services, case, document)


async def require_known(services: Services, visitor: Visitor, case: str) -> CaseState:
    """Return the case if the visitor is its applicant, or may read it for his office.

    Raises:
        Refusal: he is neither, or there is no such case.
    """
    if visitor.kind != "staff":
        return (await open_own(services, visitor, case)).state
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    if not may_read(visitor.identity, state, services.library):
        raise UNKNOWN
    return state


async def _file(services: Services, case: str, document: str) -> StreamingResponse:
    paper: Paper = (await services.sender.show(f"{DOCUMENT}:{document}")).state
    if paper.order is None or paper.order.of != f"case:{case}":
        raise _NO_PAPER
    if not paper.is_final:
        raise Refusal(Reason("document.not_ready"), kind="not_now")
    template = services.library[Papers].template(paper.template, paper.version)
    title = template.title.zh if template else paper.template
    return await file_answer(services, paper.sha256, f"{title} {paper.number}.pdf", _NO_PAPER)


def _title(library: Library, row: Mapping[str, Any]) -> Title:
    template = library[Papers].template(row["template"], row["version"])
    return template.title if template else Title(zh=row["template"], en=row["template"])


def _is_ready(row: Mapping[str, Any]) -> bool:
    return row["state"] == "sealed" or (row["state"] == "made" and not row["seal"])
