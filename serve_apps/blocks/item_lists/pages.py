"""The page of the implementation list: export, check, publish, and where the feed differs."""

from datetime import date
from typing import Annotated, Any
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from actors.blocks.forms.normalise import day
from actors.blocks.item_lists.records import FollowFeed
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.item_lists.reading import KEY, ListRead, look_at, publish, state_of
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell

router = APIRouter(prefix="/admin/item-list", include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
SHOWN = 1_000  # faults or differences of one page; the rest is counted


@router.get("")
async def show(request: Request, _: Administrator, services: Wired) -> Response:
    """Show what can be done with the list, and where the feed and the platform differ."""
    return await _page(request, services)


@router.post("/check")
async def check(request: Request, _: Administrator, services: Wired) -> Response:
    """Show every fault of the list that was sent, or where it differs. Nothing is changed."""
    file: Any = (await request.form()).get("list")
    if not isinstance(file, UploadFile) or not file.size:
        wrong = tell((Reason("file.no_file", "/list"),), language_of(request))
        return await _page(request, services, faults=wrong, status=422)
    content = await file.read()
    found, _changed = look_at(content, services.library)
    return await _page(request, services, found, content, status=422 if found.faults else 200)


@router.post("/publish")
async def publish_it(
    request: Request,
    visitor: Administrator,
    services: Wired,
    key: Key,
    effective: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=400)] = "",
    content: Annotated[str, Form()] = "",
) -> Response:
    """Publish what a list that was looked at changes; without one, what the feed says."""
    text = content or (await state_of(services)).content
    found, changed = look_at(text.encode(), services.library)
    try:
        on = day(effective)
        if found.faults:
            raise Refusal(Reason("item_list.faulty", "/list"))
        if not isinstance(on, date):
            raise Refusal(Reason("organisation.in_the_past", "/effective"))
        await publish(services, visitor, changed, on, reason, key)
    except Refusal as refusal:
        wrong = tell(refusal.reasons, language_of(request))
        looked_at = (found, content.encode()) if content else (None, b"")
        return await _page(request, services, *looked_at, faults=wrong, status=422)
    return RedirectResponse("/admin/item-list", 303)


@router.post("/follow")
async def follow(visitor: Administrator, services: Wired, key: Key) -> Response:
    """Ask the feed now, and every day from now on."""
    by, wish = visitor.identity, FollowFeed()
    await services.sender.send(KEY, wish, id=command_id(by.owner, key, wish), by=by)
    return RedirectResponse("/admin/item-list", 303)


async def _page(
    request: Request,
    services: Services,
    found: ListRead | None = None,
    content: bytes = b"",
    *,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    state = await state_of(services)
    feed = look_at(state.content.encode(), services.library)[0] if state.content else None
    context = {
        "found": found,
        "content": content.decode("utf-8", "replace"),
        "feed": feed,
        "list": state,
        "publications": state.publications[::-1],
        "today": local_day(services.clock.now()),
        "faults": faults or Faults(),
        "key": uuid4().hex,
        "shown": SHOWN,
        "as_text": _as_text,
    }
    return page(request, "item_lists/page.html", context, status=status)


def _as_text(value: Any) -> str:
    """Return a value of a list as people read it."""
    if isinstance(value, str):
        return value
    return "—" if value is None else msgspec.json.encode(value).decode()
