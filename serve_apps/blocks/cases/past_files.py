"""Files of a case as they were before the right ones took their place (更正): shown to whoever may
see what was handed in, by the same policies and with the same records of it."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import StreamingResponse

from actors.blocks.cases.state import CaseState
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.desk import Insider, opening_of
from serve_apps.blocks.cases.desk_page import Opening
from serve_apps.blocks.cases.drafts import open_own
from serve_apps.blocks.cases.visibility import UNKNOWN, read_case
from serve_apps.front.policies import Resident
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.stored_files import file_answer

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case}/past-files/{number:page}")
async def show_own(
    visitor: Resident, services: Wired, case: CaseId, number: int
) -> StreamingResponse:
    """Send a file that the visitor had handed in; they count from 1, in the order in which others
    took their places.

    Raises:
        Refusal: there is no such case of his, or no such file in it.
    """
    return await _sent(services, (await open_own(services, visitor, case)).state, number)


@router.get("/staff/cases/{case}/past-files/{number:page}")
async def show(visitor: Insider, services: Wired, case: CaseId, number: int) -> StreamingResponse:
    """Send one after the reading is recorded; see `desk.show_material`.

    Raises:
        Refusal: there is no such case or file for the visitor.
    """
    opening = await opening_of(services, visitor, case)
    return await _opened(services, visitor, case, number, opening)


@router.post("/staff/cases/{case}/past-files/{number:page}")
async def show_for(
    visitor: Insider,
    services: Wired,
    case: CaseId,
    number: int,
    purpose: Annotated[str, Form()],
    reason: Annotated[str, Typed, Form(max_length=500)] = "",
) -> StreamingResponse:
    """Send one for a stated purpose that is recorded.

    Raises:
        Refusal: there is no such case or file for the visitor, or not for that purpose.
    """
    return await _opened(services, visitor, case, number, Opening(purpose, reason))


async def _opened(
    services: Services, visitor: Visitor, case: str, number: int, opening: Opening
) -> StreamingResponse:
    _seq, state = await read_case(
        services, visitor, case, opening.purpose, full=False, reason=opening.reason
    )
    return await _sent(services, state, number)


async def _sent(services: Services, state: CaseState, number: int) -> StreamingResponse:
    if not 0 < number <= len(state.past_files):
        raise UNKNOWN
    file = state.past_files[number - 1].file
    return await file_answer(services, file.sha256, file.file_name or file.name, UNKNOWN)
