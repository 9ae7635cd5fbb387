"""The page on which everybody sees who read his or her personal data, over all systems."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from serve_apps.blocks.reads.telling import told
from serve_apps.front.language import language_of
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)


@router.get("/account/readings")
async def show_readings(request: Request, visitor: Resident, services: Wired) -> Response:
    """Show who read personal data of the account that the visitor acts for (PIPL Art. 44)."""
    rows = await services.views.readings_about(visitor.represents)
    readings = told(rows, services.library, language_of(request))
    return page(request, "reads/readings.html", {"readings": readings})
