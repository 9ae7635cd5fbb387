"""Notices on pages: the bell with its count, the list, and what marks them as read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.messages.address import seat_of
from actors.blocks.messages.mailbox import MarkRead
from actors.blocks.messages.mailbox_state import KEPT, MAILBOX
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.messages.notices import MOST, Notices
from serve_apps.blocks.messages.saying import said
from serve_apps.blocks.messages.told import Way, by_notice
from serve_apps.front.faces import address_of
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import SignedIn
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, sentence
from serve_apps.pages.parts import Tab
from storage.search.cursor import BadCursor

router = APIRouter(include_in_schema=False)


@router.get("/notices")
async def show_notices(
    request: Request,
    visitor: SignedIn,
    services: Wired,
    unread: bool = False,
    at: Annotated[str, Query(max_length=1_000)] = "",
) -> Response:
    """Show what came for the visitor, and for the roles that he holds in a unit."""
    return await _list(request, services, visitor, unread=unread, cursor=at)


@router.get("/notices/unread")
async def show_unread(request: Request, visitor: SignedIn, services: Wired) -> Response:
    """Show how many notices the visitor has not read: the part of every page that counts them."""
    count = await services[Notices].unread(visitor.identity)
    response = page(request, "notices/count.html", {"count": count, "most": MOST})
    response.headers["cache-control"] = "no-store"
    return response


@router.post("/notices/read")
async def mark_read(
    request: Request,
    visitor: SignedIn,
    services: Wired,
    notice: Annotated[list[str] | None, Form()] = None,
    everything: Annotated[bool, Form()] = False,
) -> Response:
    """Mark notices as read: those that were chosen, or all. What cannot be is told, one by one."""
    chosen = (notice or [])[:KEPT]
    if everything:
        chosen = await services[Notices].unread_ids(visitor.identity)
    by_mailbox = _by_mailbox(chosen)
    reasons = [] if by_mailbox or everything else [Reason("notices.none_chosen")]
    for mailbox, numbers in by_mailbox.items():
        for first in range(0, len(numbers), KEPT):
            wish = MarkRead(notices=tuple(numbers[first : first + KEPT]))
            key = f"{MAILBOX}:{mailbox}"
            try:
                await services.sender.send(key, wish, id=uuid4().hex, by=visitor.identity)
            except Refusal as refusal:
                reasons += refusal.reasons
    if not reasons:
        return RedirectResponse("/notices", 303)
    return await _list(request, services, visitor, reasons=reasons)


def _by_mailbox(ids: Iterable[str]) -> Mapping[str, list[int]]:
    """Return the numbers of notices by their mailboxes; what is no `_id` of one is passed over."""
    found: dict[str, list[int]] = defaultdict(list)
    for id in ids:
        mailbox, _, number = id.rpartition("#")
        if mailbox and "/" not in mailbox and number.isascii() and number.isdigit():
            found[mailbox].append(int(number[:9]))
    return found


async def _list(
    request: Request,
    services: Services,
    visitor: Visitor,
    *,
    unread: bool = False,
    cursor: str = "",
    reasons: Sequence[Reason] = (),
) -> Response:
    language = language_of(request)
    notices = services[Notices]
    try:
        found = await notices.page(visitor.identity, unread=unread, cursor=cursor or None)
    except BadCursor:
        found = await notices.page(visitor.identity, unread=unread, cursor=None)
    letters = await notices.letters([row["_id"] for row in found.rows], visitor.identity)
    ways = by_notice(letters, language)
    context = {
        "notices": [
            _told(services, visitor, row, language, ways.get(row["_id"], ())) for row in found.rows
        ],
        "tabs": _tabs(language, unread=unread),
        "before": _address(unread, found.before),
        "after": _address(unread, found.after),
        "errors": [("", sentence(reason.code, language, reason.facts)) for reason in reasons],
    }
    return page(request, "notices/list.html", context, status=422 if reasons else 200)


def _told(
    services: Services,
    visitor: Visitor,
    row: Mapping[str, Any],
    language: Language,
    ways: Sequence[Way],
) -> dict[str, Any]:
    """Return a notice as its reader sees it."""
    role, _, unit = seat_of(row["mailbox"]).partition("@")
    return {
        "id": row["_id"],
        "n": row["n"],
        "at": row["at"],
        "text": said(row["template"], row["facts"], services.library, language),
        "href": address_of(row["about"], visitor.kind),
        "urgent": row["urgency"] == "urgent",
        "unread": visitor.identity.id not in row["read_by"],
        "role": known_word(f"roles.{role}", language) or role,
        "unit": unit_name(services.library, unit, language) if unit else "",
        "ways": ways,
    }


def _tabs(language: Language, *, unread: bool) -> list[Tab]:
    _ = translations(language).gettext
    return [
        Tab(_("全部"), "/notices", not unread),
        Tab(_("未读"), "/notices?unread=true", unread),
    ]


def _address(unread: bool, cursor: str | None) -> str:
    if cursor is None:
        return ""
    return f"/notices?{urlencode({**({'unread': 'true'} if unread else {}), 'at': cursor})}"
