"""The difference of two versions, and the history of a design."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from actors.blocks.designs.content import content_of
from actors.blocks.designs.differences import differences
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.designs.looked import AT, Looked, look
from serve_apps.blocks.designs.pages import Administrator, Code
from serve_apps.blocks.designs.telling import told_differences
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
Version = Annotated[int, Query(ge=0, le=100_000)]
DRAFT = 0
"""Stands for the draft where a version is asked for."""


@router.get(f"{AT}/{{code}}/differences")
async def compare(
    request: Request,
    visitor: Administrator,
    services: Wired,
    code: Code,
    old: Version = DRAFT,
    new: Version = DRAFT,
) -> Response:
    """Show what two versions differ in; of none that is named, the draft and what it began from.

    Raises:
        Refusal: there is no such version.
    """
    looked = await look(request, services, visitor, code)
    versions = looked.versions
    old = old or (looked.state.base if looked.state.content else 0) or (versions or (0,))[0]
    context = looked.context([])
    found = differences(_content(looked, old), _content(looked, new))
    context |= {
        "old": old,
        "new": new,
        "versions": versions,
        "has_draft": bool(looked.state.content),
        "found": told_differences(found, looked.language),
    }
    return page(request, "designs/differences.html", context)


def _content(looked: Looked, version: int) -> dict[str, Any]:
    """Return the content of a version, of the draft for 0: of an item that is new, nothing yet."""
    if version == DRAFT:
        return looked.state.content
    item = looked.item(version)
    if item is None:
        if version == looked.state.base or not looked.versions:
            return {}
        raise Refusal(Reason("item_design.unknown"), kind="unknown")
    return content_of(item)
