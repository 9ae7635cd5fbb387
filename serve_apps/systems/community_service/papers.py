"""The papers of entrustments and batches (代办文书、交接单): how far each is, and its file for
whoever may see what it is of."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from actors.blocks.documents.paper import DOCUMENT, Paper
from actors.blocks.documents.template import Papers
from actors.blocks.documents.view import PAPERS
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.dispatch.entries import DISPATCH
from actors.systems.community_service.entrustment.state import ENTRUSTMENT
from serve_apps.front.disclosing import disclose
from serve_apps.front.policies import SignedIn
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.records import Records
from serve_apps.pages.stored_files import file_answer

router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
DocumentId = Annotated[str, Path(pattern="^[2-9A-HJ-NP-Z]{16}$")]
_NONE = Refusal(Reason("document.unknown"), kind="unknown")
_AT = {ENTRUSTMENT: "/entrustments", DISPATCH: "/dispatches"}


@router.get("/entrustments/{id}/papers/{document}")
async def send_paper(
    visitor: SignedIn, services: Wired, id: Id, document: DocumentId
) -> StreamingResponse:
    """Send a paper of an entrustment; to a clerk after the reading is recorded.

    Raises:
        Refusal: there is none for the visitor, or it is not ready.
    """
    return await _sent(services, visitor, ENTRUSTMENT, id, document)


@router.get("/dispatches/{id}/papers/{document}")
async def send_slip(
    visitor: SignedIn, services: Wired, id: Id, document: DocumentId
) -> StreamingResponse:
    """Send a paper of a batch.

    Raises:
        Refusal: there is none for the visitor, or it is not ready.
    """
    return await _sent(services, visitor, DISPATCH, id, document)


async def _sent(
    services: Services, visitor: Visitor, kind: str, id: str, document: str
) -> StreamingResponse:
    state = (await services.sender.show(f"{kind}:{id}")).state
    rules = services.kinds[kind].rules
    assert rules is not None
    purpose = "handling" if visitor.kind == "staff" and kind == ENTRUSTMENT else ""
    verdict = rules.permitted("read", visitor.identity, state, purpose)
    if not verdict.allowed or (kind == ENTRUSTMENT and verdict.fields is not None):
        raise _NONE
    if purpose:
        await disclose(services, visitor, kind, id, state, purpose)
    paper: Paper = (await services.sender.show(f"{DOCUMENT}:{document}")).state
    if paper.order is None or paper.order.of != f"{kind}:{id}":
        raise _NONE
    if not paper.is_final:
        raise Refusal(Reason("document.not_ready"), kind="not_now")
    template = services.library[Papers].template(paper.template, paper.version)
    title = template.title.zh if template else paper.template
    return await file_answer(services, paper.sha256, f"{title} {paper.number}.pdf", _NONE)


def _told(kind: str) -> Any:
    async def told(
        services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
    ) -> list[dict[str, Any]] | None:
        """Return the papers that were ordered, in the order of the acts, None for none."""
        found = services[Records].database[PAPERS].find({"of": f"{kind}:{id}"})
        rows = await found.sort([("ordered_at", 1), ("_id", 1)]).to_list()
        if not rows or not (shows("number") or shows("count")):
            return None
        templates = services.library[Papers]
        return [
            {
                "title": found.title
                if (found := templates.template(row["template"], row["version"]))
                else None,
                "ready": row["state"] in ("made", "sealed"),
                "href": f"{_AT[kind]}/{id}/papers/{row['_id']}",
            }
            for row in rows
        ]

    return told


OF_ENTRUSTMENTS = Panel(template="community_service/papers.html", made=_told(ENTRUSTMENT))
OF_DISPATCHES = Panel(template="community_service/papers.html", made=_told(DISPATCH))
