"""The page of one's own webhooks, and the same for programs."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.blocks.webhooks.records import EVENTS
from serve_apps.front.policies import SignedIn
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
api = APIRouter()
MOST = 100  # of one account


@router.get("/webhooks")
async def show_webhooks(request: Request, visitor: SignedIn, services: Wired) -> Response:
    """Show the visitor's webhooks."""
    return page(request, "webhooks/webhooks.html", {"webhooks": await _own(services, visitor)})


@api.get("/webhooks")
async def list_webhooks(visitor: SignedIn, services: Wired) -> dict[str, Any]:
    """Tell the caller's webhooks, and which events of cases there are."""
    rows = await _own(services, visitor)
    told = [
        {
            "id": each["_id"],
            "phase": each["phase"],
            "events": each["events"],
            "since": each["since"].isoformat(),
            "deliveries": each["last"],
            "dead": each["dead"],
        }
        for each in rows
    ]
    return {"webhooks": told, "events": list(EVENTS)}


async def _own(services: Services, visitor: Visitor) -> list[Document]:
    found = services[Records].database["webhooks"].find({"owner": visitor.identity.id})
    return await found.sort([("updated_at", -1), ("_id", -1)]).limit(MOST).to_list()
