"""Sessions for other programs: iCalendar (RFC 5545) and Akoma Ntoso 3.0."""

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.systems.npc_motions.congress_session import CONGRESS_SESSION
from actors.systems.npc_motions.congress_session_calendar import as_calendar
from actors.systems.npc_motions.congress_session_state import SessionState
from actors.systems.npc_motions.motion_akoma_ntoso import write
from actors.systems.npc_motions.motion_papers import agenda_paper
from serve_apps.front.policies import AnyVisitor, SignedIn
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word
from serve_apps.pages.records import Records
from serve_apps.pages.stored_files import file_answer
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
AKOMA_NTOSO = "application/akn+xml"
SOURCE = "Yimen"
_BODY = "_congress"


@router.get("/sessions/{id}/calendar.ics")
async def calendar(visitor: SignedIn, services: Wired, id: str) -> Response:
    """Return the sittings of a session as a calendar.

    Raises:
        Refusal: there is none whose sittings the visitor may see.
    """
    row = await _session(services, visitor, id, "sittings")
    named = {"content-disposition": f'attachment; filename="{id}.ics"'}
    content = as_calendar(row, services.clock.now())
    return Response(content, media_type="text/calendar; charset=utf-8", headers=named)


@router.get("/sessions/{id}/agenda.xml")
async def agenda(visitor: AnyVisitor, services: Wired, id: str) -> Response:
    """Return the agenda of a session as Akoma Ntoso.

    Raises:
        Refusal: there is none, or nothing is on it.
    """
    row = await _session(services, visitor, id, "agenda")
    if not row["agenda"]:
        raise Refusal(Reason("congress_session.unknown"), kind="unknown")
    paper = agenda_paper(row, **kept_by(services, row["congress"]))
    return Response(write(paper), media_type=AKOMA_NTOSO)


@router.get("/sessions/{id}/documents/{document}")
async def document(
    visitor: AnyVisitor, services: Wired, id: str, document: str
) -> StreamingResponse:
    """Send a document of a session while it may be read.

    Raises:
        Refusal: there is none that the visitor may read now.
    """
    unknown = Refusal(Reason("congress_session.unknown"), kind="unknown")
    rules = services[Records].rules(CONGRESS_SESSION)
    shown = await services.sender.show(f"{CONGRESS_SESSION}:{id}")
    state: SessionState = shown.state
    found = state.documents.get(document)
    if not shown.seq or rules is None or found is None:
        raise unknown
    read = rules.permitted("read_papers", visitor.identity, state)
    waiting = found.state == "waiting" and visitor.kind == "staff"
    released = found.state == "released" and (found.audience == "everybody" or read.allowed)
    if not released and not (waiting and read.allowed):
        raise unknown
    return await file_answer(services, found.sha256, found.title, unknown)


async def _session(services: Services, visitor: Visitor, id: str, field: str) -> Document:
    records = services[Records]
    row = await records.database["sessions"].find_one({"_id": id})
    judge = records.judging(visitor.identity, f"{CONGRESS_SESSION}.read", {})
    if row is None or not judge(row).shows(field):
        raise Refusal(Reason("congress_session.unknown"), kind="unknown")
    return row


def kept_by(services: Services, congress: str) -> dict[str, str]:
    """Return in whose name a paper of a congress is kept, and where."""
    unit = services.library[Organisation].units.get(congress + _BODY)
    return {
        "jurisdiction": f"cn-{unit.place}" if unit else "cn",
        "author": known_word(f"choices.congress.{congress}", "zh") or congress,
        "source": SOURCE,
    }
