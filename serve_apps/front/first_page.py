"""The first page of a platform on which no system has one of its own."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.kernel.system import Installed
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)


@router.get("/")
async def show_first_page(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Show which systems run here, and the way in."""
    systems = [system.title for system in services.library[Installed].systems.values()]
    return page(request, "first.html", {"systems": systems})
