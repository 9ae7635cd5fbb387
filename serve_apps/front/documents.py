"""The description of the API, for programs."""

from typing import Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from serve_apps.front.openapi import openapi
from serve_apps.front.policies import anyone

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json", dependencies=[Depends(anyone)])
async def show_openapi(request: Request) -> Response:
    """Show the OpenAPI document."""
    state: Any = request.app.state
    if not hasattr(state, "openapi"):
        state.openapi = msgspec.json.encode(openapi(request.app, state.commands.served()))
    headers = {"cache-control": "public, max-age=300"}
    return Response(state.openapi, headers=headers, media_type="application/json")
