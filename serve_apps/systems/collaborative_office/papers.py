"""The sealed paper of a document (盖章公文), for whoever may read its text, at both organs."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office.exchange import INCOMING_DOCUMENT
from actors.systems.collaborative_office.outgoing.state import OFFICIAL_DOCUMENT
from serve_apps.front.disclosing import disclose
from serve_apps.front.policies import Officer
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.stored_files import file_answer

router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[A-Za-z0-9_.~-]{1,80}$")]
_PURPOSE = "handling"


@router.get("/official-documents/{id}/paper")
async def of_outgoing(visitor: Officer, services: Wired, id: Id) -> StreamingResponse:
    """Send the paper of an outgoing document, after the reading is recorded.

    Raises:
        Refusal: there is none that the visitor may read.
    """
    return await _sent(services, visitor, OFFICIAL_DOCUMENT, id)


@router.get("/incoming-documents/{id}/paper")
async def of_incoming(visitor: Officer, services: Wired, id: Id) -> StreamingResponse:
    """Send the paper that came with a document, after the reading is recorded.

    Raises:
        Refusal: there is none that the visitor may read.
    """
    return await _sent(services, visitor, INCOMING_DOCUMENT, id)


async def _sent(services: Services, visitor: Visitor, kind: str, id: str) -> StreamingResponse:
    unknown = Refusal(Reason(f"{kind}.unknown"), kind="unknown")
    shown = await services.sender.show(f"{kind}:{id}")
    rules = services.kinds[kind].rules
    if not shown.seq or rules is None:
        raise unknown
    state = shown.state
    read = rules.permitted("read", visitor.identity, state, _PURPOSE)
    if not state.pdf or not read.shows("body"):
        raise unknown
    await disclose(services, visitor, kind, id, state, _PURPOSE)
    return await file_answer(services, state.pdf, f"{state.number}.pdf", unknown)


def panel(at: str) -> Panel:
    """Return the part of the pages at `at` that leads to the paper, where there is one."""

    async def told(
        services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
    ) -> str | None:
        """Return the address of the paper, None where there is none for the visitor."""
        return f"{at}/{id}/paper" if state.pdf and shows("body") else None

    return Panel(template="collaborative_office/paper.html", made=told)
