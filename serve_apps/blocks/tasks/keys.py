"""What can be done by keyboard (键盘操作), said on a page: a short way, never the only one."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from serve_apps.front.policies import Officer
from serve_apps.front.rendering import page

router = APIRouter(include_in_schema=False)


@router.get("/staff/keys")
async def show_keys(request: Request, visitor: Officer) -> Response:
    """Show the keys of lists and what else does the same."""
    return page(request, "tasks/keys.html", {})
