"""Keeping a filter of a list under a name, and dropping it."""

import asyncio
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from actors.blocks.lists.saved_filters import DropFilter, SaveFilter
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.front.bodies import command_id
from serve_apps.front.faces import declared
from serve_apps.front.policies import SignedIn
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.lists import ListPage

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Form(min_length=1, max_length=40)]
_TRIES = 20  # of 50 ms, until the filter is in the row that the list reads


@router.post("/lists/{list}/filters")
async def save(
    visitor: SignedIn,
    services: Wired,
    list: str,
    name: Name,
    query: Annotated[str, Form(max_length=2_000)] = "",
    key: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Keep a filter and go back to the list that it leaves."""
    at = _address(list)
    if not name.strip():
        raise Refusal(Reason("form.required", "/name"))
    await _send(services, visitor, SaveFilter(list=list, name=name.strip(), query=query), key)
    return RedirectResponse(f"{at}?{query}" if query else at, 303)


@router.post("/lists/{list}/filters/drop")
async def drop(
    visitor: SignedIn,
    services: Wired,
    list: str,
    name: Name,
    key: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Keep a filter no longer and go back to the list."""
    at = _address(list)
    await _send(services, visitor, DropFilter(list=list, name=name), key)
    return RedirectResponse(at, 303)


async def _send(services: Services, visitor: Visitor, command: Command, key: str) -> None:
    by = visitor.identity
    id = command_id(by.id, key or uuid4().hex, command)
    receipt = await services.sender.send(f"saved_filters:{visitor.account}", command, id=id, by=by)
    for _ in range(_TRIES):  # the page that comes next reads the view
        if await services.views.seq_of("saved_filters", visitor.account) >= receipt.seq:
            return
        await asyncio.sleep(0.05)


def _address(name: str) -> str:
    """Return the address of the list `name`.

    Raises:
        Refusal: there is no such list.
    """
    for _, face in declared():
        for page in face.lists:
            if isinstance(page, ListPage) and page.name == name:
                return page.at
    raise Refusal(Reason("request.not_found"), kind="unknown")
