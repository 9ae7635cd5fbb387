"""Keys (我的数据密钥): asked for, drawn, given up; and the list of those who decide."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from actors.systems.open_data.keys import records as r
from actors.systems.open_data.keys.view import KEYS
from actors.systems.open_data.roles import HEAD, REVIEWER
from serve_apps.front.bodies import command_id
from serve_apps.front.holding import Holding, Telling
from serve_apps.front.language import language_of
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import OwnAccount, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records
from serve_apps.systems.open_data.admitting import NOT_KEPT, digest_of
from serve_apps.systems.open_data.catalogue import Catalogue

router = APIRouter(include_in_schema=False)
AT, STAFF_AT = "/my/keys", "/open-keys"
MOST = 50  # that are listed, the latest
_BYTES = 32  # of a secret
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
UNKNOWN = Refusal(Reason("open_key.unknown"), kind="unknown")


@router.get(AT)
async def show_list(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Show the keys of the visitor, the latest first.

    Raises:
        PyMongoError: the database does not answer.
    """
    found = services[Records].database[KEYS].find({"owner": visitor.identity.id})
    rows = await found.sort("asked_at", -1).limit(MOST).to_list()
    return page(request, "open_data/keys.html", {"rows": rows})


@router.get(AT + "/new")
async def begin(
    request: Request,
    visitor: OwnAccount,
    dataset: Annotated[str, Query(pattern="^([a-z0-9_-]{2,80})?$")] = "",
) -> Response:
    """Ask who will use it and what for; with `dataset` for one under a condition."""
    return _form(request, {"dataset": dataset}, Faults())


@router.post(AT + "/new")
async def ask(
    request: Request,
    visitor: OwnAccount,
    services: Wired,
    key: Key,
    holder: Annotated[str, Typed, Form(max_length=100)] = "",
    purpose: Annotated[str, Typed, Form(max_length=1_000)] = "",
    dataset: Annotated[str, Form(pattern="^([a-z0-9_-]{2,80})?$")] = "",
) -> Response:
    """Ask for a key, or show the form again with every reason.

    Raises:
        PyMongoError, Overloaded, Unavailable: it could not be asked.
    """
    typed = {"holder": holder, "purpose": purpose, "dataset": dataset}
    by = visitor.identity
    id = new_id(r.OPEN_KEY, by.owner, key)
    try:
        missing = [n for n in ("holder", "purpose") if not typed[n].strip()]
        if missing:
            raise Refusal(*(Reason("form.required", f"/{name}") for name in missing))
        wanted = (dataset,) if dataset else ()
        sent = r.RequestKey(holder=holder, purpose=purpose, datasets=wanted)
        await _send(services, visitor, id, await prepared(services, visitor, id, sent), key)
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        language = language_of(request)
        names = {name: word(f"open_key.fields.{name}", language) for name in ("holder", "purpose")}
        return _form(request, typed, tell(refusal.reasons, language, names=names), status=422)
    return RedirectResponse(f"{AT}/{id}", 303)


@router.get(AT + "/{id}")
async def show(request: Request, visitor: OwnAccount, services: Wired, id: Id) -> Response:
    """Show one key, without its secret.

    Raises:
        Refusal: it is nothing of the visitor's.
        Overloaded, Unavailable: it could not be asked.
    """
    return _page(request, id, await _own(services, visitor, id))


@router.post(AT + "/{id}/draw")
async def draw(
    request: Request, visitor: OwnAccount, services: Wired, id: Id, key: Key
) -> Response:
    """Make a secret, and show it this once; the last one is none any more.

    Raises:
        Refusal: it is nothing of the visitor's, or not active.
        Overloaded, Unavailable: it could not be asked.
    """
    await _own(services, visitor, id)
    token = f"{id}.{secrets.token_urlsafe(_BYTES)}"
    await _send(services, visitor, id, r.DrawSecret(digest=digest_of(token)), key)
    return _page(request, id, await _own(services, visitor, id), token)


@router.post(AT + "/{id}/give_up")
async def give_up(visitor: OwnAccount, services: Wired, id: Id, key: Key) -> Response:
    """End a key of one's own.

    Raises:
        Refusal: it is nothing of the visitor's, or over.
        Overloaded, Unavailable: it could not be asked.
    """
    await _own(services, visitor, id)
    await _send(services, visitor, id, r.GiveUpKey(), key)
    return RedirectResponse(f"{AT}/{id}", 303)


async def prepared(
    services: Services, visitor: Visitor, id: str, sent: r.RequestKey
) -> r.RequestKey:
    """Return `sent` with the unit whose data it is for, once these are found to be conditional.

    Raises:
        Refusal: they are not, or not of one unit.
        PyMongoError: the database does not answer.
    """
    rows = [await services[Catalogue].one(slug) for slug in sent.datasets]
    units = {row["unit"] for row in rows if row and row.get("condition")}
    if any(not (row and row.get("condition")) for row in rows) or len(units) > 1:
        raise Refusal(Reason("open_key.not_conditional", "/datasets"))
    return msgspec.structs.replace(sent, unit=next(iter(units), ""))


async def _own(services: Services, visitor: Visitor, id: str) -> r.Key:
    state: r.Key = (await services.sender.show(f"{r.OPEN_KEY}:{id}")).state
    if not state.phase or state.owner != visitor.identity.id or state.restricted:
        raise UNKNOWN
    return state


async def _send(services: Services, visitor: Visitor, id: str, wish: Command, key: str) -> None:
    by = visitor.identity
    once = command_id(by.owner, key, wish)
    await services.sender.send(f"{r.OPEN_KEY}:{id}", wish, id=once, by=by)


def _form(
    request: Request, typed: Mapping[str, str], faults: Faults, status: int = 200
) -> Response:
    context = {
        "typed": {"holder": "", "purpose": "", **typed},
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "open_data/key_new.html", context, status=status)


def _page(request: Request, id: str, state: r.Key, token: str = "") -> Response:
    context = {"id": id, "it": state, "token": token, "key": uuid4().hex}
    made = page(request, "open_data/key.html", context)
    made.headers.update(NOT_KEPT)
    return made


def _told(row: Mapping[str, Any], state: r.Key, how: Telling) -> Mapping[str, Any]:
    return {
        "holder": state.holder,
        "purpose": state.purpose,
        "datasets": list(state.datasets),
        "phase": state.phase,
        "asked_at": state.asked_at,
        "quota": state.quota,
        "expires_at": state.expires_at,
    }


HELD = Holding(
    name="open_keys",
    of=(r.OPEN_KEY,),
    kind=r.OPEN_KEY,
    collection=KEYS,
    field="account",
    told=_told,
)
_OFFICES = staff_with(HEAD, REVIEWER)
LIST = ListPage(
    name="open_keys",
    view=KEYS,
    at=STAFF_AT,
    record=f"{STAFF_AT}/{{id}}",
    columns=(
        Column(field="asked_at"),
        Column(field="unit"),
        Column(field="state", look="state"),
        Column(field="quota", look="number"),
        Column(field="expires_at"),
        Column(field="due"),
    ),
    orders=(Sorting(name="latest", fields=("asked_at",), descending=True),),
    filters=(
        Choice(field="state", values=r.PHASES, said=f"{r.OPEN_KEY}.states"),
        OfUnit(field="unit"),
    ),
    policy=_OFFICES,
)
RECORD = RecordPage(
    kind=r.OPEN_KEY,
    at=STAFF_AT,
    heading="asked_at",
    good=("active",),
    bad=("refused", "revoked"),
    notice=("requested", "suspended"),
    told=("reason", "drawn", "on", "calls"),
    left_out=("RequestKey", "DrawSecret", "GiveUpKey"),
    untold=("CallsNoted",),
    purposes=("handling",),
    policy=_OFFICES,
)
