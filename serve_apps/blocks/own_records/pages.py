"""The page on which everybody gets a copy of what the platform holds of him or her."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.kernel.errors import Refusal
from serve_apps.blocks.own_records.asking import ask, hand_out, stands
from serve_apps.blocks.own_records.correcting import item_of, put_right_of
from serve_apps.blocks.own_records.package import title_of
from serve_apps.front.faces import holdings
from serve_apps.front.language import language_of
from serve_apps.front.policies import InPerson
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.reading import size

router = APIRouter(include_in_schema=False)


@router.get("/account/records")
async def show_records(request: Request, visitor: InPerson, services: Wired) -> Response:
    """Show what is held of the visitor, by sorts, and the copy of it."""
    return await _page(request, services, visitor, Faults())


@router.get("/account/records/now")
async def show_now(request: Request, visitor: InPerson, services: Wired) -> Response:
    """Show how far the copy is: the part of the page that changes."""
    state = await stands(services, visitor)
    return page(request, "own_records/now.html", {"copy": state, "size": size(state.size)})


@router.post("/account/records/copy")
async def ask_copy(request: Request, visitor: InPerson, services: Wired) -> Response:
    """Ask for a copy; the page then shows how far it is."""
    language = language_of(request)
    try:
        await ask(services, visitor, language)
    except Refusal as refusal:
        told = tell(refusal.reasons, language)
        return await _page(request, services, visitor, told, status=409)
    return RedirectResponse("/account/records", 303)


@router.get("/account/records/copy")
async def fetch_copy(visitor: InPerson, services: Wired) -> Response:
    """Hand out the copy that lies ready; each time it is recorded first."""
    return await hand_out(services, visitor)


async def _page(
    request: Request, services: Services, visitor: Visitor, faults: Faults, status: int = 200
) -> Response:
    language = language_of(request)
    state = await stands(services, visitor)
    context = {
        "copy": state,
        "size": size(state.size),
        "can_correct": item_of(services.library) is not None,
        "put_right": await put_right_of(services, visitor, language),
        "sorts": [title_of(holding.name, language) for holding in holdings()],
        "errors": faults.summary,
    }
    return page(request, "own_records/records.html", context, status=status)
