"""Cases by program: apply, keep a draft, look at a case, follow its progress."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response

from actors.blocks.cases.applicants import warnings
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.offers import rules
from actors.blocks.cases.state import CaseState, Dues
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason
from actors.kernel.words import Title
from serve_apps.blocks.cases.applications import Filed, save_draft, submit
from serve_apps.blocks.cases.listings import OWN_IN_FULL, own_query
from serve_apps.blocks.cases.preparing import EXAMPLE, Application, draft_of
from serve_apps.blocks.cases.progress import prove_applicant, row_of
from serve_apps.blocks.cases.recognising import recognise
from serve_apps.blocks.cases.visibility import UNKNOWN, may_follow, read_case
from serve_apps.front.bodies import (
    IdempotencyKey,
    answer,
    decoded,
    operation,
    read,
    require_json,
    sent_by,
)
from serve_apps.front.language import language_of
from serve_apps.front.policies import ProvesItself, SignedIn
from serve_apps.front.problem import path_name
from serve_apps.front.strict import StrictDecoder
from serve_apps.front.wiring import Wired
from serve_apps.front.words import sentence
from serve_apps.pages.records import Records

router = APIRouter(tags=["cases"])
CASE_ID = r"^[0-9a-f]{32}$"
_APPLICATION = StrictDecoder(Application)
FILES = operation(gives=Filed, status=201, takes=Application, example=sent_by(EXAMPLE))
CaseId = Annotated[str, Path(pattern=CASE_ID, description="Opaque id of the case")]


class Oddity(msgspec.Struct, frozen=True):
    """Something odd at the place `pointer`, as a code and in a sentence."""

    pointer: str
    code: str
    detail: str


class CaseOut(msgspec.Struct, frozen=True):
    """A case in full, with personal data; `allowed` are the commands you may send to it now. To
    offices `warnings` tell what was accepted, but should be looked at beside the papers."""

    seq: int
    case: CaseState
    allowed: tuple[str, ...]
    warnings: tuple[Oddity, ...] = ()


class OpenTask(msgspec.Struct, frozen=True):
    """A task that waits, without who works on it."""

    title: Title
    unit: str
    since: datetime
    due: str | None = None  # the local last day of its own limit


class Moment(msgspec.Struct, frozen=True):
    """Something that happened to the case."""

    seq: int
    at: datetime
    event: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a case has come, without personal data. `case` is its id, by which commands reach
    it."""

    case: str
    number: str
    item: dict[str, Any]
    unit: str
    phase: str
    stage: str = ""
    tasks: tuple[OpenTask, ...] = ()
    dues: Dues = Dues()
    paused: bool = False
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    timeline: tuple[Moment, ...] = ()


class CaseList(msgspec.Struct, frozen=True):
    """One page of cases, the last changed first. `after` and `before` are the cursors of the pages
    beside it, "" if there is none."""

    cases: tuple[Progress, ...]
    after: str
    before: str


class ProgressQuestion(msgspec.Struct, frozen=True):
    """A case number and the last four characters of the applicant's identity number."""

    number: str
    id_tail: str


@router.post("/cases", **FILES)
async def file_application(
    request: Request, visitor: SignedIn, services: Wired, idempotency_key: IdempotencyKey
) -> Response:
    """Apply (申报). A resident applies for himself or, with the header `On-Behalf-Of`, for an
    account whose mandate he has; a window clerk for somebody who is present."""
    require_json(request)
    sent = await decoded(request, _APPLICATION)
    wish = await draft_of(services, visitor, sent)
    filed = await submit(services, visitor.identity, idempotency_key, wish, sent=sent)
    return answer(filed, 201, {"location": f"/api/v1/cases/{filed.case}"})


@router.post("/drafts", **FILES)
async def begin_draft(
    request: Request, visitor: SignedIn, services: Wired, idempotency_key: IdempotencyKey
) -> Response:
    """Keep what has been filled in so far; nothing but its shape is checked."""
    require_json(request)
    sent = await decoded(request, _APPLICATION)
    wish = await draft_of(services, visitor, sent)
    filed = await save_draft(services, visitor.identity, idempotency_key, wish, sent=sent)
    return answer(filed, 201, {"location": f"/api/v1/cases/{filed.case}"})


@router.get("/cases", **operation(gives=CaseList))
async def list_own_cases(
    visitor: SignedIn, services: Wired, cursor: Annotated[str, Query(max_length=1_000)] = ""
) -> Response:
    """List the cases of this account or, with `On-Behalf-Of`, of one whose mandate you have. What
    you filed in person, at a window or a kiosk, is among them once you were identified there."""
    where = own_query(visitor, await recognise(services, visitor))
    database = services[Records].database
    found = await OWN_IN_FULL.page(database, where, cursor=cursor, counted=False)
    return answer(CaseList(tuple(map(progress_of, found.rows)), found.after, found.before))


@router.get("/cases/{case}", **operation(gives=CaseOut))
async def show_case(
    request: Request,
    case: CaseId,
    visitor: SignedIn,
    services: Wired,
    purpose: Annotated[str, Query(description="Why; the read is recorded with it")],
    reason: Annotated[
        str, Query(max_length=500, description="Of a closed case: what it is needed for")
    ] = "",
) -> Response:
    """Show a case in full. The read is recorded durably before anything is shown, each by itself;
    there is a bound on how much somebody of an office sees in an hour."""
    seq, state = await read_case(services, visitor, case, purpose, reason=reason)
    library = services.library
    names = rules(library).allowed(visitor.identity, state)
    odd: tuple[Reason, ...] = ()
    if visitor.kind == "staff":
        item = library[Catalogue].item(state.item, state.item_version)
        odd = warnings(state, item, library, local_day(services.clock.now()))
    language = language_of(request)
    told = (Oddity(r.field, r.code, sentence(r.code, language, r.facts)) for r in odd)
    shown = told_of(state, visitor.kind)
    return answer(CaseOut(seq, shown, tuple(map(path_name, names)), tuple(told)))


def told_of(state: CaseState, kind: str) -> CaseState:
    """Return the case as programs are told of it: by the digest of a number people are looked up,
    and nobody else has a use for it. To residents notes among officers, and what waits for approval
    or was not told yet, are not there; an office is not told who rated it."""
    applicant = state.applicant and msgspec.structs.replace(state.applicant, person="")
    told = msgspec.structs.replace(state, applicant=applicant)
    if kind == "staff":
        return msgspec.structs.replace(told, stars=0, rating="")
    return msgspec.structs.replace(told, notes=(), wishes=(), proposal=None, void_proposal=None)


@router.get("/progress/{number}", **operation(gives=Progress))
async def show_progress(number: str, visitor: SignedIn, services: Wired) -> Response:
    """Show how far a case has come, to its applicant and to the units that take part."""
    row = await row_of(services, number)
    if row is None or not may_follow(visitor, row, services.library):
        raise UNKNOWN
    return answer(progress_of(row))


@router.post(
    "/progress",
    **operation(
        gives=Progress,
        takes=ProgressQuestion,
        example={"number": "11440600MB2C9270XW4000131001000202611230001", "id_tail": "002X"},
    ),
)
async def ask_progress(request: Request, _: ProvesItself, services: Wired) -> Response:
    """Show how far a case has come to whoever knows its number and the end of the identity number.

    Nothing personal stands in an address, so this is a POST.
    """
    question = await read(request, ProgressQuestion)
    return answer(progress_of(await prove_applicant(services, question.number, question.id_tail)))


def progress_of(row: Mapping[str, Any]) -> Progress:
    """Return what of a row of the view `cases` may be told outside the offices."""
    return msgspec.convert({"case": str(row["_id"]), **row}, Progress, strict=False)
