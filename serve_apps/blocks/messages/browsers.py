"""Browsers that show the visitor's notices (浏览器推送): each is one that he has said so in."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from actors.blocks.messages.reach import AddBrowser, RemoveBrowser
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from serve_apps.blocks.messages.pushing import may_push
from serve_apps.blocks.messages.reaching import key_of, refused, send
from serve_apps.front.app import STATIC
from serve_apps.front.caller import browser_of
from serve_apps.front.policies import OwnAccount, anyone
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
_CARD = "/notices/reach#browsers"


@router.post("/notices/reach/browser")
async def add_browser(
    request: Request,
    visitor: OwnAccount,
    services: Wired,
    endpoint: Annotated[str, Form(max_length=1_024)] = "",
    p256dh: Annotated[str, Form(max_length=100)] = "",
    auth: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Have the browser that this comes from show notices, by what its push service gave
    it."""
    called = browser_of(request.headers.get("user-agent", ""))
    wish = AddBrowser(endpoint=endpoint, p256dh=p256dh, auth=auth, called=called)
    try:
        if endpoint and not may_push(endpoint):
            raise Refusal(Reason("reach.no_push_host"))
        await services.sender.send(key_of(visitor), wish, id=uuid4().hex, by=PLATFORM)
    except Refusal as refusal:
        return await refused(request, services, visitor, refusal)
    return RedirectResponse(_CARD, 303)


@router.post("/notices/reach/browser/remove")
async def remove_browser(
    visitor: OwnAccount, services: Wired, browser: Annotated[str, Form(max_length=32)]
) -> Response:
    """Show no notices in a browser any more."""
    await send(services, visitor, RemoveBrowser(browser=browser))
    return RedirectResponse(_CARD, 303)


@router.get("/notices/worker.js", dependencies=[Depends(anyone)])
async def send_worker() -> Response:
    """Send the script that shows notices while no page is open. It stands here, and not below
    /static, since it answers for the pages below its own address."""
    return FileResponse(STATIC / "notices" / "worker.js", media_type="text/javascript")
