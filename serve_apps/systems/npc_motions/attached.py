"""The files of a proposal (附件) on its page, and their download."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from actors.kernel.errors import Reason, Refusal
from actors.systems.npc_motions.attachments import Attachment
from actors.systems.npc_motions.motion import MOTION
from actors.systems.npc_motions.suggestion.kind import SUGGESTION
from serve_apps.front.disclosing import disclose
from serve_apps.front.policies import SignedIn
from serve_apps.front.visitor import ANYBODY, Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.records import Records
from serve_apps.pages.stored_files import file_answer

router = APIRouter(include_in_schema=False)
FIELD = "attachments"


async def _told(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Sequence[Attachment] | None:
    return (state.attachments or None) if shows(FIELD) else None


PANEL = Panel(template="npc_motions/attachments.html", made=_told)


@router.get("/suggestions/{id}/files/{sha256}")
async def file_of_suggestion(
    visitor: SignedIn, services: Wired, id: str, sha256: str
) -> StreamingResponse:
    """Send a file of a suggestion; the reading is recorded.

    Raises:
        Refusal: there is none that the visitor may see.
    """
    return await _file(services, visitor, SUGGESTION, id, sha256)


@router.get("/motions/{id}/files/{sha256}")
async def file_of_motion(
    visitor: SignedIn, services: Wired, id: str, sha256: str
) -> StreamingResponse:
    """Send a file of a motion; the reading is recorded.

    Raises:
        Refusal: there is none that the visitor may see.
    """
    return await _file(services, visitor, MOTION, id, sha256)


async def _file(
    services: Services, visitor: Visitor, kind: str, id: str, sha256: str
) -> StreamingResponse:
    """Send a file of what `visitor` may see, after the reading is recorded, unless everybody may
    see it."""
    unknown = Refusal(Reason(f"{kind}.unknown"), kind="unknown")
    rules = services[Records].rules(kind)
    shown = await services.sender.show(f"{kind}:{id}")
    if rules is None or not rules.permitted("read", visitor.identity, shown.state).shows(FIELD):
        raise unknown
    file = next((each for each in shown.state.attachments if each.sha256 == sha256), None)
    if file is None:
        raise unknown
    if not rules.permitted("read", ANYBODY, shown.state).shows(FIELD):
        purpose = _purpose(visitor, shown.state)
        await disclose(services, visitor, kind, id, shown.state, purpose, full=False)
    return await file_answer(services, sha256, file.name, unknown)


def _purpose(visitor: Visitor, state: Any) -> str:
    if visitor.kind == "staff":
        return "handling"
    return "own" if state.lead == visitor.account else "deliberation"
