"""Ask and suggest (互动): what was answered and published, the form, the receipt, one's rating."""

import asyncio
import hmac
from collections.abc import Mapping
from typing import Annotated, Any, cast
from uuid import uuid4

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.forms.asked import form_of
from actors.blocks.forms.sent import Entries, entries_of, read
from actors.blocks.organisation.units import Organisation
from actors.blocks.ratings.records import WHYS, Whys
from actors.blocks.reads.record import OF_ONESELF
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.community_service.voice.limits import VoiceLimits
from actors.systems.community_service.voice.records import VOICE, RaiseVoice, RateVoice, Voice
from serve_apps.front.bodies import command_id
from serve_apps.front.disclosing import disclose
from serve_apps.front.language import language_of
from serve_apps.front.limits import Attempts, address_of
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import ANYBODY, Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.controls import Layout
from serve_apps.pages.drawing import Drawing
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.records import Records
from serve_apps.systems.community_service.choosing import places_in
from storage.secrecy.lookups import Lookups

router = APIRouter(prefix="/voices", include_in_schema=False)
At = Annotated[str, Path(pattern="^[0-9a-f]{32}(~[A-Za-z0-9_-]{1,40})?$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
MOST = 50  # that are published on one page, the latest
MOST_RAISED, WINDOW_SECONDS = 30, 600.0  # from one network address
UNKNOWN = Refusal(Reason("voice.unknown"), kind="unknown")
FORM = form_of(RaiseVoice, VOICE, long=("text",), unasked=("order", "came"))
_raised = Attempts(MOST_RAISED, WINDOW_SECONDS)


@router.get("")
async def show_published(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Show what was asked and answered, as far as it is published, the latest first.

    Raises:
        PyMongoError: the database does not answer.
    """
    found = services[Records].database["voices"].find({"published": True})
    rows = await found.sort([("answered_at", -1), ("_id", -1)]).limit(MOST).to_list()
    context = {"rows": rows, "days": services.library[VoiceLimits].answer_days}
    return page(request, "community_service/voices.html", context)


@router.get("/new")
async def begin(request: Request, visitor: AnyVisitor, services: Wired) -> Response:
    """Show the form; name and telephone of a resident who has signed in stand in it."""
    return _form(request, services, await _known(services, visitor))


@router.post("/new")
async def raise_voice(request: Request, visitor: AnyVisitor, services: Wired) -> Response:
    """Take it in, or show the form again with every reason.

    Raises:
        TooManyTries: too much came from one network address in a short time.
    """
    address = address_of(request, services.settings.proxies)
    _raised.record(address, asyncio.get_running_loop().time())
    sent = [(k, v) for k, v in (await request.form()).multi_items() if isinstance(v, str)]
    entries = entries_of(FORM, sent)
    key = dict(sent).get("key", "")[:64] or uuid4().hex
    by = _by(visitor)
    id = new_id(VOICE, by.owner, key)
    try:
        wish = cast(RaiseVoice, read(FORM, entries, CHINA))
        await services.sender.send(f"{VOICE}:{id}", wish, id=command_id(by.owner, key, wish), by=by)
    except Refusal as refused:
        if refused.kind != "invalid":
            raise
        return _form(request, services, entries, refused, key)
    if visitor.kind == "staff":
        return RedirectResponse(f"/staff/voices/{id}", 303)
    at = address_of_receipt(services[Lookups], id) if by is PLATFORM else id
    return RedirectResponse(f"/voices/receipts/{at}", 303)


@router.get("/receipts/{at}")
async def show_receipt(request: Request, visitor: AnyVisitor, services: Wired, at: At) -> Response:
    """Show number, limit and answer to whoever asked: by the account, or without one by the address
    of the receipt alone, which nobody guesses."""
    return await _receipt(request, services, visitor, at, Faults())


@router.post("/receipts/{at}/rate")
async def rate(
    request: Request,
    visitor: AnyVisitor,
    services: Wired,
    at: At,
    key: Key,
    stars: Annotated[str, Form(pattern="^[1-5]?$")] = "",
    whys: Annotated[list[str] | None, Form()] = None,
    comment: Annotated[str, Typed, Form(max_length=2_000)] = "",
    call: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Rate the answer, once."""
    by = await asker(services, visitor, at)
    id = at.partition("~")[0]
    try:
        if not stars:
            raise Refusal(Reason("rating.stars", "/stars"))
        chosen = frozenset(whys or ())
        given: Whys = tuple(why for why in WHYS if why in chosen)
        wish = RateVoice(stars=int(stars), whys=given, comment=comment, call=bool(call))
        await services.sender.send(f"{VOICE}:{id}", wish, id=command_id(by.owner, key, wish), by=by)
    except Refusal as refused:
        if refused.kind != "invalid":
            raise
        language = language_of(request)
        names = {name: word(f"voice.fields.{name}", language) for name in ("stars", "call")}
        told = tell(refused.reasons, language, names=names)
        return await _receipt(request, services, visitor, at, told, status=422)
    return RedirectResponse(f"/voices/receipts/{at}", 303)


def address_of_receipt(lookups: Lookups, id: str) -> str:
    """Return where the receipt of a voice without an account is: its id, which staff see in lists,
    and a keyed digest of it, which only whoever asked was given."""
    return f"{id}~{lookups.of('voice_receipt', id)}"


def _by(visitor: Visitor) -> Identity:
    """Return who acts: the platform, for whoever has not signed in."""
    return PLATFORM if visitor.identity == ANYBODY else visitor.identity


async def asker(services: Services, visitor: Visitor, at: str) -> Identity:
    """Return as whom the visitor reads and rates: who asked without an account has the address of
    his receipt, also when he has signed in meanwhile. Staff have a page of their own, where reading
    is recorded.

    Raises:
        Refusal: there is no such voice, or it is somebody else's.
    """
    id = at.partition("~")[0]
    state: Voice = (await services.sender.show(f"{VOICE}:{id}")).state
    if not state.account and not hmac.compare_digest(at, address_of_receipt(services[Lookups], id)):
        raise UNKNOWN
    by = PLATFORM if not state.account else visitor.identity
    rules = services.kinds[VOICE].rules
    assert rules is not None
    its = bool(state.phase) and rules.permitted("read", by, state).allowed
    if not its or visitor.kind == "staff":
        raise UNKNOWN
    return by


async def _known(services: Services, visitor: Visitor) -> Entries:
    """Return name and telephone of a resident, as controls have them."""
    if visitor.kind != "resident":
        return {}
    state: AccountState = (await services.sender.show(f"account:{visitor.represents}")).state
    person = state.person
    return {"name": (person.name,), "phone": (person.phone,)} if person else {}


def _form(
    request: Request,
    services: Services,
    entries: Mapping[str, tuple[str, ...]],
    refused: Refusal | None = None,
    key: str = "",
) -> Response:
    """Show the form; sent twice, it makes one voice."""
    language = language_of(request)
    sorts = [(each, word(f"voice.choices.sort.{each}", language)) for each in _PUBLIC]
    places = places_in(services.library[Organisation], language)
    drawn = Drawing(
        FORM,
        language,
        "voice",
        entries=entries,
        reasons=refused.reasons if refused else (),
        layout=Layout(offered={"sort": sorts, "place": places}),
    ).draw()
    context = {"controls": drawn.controls, "errors": drawn.summary, "key": key or uuid4().hex}
    return page(
        request, "community_service/voice_form.html", context, status=422 if refused else 200
    )


_PUBLIC = ("question", "suggestion")  # orders of the hot line are entered by clerks


async def _receipt(
    request: Request, services: Services, visitor: Visitor, at: str, faults: Faults,
    status: int = 200,
) -> Response:  # fmt: skip
    await asker(services, visitor, at)
    id = at.partition("~")[0]
    state: Voice = (await services.sender.show(f"{VOICE}:{id}")).state
    if state.account:
        await disclose(services, visitor, VOICE, id, state, OF_ONESELF)
    context: dict[str, Any] = {
        "at": at,
        "voice": state,
        "may_rate": state.phase == "answered" and not state.rated,
        "nameable": bool(state.name and state.phone),
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "community_service/voice_receipt.html", context, status=status)
