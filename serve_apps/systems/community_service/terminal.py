"""The village terminal (村级终端): a page that works without a line, what it may hold, and slips
whose temporary number leads to the case once it has come."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import FileResponse, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.agency import Agency
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.terminal.device import VILLAGE_TERMINAL, VillageTerminal
from actors.systems.community_service.terminal.records import TERMINAL_ENTRY, TerminalEntry
from serve_apps.front.app import STATIC
from serve_apps.front.bodies import answer, operation
from serve_apps.front.language import language_of
from serve_apps.front.policies import anyone, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.for_forms import code_picture
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["community_service"])
Clerk = Annotated[Visitor, Depends(staff_with(VILLAGE_CLERK))]
Anybody = Annotated[Visitor, Depends(anyone)]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
MOST_CODES = 20
MOST_HELD = 200


class HeldEntrustment(msgspec.Struct, frozen=True):
    """An entrustment that a terminal may hold: no name, no number of anybody."""

    id: str
    item: str
    title: str
    until: str


class HeldHere(msgspec.Struct, frozen=True):
    """What a terminal is told when it has a line. `state` is its own: one that was "revoked" wipes
    what it holds. `token` lets its page send."""

    state: str
    now: float
    token: str
    entrustments: tuple[HeldEntrustment, ...]


class EntryOut(msgspec.Struct, frozen=True):
    """How far an entry is: "" before it came, "taken", "filed" under `number`, or "refused" with
    the codes of the reasons; `conflicts` are payloads that were set aside."""

    state: str
    number: str
    conflicts: int
    codes: tuple[str, ...]


@router.get("/village/terminal")
async def show_terminal(request: Request, visitor: Clerk, services: Wired) -> Response:
    """Show the terminal: the forms of what may be entrusted, to be filled in without a line."""
    agency = services.library[Agency]
    items = [i for i in services.library[Catalogue].current_items() if not agency.hindrance(i.code)]
    return page(request, "community_service/terminal.html", {"items": items})


@router.get("/village/worker.js", dependencies=[Depends(anyone)])
async def send_worker() -> Response:
    """Send the script that keeps the terminal's page where there is no line. It stands here, and
    not below /static, since a worker serves no address above its own."""
    return FileResponse(STATIC / "village_terminal" / "worker.js", media_type="text/javascript")


@router.get("/village/terminal/held/{id}")
async def send_held(request: Request, visitor: Clerk, services: Wired, id: Id) -> Response:
    """Send what the terminal `id` may hold, and whether it still may.

    Raises:
        PyMongoError: the database does not answer.
    """
    device: VillageTerminal = (await services.sender.show(f"{VILLAGE_TERMINAL}:{id}")).state
    language = language_of(request)
    titles = {i.code: i.title[language] for i in services.library[Catalogue].current_items()}
    where = {"agent": visitor.identity.id, "state": "entrusted"}
    found = services[Records].database["entrustments"].find(where)
    rows = await found.sort([("updated_at", 1), ("_id", 1)]).limit(MOST_HELD).to_list()
    held = HeldHere(
        state=device.phase,
        now=services.clock.now().timestamp(),
        token=visitor.csrf,
        entrustments=tuple(
            HeldEntrustment(row["_id"], row["item"], titles.get(row["item"], ""), row["until"])
            for row in rows
        ),
    )
    return answer(held)


@router.get("/village/terminal/codes")
async def send_codes(
    request: Request, visitor: Clerk, services: Wired, id: Annotated[list[str], Query()]
) -> Response:
    """Send pictures of the codes of slips to come, by the ids that the terminal made for them: it
    prints them without a line."""
    origin = (services.settings.public_address or str(request.base_url)).rstrip("/")
    wanted = [each for each in id[:MOST_CODES] if len(each) == 32 and each.isalnum()]
    return answer({each: code_picture(f"{origin}/village/slips/{each}") for each in wanted})


@router.get("/village/slips/{id}")
async def show_slip(request: Request, visitor: Anybody, services: Wired, id: Id) -> Response:
    """Show whoever has a slip whether it came, and under which number: nothing of anybody.

    Raises:
        Overloaded, Unavailable: see `Sender.show`.
    """
    state = await _entry(services, id)
    context: dict[str, Any] = {"temporary": temporary_number(id), "entry": state}
    return page(request, "community_service/slip_found.html", context)


@api.get("/terminal_entries/{id}", **operation(gives=EntryOut))
async def show_entry(visitor: Clerk, services: Wired, id: Id) -> Response:
    """Tell how far an entry of the clerk's own is."""
    state = await _entry(services, id)
    if state.phase and state.by != visitor.identity.id:
        raise Refusal(Reason("terminal_entry.unknown"), kind="unknown")
    return answer(EntryOut(state.phase, state.number, len(state.conflicts), state.codes))


def temporary_number(id: str) -> str:
    """Return the number (临时编号) that stands on a slip before the case has its own."""
    return f"L{id[:4]}-{id[4:8]}".upper()


async def _entry(services: Services, id: str) -> TerminalEntry:
    return (await services.sender.show(f"{TERMINAL_ENTRY}:{id}")).state
