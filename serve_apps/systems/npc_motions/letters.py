"""The letters of a reply (答复函): how far each is, and its file for whom it is addressed to."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path
from fastapi.responses import Response, StreamingResponse

from actors.blocks.documents.template import Papers
from actors.kernel.errors import Reason, Refusal
from actors.systems.npc_motions.handling.kind import HANDLING
from actors.systems.npc_motions.handling.letters import TEMPLATE, letters_for
from actors.systems.npc_motions.handling.state import HandlingState, LetterCopy
from serve_apps.front.bodies import answer, operation
from serve_apps.front.disclosing import disclose
from serve_apps.front.policies import SignedIn
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.records import Records
from serve_apps.pages.stored_files import file_answer

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["handlings"])
FIELD = "letters"
DocumentId = Annotated[str, Path(pattern="^[2-9A-HJ-NP-Z]{16}$", description="Id of the paper")]
_NO_LETTER = Refusal(Reason("handling.no_letter"), kind="unknown")


class LetterOut(msgspec.Struct, frozen=True):
    """A letter: to a deputy, or as a `copy` for a body of the congress. `id` is the code by which
    it is verified. Once it is `ready` it can be downloaded; `code` says why it is not."""

    id: str
    to: str
    copy: bool
    ready: bool
    code: str
    sha256: str


class LetterList(msgspec.Struct, frozen=True):
    """The letters of a reply that the visitor may have."""

    letters: tuple[LetterOut, ...]


async def _told(
    services: Services, visitor: Visitor, id: str, state: HandlingState, shows: Shows
) -> Sequence[tuple[LetterCopy, str]] | None:
    """Return the letters, each with the name of the deputy, "" where that is not told."""
    if not shows(FIELD):
        return None
    letters = letters_for(state, visitor.identity)
    return [(each, state.names.get(each.to, "")) for each in letters] or None


PANEL = Panel(template="npc_motions/letters.html", made=_told)


@router.get("/handlings/{id}/letters/{document}")
async def send_letter(
    visitor: SignedIn, services: Wired, id: str, document: DocumentId
) -> StreamingResponse:
    """Send a letter; the reading is recorded.

    Raises:
        Refusal: there is none that is for the visitor, or it is not ready.
    """
    return await _file(services, visitor, id, document)


@api.get("/handlings/{id}/letters", **operation(gives=LetterList))
async def list_letters(visitor: SignedIn, services: Wired, id: str) -> Response:
    """List the letters of a reply that are for the visitor: to a deputy his own, to a body its
    copy, to the unit all of them."""
    _, letters = await _letters(services, visitor, id)
    return answer(LetterList(tuple(_out(each) for each in letters)))


@api.get(
    "/handlings/{id}/letters/{document}",
    responses={200: {"content": {"application/pdf": {}}, "description": "The letter"}},
)
async def download_letter(
    visitor: SignedIn, services: Wired, id: str, document: DocumentId
) -> StreamingResponse:
    """Download a letter under seal; the reading is recorded."""
    return await _file(services, visitor, id, document)


def _out(letter: LetterCopy) -> LetterOut:
    return LetterOut(
        id=letter.document,
        to=letter.to,
        copy=letter.copy,
        ready=bool(letter.sha256),
        code=letter.code,
        sha256=letter.sha256,
    )


async def _letters(
    services: Services, visitor: Visitor, id: str
) -> tuple[HandlingState, tuple[LetterCopy, ...]]:
    rules = services[Records].rules(HANDLING)
    state: HandlingState = (await services.sender.show(f"{HANDLING}:{id}")).state
    if rules is None or not rules.permitted("read", visitor.identity, state).shows(FIELD):
        raise _NO_LETTER
    return state, letters_for(state, visitor.identity)


async def _file(services: Services, visitor: Visitor, id: str, document: str) -> StreamingResponse:
    state, letters = await _letters(services, visitor, id)
    letter = next((each for each in letters if each.document == document), None)
    if letter is None:
        raise _NO_LETTER
    if not letter.sha256:
        raise Refusal(Reason("document.not_ready"), kind="not_now")
    await disclose(services, visitor, HANDLING, id, state, _purpose(visitor, letter), full=False)
    template = services.library[Papers].template(TEMPLATE)
    title = template.title.zh if template else TEMPLATE
    return await file_answer(services, letter.sha256, f"{title} {state.number}.pdf", _NO_LETTER)


def _purpose(visitor: Visitor, letter: LetterCopy) -> str:
    if visitor.kind == "staff":
        return "handling"
    return "own" if letter.to == visitor.account else "deliberation"
