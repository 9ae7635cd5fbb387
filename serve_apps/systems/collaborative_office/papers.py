"""The sealed paper of a document (盖章公文) and its files (附件), for whoever may read its text, at
both organs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office.attachments import Attachment
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
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
_PURPOSE = "handling"


@router.get("/official-documents/{id}/paper")
async def of_outgoing(visitor: Officer, services: Wired, id: Id) -> StreamingResponse:
    """Send the paper of an outgoing document, after the reading is recorded.

    Raises:
        Refusal: there is none that the visitor may read.
    """
    return await _paper(_Of(services, visitor, OFFICIAL_DOCUMENT, id))


@router.get("/incoming-documents/{id}/paper")
async def of_incoming(visitor: Officer, services: Wired, id: Id) -> StreamingResponse:
    """Send the paper that came with a document, after the reading is recorded.

    Raises:
        Refusal: there is none that the visitor may read.
    """
    return await _paper(_Of(services, visitor, INCOMING_DOCUMENT, id))


@router.get("/official-documents/{id}/files/{sha256}")
async def file_of_outgoing(
    visitor: Officer, services: Wired, id: Id, sha256: Sha256
) -> StreamingResponse:
    """Send a file of an outgoing document, after the reading is recorded.

    Raises:
        Refusal: there is none that the visitor may read.
    """
    return await _file(_Of(services, visitor, OFFICIAL_DOCUMENT, id), sha256)


@router.get("/incoming-documents/{id}/files/{sha256}")
async def file_of_incoming(
    visitor: Officer, services: Wired, id: Id, sha256: Sha256
) -> StreamingResponse:
    """Send a file that came with a document, after the reading is recorded.

    Raises:
        Refusal: there is none that the visitor may read; also while nobody has signed for it.
    """
    return await _file(_Of(services, visitor, INCOMING_DOCUMENT, id), sha256)


@dataclass(frozen=True)
class _Of:
    """Who wants something of which document."""

    services: Services
    visitor: Visitor
    kind: str
    id: str

    @property
    def unknown(self) -> Refusal:
        """What is said where there is none for the visitor."""
        return Refusal(Reason(f"{self.kind}.unknown"), kind="unknown")

    async def showing(self, field: str) -> Any:
        """Return the state of the document, of which the visitor may see `field`.

        Raises:
            Refusal: he may not, or there is none.
        """
        shown = await self.services.sender.show(f"{self.kind}:{self.id}")
        rules = self.services.kinds[self.kind].rules
        if not shown.seq or rules is None:
            raise self.unknown
        read = rules.permitted("read", self.visitor.identity, shown.state, _PURPOSE)
        if not read.shows(field):
            raise self.unknown
        return shown.state

    async def sent(self, state: Any, sha256: str, name: str) -> StreamingResponse:
        """Return the answer with a stored file, after the reading is recorded."""
        await disclose(self.services, self.visitor, self.kind, self.id, state, _PURPOSE)
        return await file_answer(self.services, sha256, name, self.unknown)


async def _paper(of: _Of) -> StreamingResponse:
    state = await of.showing("body")
    if not state.pdf:
        raise of.unknown
    return await of.sent(state, state.pdf, f"{state.number}.pdf")


async def _file(of: _Of, sha256: str) -> StreamingResponse:
    state = await of.showing("attachments")
    file = next((each for each in state.attachments if each.sha256 == sha256), None)
    if file is None:
        raise of.unknown
    return await of.sent(state, sha256, file.name)


def panels(at: str) -> tuple[Panel, ...]:
    """Return the parts of the pages at `at` that lead to files and paper, where there are some."""

    async def paper(
        services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
    ) -> str | None:
        """Return the address of the paper, None where there is none for the visitor."""
        return f"{at}/{id}/paper" if state.pdf and shows("body") else None

    async def files(
        services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
    ) -> Sequence[tuple[str, Attachment]] | None:
        """Return the address of each file, and what it is called; None for none."""
        if not (state.attachments and shows("attachments")):
            return None
        return [(f"{at}/{id}/files/{each.sha256}", each) for each in state.attachments]

    return (
        Panel(template="collaborative_office/attachments.html", made=files),
        Panel(template="collaborative_office/paper.html", made=paper),
    )
