"""The page of mandates: for whom somebody may act, and who may act for him."""

from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.forms import normalise
from actors.blocks.mandates.kind import MANDATES
from actors.blocks.mandates.mandate import (
    GiveMandate,
    RenounceMandate,
    Represented,
    RevokeMandate,
)
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.accounts.pages import inside
from serve_apps.blocks.mandates.holder import prepared
from serve_apps.front.acting import NONE, held
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import InPerson
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)
MOST = 200  # that are listed
_NOTHING: dict[str, Any] = {"to": "", "name": "", "since": "", "until": "", "items": []}
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
Account = Annotated[str, Form(max_length=40)]


@router.get("/mandates")
async def show_mandates(
    request: Request,
    visitor: InPerson,
    services: Wired,
    of: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show for whom the visitor may act and who may act for him or, with `of`, for a company that
    he represents."""
    return await _page(request, services, visitor, of or visitor.account, Faults(), {})


@router.post("/mandates/act")
async def act(
    visitor: InPerson,
    services: Wired,
    account: Account = "",
    next: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Act for `account` from now on in this session, or for oneself again; go on at `next`."""
    if account and account != visitor.account:
        if await held(services, visitor, account) is None:
            raise NONE
        await services.sessions.choose(visitor, f"/{account}")
        return RedirectResponse(inside(next) or "/cases", 303)
    await services.sessions.choose(visitor, "")
    return RedirectResponse("/mandates", 303)


@router.post("/mandates")
async def give(
    request: Request,
    visitor: InPerson,
    services: Wired,
    key: Key,
    of: Account,
    to: Annotated[str, Form(max_length=100)] = "",
    name: Annotated[str, Form(max_length=100)] = "",
    since: Annotated[str, Form(max_length=40)] = "",
    until: Annotated[str, Form(max_length=40)] = "",
    items: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Give a mandate, or show the form again with every reason."""
    typed = {"to": to, "name": name, "since": since, "until": until, "items": items or []}
    try:
        wish = _read(to, name, since, until, items or [])
        command = await prepared(services, visitor, of, wish)
        await _send(services, visitor, of, command, key)
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        told = tell(refusal.reasons, language_of(request), names=_titles(request))
        return await _page(request, services, visitor, of, told, typed, status=422)
    return _back(visitor, of)


@router.post("/mandates/end")
async def end(
    visitor: InPerson, services: Wired, key: Key, of: Account, mandate: Annotated[int, Form(ge=1)]
) -> Response:
    """Revoke a mandate, or act by it no longer."""
    shown: Represented = (await services.sender.show(f"{MANDATES}:{of}")).state
    given = shown.mandate(mandate)
    mine = given is not None and given.to == visitor.account
    wish = RenounceMandate(mandate=mandate) if mine else RevokeMandate(mandate=mandate)
    await _send(services, visitor, of, wish, key)
    if mine and visitor.chosen == of:
        await services.sessions.choose(visitor, "")
    return _back(visitor, visitor.account if mine else of)


def _read(to: str, name: str, since: str, until: str, items: list[str]) -> GiveMandate:
    """Return the wish that was typed.

    Raises:
        Refusal: something lacks, or is no day.
    """
    wrong = [
        Reason("form.required", f"/{field}")
        for field, text in (("to", to), ("name", name))
        if not text.strip()
    ]
    days: dict[str, date | None] = {}
    for field, text in (("since", since), ("until", until)):
        days[field] = normalise.day(text)
        if text.strip() and days[field] is None:
            wrong.append(Reason("form.format", f"/{field}"))
    if wrong:
        raise Refusal(*wrong)
    return GiveMandate(
        to=to.strip()[:40],
        name=normalise.person_name(name),
        items=tuple(items),
        since=days["since"],
        until=days["until"],
    )


async def _send(services: Services, visitor: Visitor, of: str, wish: Command, key: str) -> None:
    by = visitor.identity
    id = command_id(by.owner, key, wish)
    await services.sender.send(f"{MANDATES}:{of}", wish, id=id, by=by)


def _back(visitor: Visitor, of: str) -> Response:
    return RedirectResponse("/mandates" if of == visitor.account else f"/mandates?of={of}", 303)


def _titles(request: Request) -> dict[str, str]:
    language = language_of(request)
    fields = ("to", "name", "since", "until", "items")
    return {field: word(f"mandates.fields.{field}", language) for field in fields}


async def _page(
    request: Request,
    services: Services,
    visitor: Visitor,
    of: str,
    faults: Faults,
    typed: dict[str, Any],
    status: int = 200,
) -> Response:
    state: Represented = (await services.sender.show(f"{MANDATES}:{of}")).state
    if of != visitor.account and visitor.account not in state.representatives:
        raise Refusal(Reason("mandates.forbidden"), kind="forbidden")
    today, catalogue = local_day(services.clock.now()), services.library[Catalogue]
    titles = {item.code: item.title for item in catalogue.current_items()}
    context = {
        "of": of,
        "of_name": await _display(services, of),
        "acting_for": await _display(services, visitor.chosen) if visitor.chosen else "",
        "given": [each for each in state.mandates if not each.until or each.until >= today],
        "held": await _held(services, visitor, today),
        "titles": titles,
        "today": today,
        "typed": _NOTHING | typed,
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "mandates/mandates.html", context, status=status)


async def _held(services: Services, visitor: Visitor, today: date) -> list[dict[str, Any]]:
    """Return for whom the visitor may act, with their names; the view may be a moment behind."""
    where = {"to": visitor.account, "ended_at": None}
    found = services[Records].database["mandates"].find(where).sort("owner").limit(MOST)
    rows = [row async for row in found]
    kept = [row for row in rows if not row["until"] or row["until"] >= today.isoformat()]
    return [{**row, "name": await _display(services, row["owner"])} for row in kept]


async def _display(services: Services, account: str) -> str:
    state: AccountState = (await services.sender.show(f"account:{account}")).state
    return state.display
